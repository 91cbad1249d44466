"""`python -m benchmarks.builds`: a first build, a build with nothing new, and dbt's own no-op beside it."""

import argparse
import json
import shutil
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from benchmarks.builds.project import BIN, make_idle_project, make_project
from benchmarks.measuring import Cost, cost_of
from segflux_cli.warehouse.embedded import open_embedded
from segflux_cli.warehouse.statements import fetch, run_statement

FOLDER = Path("target/benchmarks/builds")
_AS_OF = "2026-06-01T00:00:00Z"
_LATER = "2026-06-01T01:00:00Z"  # all windows of time have moved


def main() -> None:
    """Measures in a folder of its own, prints and writes the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.builds", description=__doc__)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--profiles", type=int, default=200_000)
    parser.add_argument("--segments", type=int, default=100)
    options = parser.parse_args()
    shutil.rmtree(FOLDER, ignore_errors=True)
    project, idle = (FOLDER / "project").resolve(), (FOLDER / "idle").resolve()
    make_project(project, options.events, options.profiles, options.segments)
    segflux = [str(BIN / "segflux"), "build", "--as-of"]
    costs = {"first build": cost_of([*segflux, _AS_OF], project)}
    loaded = _node_seconds(project, "fct_events")
    nodes = _nodes(project)  # before the next build, which leaves the views of segments as they stand
    costs["nothing new"] = cost_of([*segflux, _LATER], project)
    costs["nor a later instant"] = cost_of([*segflux, _LATER], project)
    make_idle_project(idle, nodes["model"], nodes["test"])
    dbt = [str(BIN / "dbt"), "build", "--profiles-dir", "."]
    cost_of(dbt, idle)  # the first run makes the views and the partial parse
    costs["dbt's own no-op"] = cost_of(dbt, idle)
    rows, plain = _plain_insert(project)
    _tell(options, nodes, costs, {"rows": rows, "fct_events": loaded, "insert select": plain})


def _results(folder: Path) -> list[dict[str, object]]:
    results: list[dict[str, object]] = json.loads((folder / "target" / "run_results.json").read_text())[
        "results"
    ]
    return results


def _nodes(folder: Path) -> Counter[str]:
    """How many models and tests a build ran."""
    return Counter(str(result["unique_id"]).split(".", 1)[0] for result in _results(folder))


def _node_seconds(folder: Path, model: str) -> float:
    found = [result for result in _results(folder) if str(result["unique_id"]).endswith(f".{model}")]
    return float(str(found[0]["execution_time"]))


def _plain_insert(folder: Path) -> tuple[int, float]:
    """The rows of `fct_events`, and the seconds of a plain insert of them into an empty table like it."""
    client = open_embedded(str(folder / ".segflux" / "warehouse"))
    table = fetch(
        client, "select concat('`', database, '`.', name) from system.tables where name = 'fct_events'"
    )[1][0][0]
    copy = f"{table}_copied"
    run_statement(client, f"create table {copy} as {table}")
    start = time.perf_counter()
    run_statement(client, f"insert into {copy} select * from {table}")
    seconds = time.perf_counter() - start
    counted = fetch(client, f"select count() from {copy}")[1][0][0]
    run_statement(client, f"drop table {copy}")
    client.close()
    return int(counted), seconds


def _tell(
    options: argparse.Namespace, nodes: Counter[str], costs: dict[str, Cost], load: dict[str, float]
) -> None:
    lines = [
        f"{options.events:,} events, {options.profiles:,} profiles, {options.segments} segments",
        f"{nodes['model']} models, {nodes['test']} tests",
        f"{'':28}{'CPU s':>8}{'wall s':>8}{'peak GB':>9}",
    ]
    lines += [
        f"{name:28}{cost.cpu_seconds:8.1f}{cost.wall_seconds:8.1f}{cost.peak_gigabytes:9.2f}"
        for name, cost in costs.items()
    ]
    idle = costs["dbt's own no-op"]
    lines += [
        f"{name} against dbt's own no-op: {costs[name].cpu_seconds / idle.cpu_seconds:.2f} x CPU, "
        f"{costs[name].wall_seconds / idle.wall_seconds:.2f} x wall"
        for name in ("nothing new", "nor a later instant")
    ]
    lines.append(
        f"{int(load['rows']):,} rows of fct_events: loaded in {load['fct_events']:.2f} s, inserted plainly in "
        f"{load['insert select']:.2f} s: {load['insert select'] / load['fct_events']:.2f} of the speed"
    )
    text = "\n".join(lines) + "\n"
    written = {"costs": {name: asdict(cost) for name, cost in costs.items()}, "load": load}
    (FOLDER.parent / "builds.json").write_text(json.dumps(written, indent=2) + "\n")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
