"""`python -m benchmarks.demo`: the demo from an empty folder, a build after it and its report, at a chosen size."""

import argparse
import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.measuring import Cost, cost_of

FOLDER = Path("target/benchmarks/demo")
_SEGFLUX = str(Path(sys.executable).parent / "segflux")
_AS_OF = "2026-06-01T09:00:00Z"


def main() -> None:
    """Measures in a folder of its own and writes the figures beside it; the data is left for a look."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.demo", description=__doc__)
    parser.add_argument("--profiles", type=int, default=1_000_000)
    profiles: int = parser.parse_args().profiles
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    commands = {
        "demo": ["demo", "--profiles", str(profiles), "--as-of", _AS_OF],
        "build, again": ["build", "--as-of", _AS_OF],
        "report": ["report", "--out", "report.html"],
    }
    sys.stdout.write(f"{profiles:,} profiles\n{'':28}{'CPU s':>8}{'wall s':>8}{'peak GB':>9}\n")
    costs = {name: _told(name, cost_of([_SEGFLUX, *words], FOLDER)) for name, words in commands.items()}
    written = {"profiles": profiles, "costs": {name: asdict(cost) for name, cost in costs.items()}}
    (FOLDER.parent / "demo.json").write_text(json.dumps(written, indent=2) + "\n")


def _told(name: str, cost: Cost) -> Cost:
    sys.stdout.write(
        f"{'segflux ' + name:28}{cost.cpu_seconds:8.1f}{cost.wall_seconds:8.1f}{cost.peak_gigabytes:9.2f}\n"
    )
    sys.stdout.flush()
    return cost


if __name__ == "__main__":
    main()
