"""`python -m benchmarks.commands`: how long the commands take, each as a user would call it."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.evaluate.specs import segment_specs

REPOSITORY = Path(__file__).parents[1]
SEGFLUX = str(Path(sys.executable).parent / "segflux")


def main() -> None:
    """Measures in a folder of its own and prints a line per command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.commands", description=__doc__)
    parser.add_argument("--specs", type=int, default=500, help="segments for check and compile")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for what, seconds in _measure(Path(folder), options.specs):
            sys.stdout.write(f"{what:50}{seconds:8.2f} s\n")
            sys.stdout.flush()


def _measure(folder: Path, specs: int) -> Iterator[tuple[str, float]]:
    yield "segflux --help", _seconds(folder, "--help")
    yield "segflux demo, in an empty folder", _seconds(folder, "demo")
    yield "segflux build, again", _seconds(folder, "build")
    for spec in segment_specs(specs):
        path = folder / "segments" / f"{spec['segment']}.yml"
        path.write_text(json.dumps(spec))
    yield f"segflux check, {specs} segments more", _seconds(folder, "check")
    yield f"segflux compile, {specs} segments more", _seconds(folder, "compile")
    cases = REPOSITORY / "tests" / "cases"
    count = sum(path.read_text().count("- name:") for path in cases.rglob("*.yml"))
    yield f"segflux test, {count} cases", _seconds(folder, "test", str(cases))


def _seconds(folder: Path, *arguments: str) -> float:
    start = time.perf_counter()
    done = subprocess.run([SEGFLUX, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"segflux {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
