"""One node and two shards, built from the same arrivals."""

from collections.abc import Iterator
from itertools import count

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.project_files import project_files
from tests.arrivals.build import Warehouse
from tests.arrivals.histories import STEP, random_history
from tests.arrivals.raw import create_raw, land, mirror
from tests.shards import VARIABLES, open_shards, two_shards

SEED = 2
STEPS = random_history(SEED, 4)
LAST = STEPS[-1].started_at + STEP
CLOCK = count(LAST + 1)  # of builds after that
FACTS = ("fct_events", "fct_traits")
SCRATCH = ("arrived", "chosen", "judged", "kept", "labels", "sighted")
# Only at the node dbt talks to: what is no event or trait, with the scratch tables of each build.
MODELS = tuple(path.stem for path in (project_files() / "models").rglob("*.sql") if path.stem not in FACTS)


def _run_id(started_at: int) -> str:
    return f"run{started_at:x}"[-12:][:8]


def _tables(schema: str) -> tuple[list[str], list[str]]:
    spread = [f"{schema}.{fact}_local" for fact in FACTS]
    at_home = [f"{schema}.{name}" for name in MODELS if not name.endswith("_resolved")]
    for run in {_run_id(at) for at in (*(step.started_at + 5 for step in STEPS), LAST)}:
        for fact in FACTS:
            rebuilt = f"__{fact}__{run}__rebuilt"
            spread.append(f"{schema}.{rebuilt}_local")
            at_home += [f"{schema}.__{name}__{run}__{step}" for name in (fact, rebuilt) for step in SCRATCH]
    return spread, at_home


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("shards")
    opened = open_shards(folder, two_shards(folder, *_tables("spread")))
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def warehouses(client: Client) -> tuple[Warehouse, Warehouse]:
    """One node and two shards after the same arrivals: late rows, repeats, corrections, merges, removals."""
    create_raw(client, "raw")
    whole = Warehouse(client, "whole", "raw")
    spread = Warehouse(client, "spread", "raw", variables=VARIABLES)
    for step in STEPS:
        land(client, "raw", step.before)
        mirror(client, "raw", step.mirrored)
        for built in (whole, spread):
            built.build(step.started_at + 5)
        land(client, "raw", step.during)
    for built in (whole, spread):
        built.build(LAST)
    return whole, spread
