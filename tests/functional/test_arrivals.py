"""Any sequence of arrivals, split over builds in any way, ends as a full rebuild does."""

import os
import random

import pytest
from clickhouse_connect.driver.client import Client

from tests.arrivals.build import KilledError, Warehouse
from tests.arrivals.checks import contents
from tests.arrivals.histories import STEP, Step, random_history
from tests.arrivals.raw import create_raw, land, mirror
from tests.arrivals.shapes import SOURCES

SEEDS = range(int(os.environ.get("SEGFLUX_ARRIVAL_SEEDS", "1")))


def _play(client: Client, warehouse: Warehouse, steps: list[Step], chance: random.Random) -> int:
    """Every step's build, some of them killed, reloads too, and repeated; gives the last clock."""
    for step in steps:
        land(client, "raw", step.before)
        mirror(client, "raw", step.mirrored)
        _build(client, warehouse, step, chance)
    last = steps[-1].started_at + STEP
    _rebuild_without_one(warehouse, last - 1, chance)
    warehouse.build(last)
    return last


def _rebuild_without_one(warehouse: Warehouse, started_at: int, chance: random.Random) -> None:
    """A source is gone for one full refresh."""
    declared, away = warehouse.sources, chance.choice(warehouse.sources)
    warehouse.sources = [source for source in declared if source is not away]
    warehouse.build(started_at, is_full=True)
    warehouse.sources = declared


def _build(client: Client, warehouse: Warehouse, step: Step, chance: random.Random) -> None:
    warehouse.statements = 0
    for attempt in range(chance.randrange(3)):
        warehouse.kill_after = warehouse.statements + chance.randrange(1, 170)
        warehouse.variables = chance.choice(({}, {"reload": [source.source for source in SOURCES]}))
        try:
            warehouse.build(step.started_at + attempt)
        except KilledError:
            continue
        finally:
            warehouse.kill_after, warehouse.variables = None, {}
    warehouse.build(step.started_at + 5, midway=lambda: land(client, "raw", step.during))


@pytest.mark.parametrize("seed", SEEDS)
def test_builds_end_as_a_rebuild(client: Client, seed: int) -> None:
    """Builds, a full refresh of the same warehouse and a fresh warehouse hold the same."""
    client.command("drop database if exists grown")
    client.command("drop database if exists fresh")
    create_raw(client, "raw")
    steps = random_history(seed)
    grown = Warehouse(client, "grown", "raw")
    last = _play(client, grown, steps, random.Random(seed))
    found = contents(client, "grown")
    assert all(found.values())

    grown.build(last + 1, is_full=True)
    assert contents(client, "grown") == found

    Warehouse(client, "fresh", "raw").build(last + 2)
    assert contents(client, "fresh") == found
