"""Events and traits spread over two shards: every table holds what it holds on one node."""

import re
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from tests.arrivals.build import Warehouse
from tests.arrivals.checks import contents
from tests.functional.shards.conftest import CLOCK, FACTS

pytestmark = pytest.mark.embedded_only(reason="two shards are a configuration of the embedded engine")
# Parts that are attached are rows, which only their node holds.
DEFINES = re.compile(
    r"(create|drop|rename|exchange|alter(?!.* attach partition)|truncate|delete)\b", re.IGNORECASE
)


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
    started_at = next(CLOCK)
    for built in (whole, spread):
        built.build(started_at, is_full=True)
    assert contents(client, "spread") == contents(client, "whole")
    left = _rows(
        client, "select name from system.tables where database = 'spread' and name like '\\\\_\\\\_%'"
    )
    assert left == []


def test_a_newly_used_property_is_filled_on_every_shard(
    client: Client, warehouses: tuple[Warehouse, Warehouse]
) -> None:
    column = {
        "column": "age raw",
        "type": "Nullable(String)",
        "expression": "JSONExtractRaw(properties, 'age')",
    }
    started_at = next(CLOCK)
    for built in warehouses:
        built.facets = [*built.facets, column]
        built.build(started_at)
    of_all = "select source, event_id, `age raw` from {}.int_events_resolved order by all"
    found = _rows(client, of_all.format("spread"))
    assert any(row[2] for row in found)
    assert found == _rows(client, of_all.format("whole"))
