"""Events and traits spread over two shards: every table holds what it holds on one node."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.project_files import project_files
from tests.arrivals.build import Warehouse
from tests.arrivals.checks import contents
from tests.arrivals.histories import STEP, random_history
from tests.arrivals.raw import create_raw, land, mirror
from tests.shards import VARIABLES, open_shards, two_shards

SEED = 1
STEPS = random_history(SEED, 4)
LAST = STEPS[-1].started_at + STEP
FACTS = ("fct_events", "fct_traits")
SCRATCH = ("arrived", "chosen", "judged", "kept", "labels", "sighted")
DEFINES = re.compile(r"(create|drop|rename|exchange|alter|truncate|delete)\b", re.IGNORECASE)
# Only at the node dbt talks to: what is no event or trait, with the scratch tables of each build.
MODELS = tuple(path.stem for path in (project_files() / "models").rglob("*.sql") if path.stem not in FACTS)


def _run_id(started_at: int) -> str:
    return f"run{started_at:x}"[-12:][:8]


def _tables(schema: str) -> tuple[list[str], list[str]]:
    spread = [f"{schema}.{fact}_local" for fact in FACTS]
    at_home = [f"{schema}.{name}" for name in MODELS if not name.endswith("_resolved")]
    for run in {_run_id(at) for at in (*(step.started_at + 5 for step in STEPS), LAST, LAST + 1, LAST + 2)}:
        for fact in FACTS:
            rebuilt = f"__{fact}__{run}__rebuilt"
            spread.append(f"{schema}.{rebuilt}_local")
            at_home += [f"{schema}.__{name}__{run}__{step}" for name in (fact, rebuilt) for step in SCRATCH]
    return spread, at_home


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("shards")
    opened = open_shards(folder, two_shards(folder, *_tables("spread")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
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


def _rows(client: Client, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in client.query(sql).result_rows]


def test_every_table_holds_what_it_holds_on_one_node(
    client: Client, warehouses: tuple[Warehouse, Warehouse]
) -> None:
    found = contents(client, "spread")
    assert all(found.values())
    assert found == contents(client, "whole")


def test_shards_hold_slices_by_profile(client: Client, warehouses: tuple[Warehouse, Warehouse]) -> None:
    for fact in FACTS:
        held = dict(_rows(client, f"select shardNum(), count() from spread.{fact} group by 1"))
        assert set(held) == {1, 2}
        assert sum(held.values()) == _rows(client, f"select count() from whole.{fact}")[0][0]
        assert _rows(client, f"select 1 from spread.{fact} where profile_number % 2 + 1 != shardNum()") == []


def test_merges_cross_shards(client: Client, warehouses: tuple[Warehouse, Warehouse]) -> None:
    """Otherwise the other tests would prove little."""
    crossed = "select 1 from spread.profile_overrides where old_number % 2 != profile_number % 2"
    assert _rows(client, crossed)
    assert _rows(
        client,
        "select profile_number from spread.int_events_resolved group by profile_number having uniq(shardNum()) > 1",
    )


def test_a_join_that_is_not_on_each_shard_is_wrong(
    client: Client, warehouses: tuple[Warehouse, Warehouse]
) -> None:
    """The control: the same view over the overrides of one node gives other people the events."""
    people = (
        "select if(o.profile_number = 0, e.profile_number, o.profile_number) as person, count() as events "
        "from spread.{events} as e {how} any left join {overrides} as o on e.profile_number = o.old_number "
        "group by person order by person"
    )
    right = _rows(
        client, "select profile_number, count() from spread.int_events_resolved group by 1 order by 1"
    )
    at_home = people.format(events="fct_events", how="", overrides="spread.profile_overrides")
    everywhere = people.format(events="fct_events", how="", overrides="spread.profile_overrides_local")
    shipped = people.format(events="fct_events", how="global", overrides="spread.profile_overrides")
    assert _rows(client, at_home) != right
    assert _rows(client, everywhere) == _rows(client, shipped) == right


def test_groups_of_one_shard_taken_for_whole_are_wrong(
    client: Client, warehouses: tuple[Warehouse, Warehouse]
) -> None:
    """The other control: a profile's events may lie on two shards, so counts must be merged."""
    counted = "select profile_number, count() as events from spread.int_events_resolved group by 1 order by 1"
    unmerged = _rows(client, f"{counted} settings distributed_group_by_no_merge = 1")
    assert len(unmerged) > len(_rows(client, counted))


def test_every_definition_is_said_on_the_cluster(warehouses: tuple[Warehouse, Warehouse]) -> None:
    whole, spread = warehouses
    own = [
        sql for sql in spread.sent if DEFINES.match(sql.strip()) and "engine = MergeTree order by" not in sql
    ]
    assert len(own) > 100
    assert [sql for sql in own if "/* on cluster `two` */" not in sql] == []
    assert [sql for sql in whole.sent if "cluster" in sql] == []


def test_a_rebuild_ends_alike(client: Client, warehouses: tuple[Warehouse, Warehouse]) -> None:
    whole, spread = warehouses
    for built in (whole, spread):
        built.build(LAST + 1, is_full=True)
    assert contents(client, "spread") == contents(client, "whole")
    left = _rows(
        client, "select name from system.tables where database = 'spread' and name like '\\\\_\\\\_%'"
    )
    assert left == []


def test_a_newly_used_property_is_filled_on_every_shard(
    client: Client, warehouses: tuple[Warehouse, Warehouse]
) -> None:
    column = {
        "column": "age text",
        "type": "Nullable(String)",
        "expression": "JSONExtractRaw(properties, 'age')",
    }
    for built in warehouses:
        built.facets = [*built.facets, column]
        built.build(LAST + 2)
    of_all = "select source, event_id, `age text` from {}.int_events_resolved order by all"
    found = _rows(client, of_all.format("spread"))
    assert any(row[2] for row in found)
    assert found == _rows(client, of_all.format("whole"))
