"""`python -m benchmarks.identity`: linking people, beside SciPy, DuckDB and networkx."""

import argparse
import json
import math
import shutil
import sys
from dataclasses import asdict
from functools import partial
from operator import attrgetter
from pathlib import Path

from benchmarks.identity import increments, scanning, steps
from benchmarks.identity.graphs import Graph, people, shapes
from benchmarks.measuring import Figures, apart

FOLDER = Path("target/benchmarks")
_BATCHES = {"1 %": 100, "0.1 %": 1000}  # one in so many links
_TURNS = 3  # of scans, one after the other; the best of each counts, for the machine is not always as fast
_NETWORKX = 10  # it holds a link in about a kilobyte, so it gets the people divided by this


def main() -> int:
    """Measures, prints and writes the table; 1 when groups differ or a shape takes too many rounds."""
    options = _options()
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = str(FOLDER / "identity")
    shutil.rmtree(path, ignore_errors=True)  # tables of another run would be merged meanwhile
    written: dict[str, object] = {}
    failures = 0
    for number, ways in (
        (options.people, ["contraction", "SciPy", "DuckDB"]),
        (options.people // _NETWORKX, ["contraction", "SciPy", "networkx"]),
    ):
        failures += _compare(path, people(number), ways, written)
        if number == options.people:
            failures += _increments(path, written)
    for is_split in (False, True):
        _scan(path, options, is_split=is_split, written=written)
    for shape in shapes(options.nodes):
        failures += _rounds(path, shape, written)
    (FOLDER / "identity.json").write_text(json.dumps(written, indent=2) + "\n")
    return 1 if failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity", description=__doc__)
    parser.add_argument("--people", type=int, default=5_000_000)
    parser.add_argument("--events", type=int, default=50_000_000, help="that are scanned")
    parser.add_argument("--nodes", type=int, default=1_000_000, help="of each shape")
    return parser.parse_args()


def _compare(path: str, graph: Graph, ways: list[str], written: dict[str, object]) -> int:
    links, nodes = apart(partial(steps.make, path, graph))
    idle = apart(partial(steps.base, path))
    figures = {way: apart(partial(steps.label, path, way)) for way in ways}
    apart_from = [way for way in ways if not apart(partial(steps.same_groups, path, way))]
    _say(f"{graph.name}, {links:,} links, {nodes:,} identifiers; {idle.peak_gigabytes:.2f} GB when idle")
    _say(f"{'':14}{'CPU s':>8}{'wall s':>8}{'peak GB':>9}{'x CPU of SciPy':>16}{'x wall':>8}")
    for way in ways:
        _say(_row(way, figures[way], figures["SciPy"]))
    _say(f"other groups: {', '.join(apart_from)}" if apart_from else "the same groups")
    written[graph.name] = {way: asdict(figures[way]) for way in ways}
    return len(apart_from)


def _increments(path: str, written: dict[str, object]) -> int:
    """A resolution as a build runs it: from nothing, and of a batch behind it."""
    whole = apart(partial(increments.whole, path, "whole_run"))
    _say(
        f"{'a whole resolution':22}{whole.cpu_seconds:8.1f}{whole.wall_seconds:8.1f}{whole.peak_gigabytes:9.2f}"
    )
    written["whole resolution"] = asdict(whole)
    failures = 0
    for name, one_in in _BATCHES.items():
        schema = f"batch_run_{one_in}"
        cost = apart(partial(increments.batch, path, schema, one_in))
        is_same = apart(partial(increments.same_profiles, path, "whole_run", schema))
        _say(
            f"{f'a batch of {name}':22}{cost.cpu_seconds:8.1f}{cost.wall_seconds:8.1f}{cost.peak_gigabytes:9.2f}"
            f"  {cost.cpu_seconds / whole.cpu_seconds:.3f} x CPU {cost.wall_seconds / whole.wall_seconds:.3f} x wall; "
            f"{'the same profiles' if is_same else 'OTHER PROFILES'}"
        )
        written[f"batch of {name}"] = asdict(cost)
        failures += not is_same
    return failures


def _scan(path: str, options: argparse.Namespace, *, is_split: bool, written: dict[str, object]) -> None:
    """Counting the events of each profile: bare, and with the present profile of each."""
    apart(partial(scanning.make, path, options.events, options.events // 10, is_split=is_split))
    turns = [
        [apart(partial(scanning.scan, path, is_resolved=one)) for one in (False, True)] for _ in range(_TURNS)
    ]
    bare, resolved = (min(figures, key=attrgetter("cpu_seconds")) for figures in zip(*turns, strict=True))
    name = f"{options.events:,} events, {'5 % merged, some split' if is_split else '5 % merged'}"
    _say(
        f"{name}: bare {bare.cpu_seconds:.2f} CPU s, resolved {resolved.cpu_seconds:.2f}, "
        f"{resolved.cpu_seconds / bare.cpu_seconds:.2f} x CPU, {resolved.wall_seconds / bare.wall_seconds:.2f} x wall"
    )
    written[name] = {"bare": asdict(bare), "resolved": asdict(resolved)}


def _row(way: str, figures: Figures, scipy: Figures) -> str:
    return (
        f"{way:14}{figures.cpu_seconds:8.1f}{figures.wall_seconds:8.1f}{figures.peak_gigabytes:9.2f}"
        f"{figures.cpu_seconds / scipy.cpu_seconds:16.2f}{figures.wall_seconds / scipy.wall_seconds:8.2f}"
    )


def _rounds(path: str, shape: Graph, written: dict[str, object]) -> int:
    _, nodes = apart(partial(steps.make, path, shape))
    taken = apart(partial(steps.rounds, path))
    apart(partial(steps.label, path, "SciPy"))
    is_same = apart(partial(steps.same_groups, path, "SciPy"))
    allowed = math.floor(math.log2(nodes))
    _say(
        f"{shape.name:14}{nodes:10,} nodes {taken:3} rounds, log2 is {allowed}; "
        f"{'the groups of SciPy' if is_same else 'OTHER GROUPS THAN SCIPY'}"
    )
    written[shape.name] = {"nodes": nodes, "rounds": taken}
    return int(taken > allowed or not is_same)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
