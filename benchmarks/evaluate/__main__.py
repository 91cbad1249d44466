"""`python -m benchmarks.evaluate`: the plan against one query per segment."""

import argparse
import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

from benchmarks.evaluate import steps
from benchmarks.evaluate.data import Extent
from benchmarks.evaluate.table import result_table
from benchmarks.measuring import apart

FOLDER = Path("target/benchmarks")


def main() -> int:
    """Measures, prints and writes the table; 1 when any member differs."""
    options = _options()
    extent = Extent(options.events, options.profiles or max(1000, options.events // 10), options.segments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = str(FOLDER / f"evaluate-{extent.events}-{extent.profiles}")
    measured = {} if options.keep else {"make the data": apart(partial(steps.make, path, extent))}
    for count in (extent.segments // 10, extent.segments * 3 // 10):
        measured[f"the plan of {count}"] = apart(partial(steps.plan, path, extent, count))
    measured["the plan"] = apart(partial(steps.plan, path, extent, extent.segments))
    every = max(1, extent.segments // options.sample)
    compared = {}
    for name, is_wide in (("by hand", False), ("by hand, traits from the wide row", True)):
        measured[name] = apart(partial(steps.by_hand, path, extent, every=every, reads_wide_row=is_wide))
        compared[name] = apart(partial(steps.differences, path, reads_wide_row=is_wide))
    written = {
        "extent": asdict(extent),
        "steps": {name: asdict(figures) for name, figures in measured.items()},
        "compared": compared,
    }
    (FOLDER / "evaluate.json").write_text(json.dumps(written, indent=2) + "\n")
    table = result_table(extent, measured, compared, every)
    (FOLDER / "evaluate.txt").write_text(table)
    sys.stdout.write(table)
    return 0 if all(not apart for _, _, apart in compared.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--profiles", type=int, help="default: a tenth of the events")
    parser.add_argument("--segments", type=int, default=100)
    parser.add_argument(
        "--sample",
        type=int,
        default=100,
        help="how many segments have a query by hand, each standing for others",
    )
    parser.add_argument("--keep", action="store_true", help="use the tables of an earlier run of this size")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
