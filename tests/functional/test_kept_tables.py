"""A table is left as it is only while the same statements over the same rows would make it again."""

import pytest
from clickhouse_connect.driver.client import Client

from tests.arrivals.build import Warehouse
from tests.arrivals.checks import contents
from tests.arrivals.raw import land
from tests.arrivals.scenes import CRM, NOW, WEB, Scene, event, row_of

HOUR = 3_600_000
WAIT = "settings mutations_sync = 2"
IDENTITY = {"int_profiles_merged", "dim_identifiers", "profile_overrides", "profile_node_overrides"}
ALL = IDENTITY | {"dim_profiles"}


def built(scene: Scene) -> Warehouse:
    """A warehouse of two people, built twice."""
    warehouse = scene.declare(WEB, CRM)
    both = [event("1"), event("2", identifiers=[("user_id", "ben")])]
    land(scene.client, "raw", {"web__events": both, "crm__traits": [row_of("crm", traits='{"plan":"a"}')]})
    warehouse.build(NOW)
    warehouse.build(NOW + HOUR)
    return warehouse


def kept_after(scene: Scene, warehouse: Warehouse, started_at: int) -> set[str]:
    """What one more build leaves as it is; it ends as a full refresh does."""
    warehouse.build(started_at)
    kept, found = set(warehouse.kept), contents(scene.client, "built", leaving_out=("rejected",))
    warehouse.build(started_at + 1, is_full=True)
    assert contents(scene.client, "built", leaving_out=("rejected",)) == found
    return kept


def test_all_stand_where_nothing_came(scene: Scene) -> None:
    warehouse = built(scene)
    assert set(warehouse.kept) == ALL
    scene.client.command("optimize table built.fct_events final")  # merges change no row
    assert kept_after(scene, warehouse, NOW + 2 * HOUR) == ALL


def test_a_row_that_came_late_counts(scene: Scene) -> None:
    warehouse = built(scene)
    land(scene.client, "raw", {"web__events": [event("3", occurred_at=NOW - 40 * 24 * HOUR)]})
    assert kept_after(scene, warehouse, NOW + 2 * HOUR) == IDENTITY


def test_people_who_are_merged_count(scene: Scene) -> None:
    warehouse = built(scene)
    linked = event("3", identifiers=[("user_id", "ben"), ("email", "a@b.c")])
    also = event("4", identifiers=[("user_id", "ada"), ("email", "a@b.c")])
    land(scene.client, "raw", {"web__events": [linked, also]})
    assert kept_after(scene, warehouse, NOW + 2 * HOUR) == set()


def test_a_row_counts_once_its_time_has_come(scene: Scene) -> None:
    warehouse = built(scene)
    land(scene.client, "raw", {"web__events": [event("3", occurred_at=NOW + 3 * HOUR)]})
    warehouse.build(NOW + 2 * HOUR)
    assert kept_after(scene, warehouse, NOW + 4 * HOUR) == IDENTITY
    last = "select count() from built.dim_profiles where toUnixTimestamp64Milli(last_seen_at) = "
    assert scene.rows(last + str(NOW + 3 * HOUR)) == [(1,)]


@pytest.mark.parametrize(
    ("change", "made_again"),
    [
        (f"alter table built.fct_events delete where event_id = '2' {WAIT}", {"dim_profiles"}),
        ("delete from built.fct_events where event_id = '2'", {"dim_profiles"}),
        (f"alter table built.fct_traits update value = '1' where true {WAIT}", {"dim_profiles"}),
        ("truncate table built.dim_profiles", {"dim_profiles"}),
        ("alter table built.dim_profiles modify comment 'people'", {"dim_profiles"}),
        (f"alter table built.dim_identifiers delete where true {WAIT}", {"dim_identifiers", "dim_profiles"}),
    ],
)
def test_what_others_change_is_made_again(scene: Scene, change: str, made_again: set[str]) -> None:
    warehouse = built(scene)
    scene.client.command(change)
    warehouse.build(NOW + 2 * HOUR)
    assert ALL - set(warehouse.kept) == made_again


CHANGES = {
    "insert": ["insert into kept.t values (2, 2)"],
    "update": [f"alter table kept.t update b = 3 where true {WAIT}"],
    "delete": ["delete from kept.t where a = 1"],
    "column": ["alter table kept.t add column c UInt8 default 7"],
    "refill": ["truncate table kept.t", "insert into kept.t values (5, 5)"],
    "replace": ["create or replace table kept.t engine = MergeTree order by a as select 1 as a, 1 as b"],
    "partition": ["alter table kept.t drop partition tuple()"],
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_a_table_is_seen(client: Client, change: str) -> None:
    client.command("create database if not exists kept")
    client.command("create or replace table kept.t (a UInt8, b UInt8) engine = MergeTree order by a")
    client.command("insert into kept.t values (1, 1)")
    warehouse = Warehouse(client, "kept", "raw", ())
    before = warehouse.call("state_of", ["kept.t"])
    assert warehouse.call("state_of", ["kept.t"]) == before
    for sql in CHANGES[change]:
        client.command(sql)
    assert warehouse.call("state_of", ["kept.t"]) != before


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("select a from `kept`.`t`", True),
        ("select a from kept.`\\x74`", True),
        ("select a from kept.theirs", False),  # a view may read anything
        ("select a from kept.elsewhere", False),
    ],
)
def test_what_may_read_anything_is_not_known(client: Client, text: str, is_known: bool) -> None:
    client.command("create database if not exists kept")
    client.command("create or replace table kept.t (a UInt8) engine = MergeTree order by a")
    client.command("create or replace view kept.theirs as select a from kept.t")
    client.command("create or replace table kept.elsewhere (a UInt8) engine = Memory")
    read = Warehouse(client, "kept", "raw", ()).call("tables_read", text)
    assert isinstance(read, dict)
    assert (read["is_known"], read["tables"]) == (is_known, ["kept.t"] if is_known else [])
