"""MySQL: a table of ours is what the segment is, over a real MariaDB."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.destinations.databases.mysql_columns import TEXT, type_of
from segflux_cli.destinations.databases.staged_table import staging_prefix
from segflux_cli.destinations.mysql import TYPES
from segflux_cli.destinations.protocol import Batch, Destination, Field, Select
from segflux_cli.destinations.types import Opening
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.carried import SentValue
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import SCHEMA, prepare, profile_id, set_people
from tests.databases.losing import losing
from tests.databases.mariadb import SERVER, Mariadb, running_mariadb
from tests.dbt_projects import new_warehouse

pytestmark = pytest.mark.skipif(
    SERVER is None, reason="MariaDB is not installed: apt-get install mariadb-server"
)

PEOPLE = [(1, "p1@x.example", "pro"), (2, "p2@x.example", '`"; drop {x} 😀'), (3, "p3@x.example", "")]
SEND = (
    SentValue("plan", "plan", None, None),
    SentValue("spent", "spent", None, None),
    SentValue("origin", None, None, "segflux"),
)
SEEN = SentValue("first `seen`", "first_seen_at", None, None)


@pytest.fixture(scope="module")
def mariadb() -> Iterator[Mariadb]:
    with running_mariadb() as server:
        yield server


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("mysql")) as opened:
        prepare(opened)
        yield opened


@pytest.fixture
def client(warehouse: Any, mariadb: Mariadb) -> Any:
    for table in ("sync_ledger", "sync_history", "sync_outbox", "sync_runs"):
        warehouse.command(f"truncate table {SCHEMA}.{table}")
    mariadb.rows("drop view if exists looked_at")
    mariadb.rows("drop table if exists regulars")
    return warehouse


def run(
    client: Any, mariadb: Mariadb, *, password: str = "secret", is_drain: bool = False, **words: Any
) -> RunReport:
    options = {**mariadb.options, "password": password}
    sync = a_sync("", type="mysql", options=options, audience={}, **{"send": SEND, **words})
    return sync_once(client, Task(sync, is_drain=is_drain), types={"mysql": TYPES[0]})


def there(mariadb: Mariadb, columns: str = "profile_id") -> list[tuple[Any, ...]]:
    return mariadb.rows(f"select {columns} from regulars order by profile_id")


def staged(mariadb: Mariadb) -> list[tuple[Any, ...]]:
    return mariadb.rows("show tables like 'segflux%'")


def test_members_become_rows_with_the_types_of_the_warehouse(client: Any, mariadb: Mariadb) -> None:
    set_people(client, PEOPLE, [1, 2, 3])
    assert run(client, mariadb, match_on=("profile_id",), send=(*SEND, SEEN)).state == "ok"
    assert there(mariadb, "segflux_key = profile_id, plan, spent, origin") == [
        (1, "pro", 1.0, "segflux"),
        (1, '`"; drop {x} 😀', 2.0, "segflux"),
        (1, None, 3.0, "segflux"),
    ]
    assert isinstance(there(mariadb, "`first ``seen```")[0][0], datetime)
    assert staged(mariadb) == []


def test_who_leaves_goes_and_who_changed_is_written_again(client: Any, mariadb: Mariadb) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, mariadb)
    mariadb.rows("insert into regulars (segflux_key, profile_id) values ('stranger', 'stranger')")
    set_people(client, [(2, "p2@x.example", "free"), *PEOPLE[2:]], [2, 3])
    counts = run(client, mariadb).counts
    assert (counts.planned_adds, counts.planned_updates, counts.planned_removals) == (1, 1, 1)
    assert there(mariadb, "email, plan") == [("p2@x.example", "free"), ("p3@x.example", None), (None, None)]
    assert run(client, mariadb).counts.sent == 0


def test_a_full_content_replaces_the_old_one_and_keeps_views_and_own_columns(
    client: Any, mariadb: Mariadb
) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, mariadb, mode="full")
    mariadb.rows("create view looked_at as select * from regulars")
    mariadb.rows("alter table regulars add column own int, add index by_email (email)")
    mariadb.rows("insert into regulars (segflux_key, profile_id) values ('stranger', 'stranger')")
    set_people(client, PEOPLE, [3])
    assert run(client, mariadb, mode="full").state == "ok"
    assert mariadb.rows("select email from looked_at") == [("p3@x.example",)]
    assert len(mariadb.rows("show index from regulars where key_name = 'by_email'")) == 1
    assert there(mariadb, "own") == [(None,)]
    assert staged(mariadb) == []


def test_a_lost_answer_of_the_rename_is_made_up_for(client: Any, mariadb: Mariadb) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, mariadb, mode="full")
    set_people(client, PEOPLE, [2, 3])
    with losing(mariadb.port, b"rename table") as passing:
        assert run(client, replace(mariadb, port=passing.port), mode="full").state == "ok"
        assert passing.lost.is_set()
    assert there(mariadb, "email") == [("p2@x.example",), ("p3@x.example",)]
    assert staged(mariadb) == []


@pytest.mark.parametrize("order", ["drop table", "truncate table"])
def test_a_table_that_somebody_emptied_is_filled_again(client: Any, mariadb: Mariadb, order: str) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, mariadb)
    mariadb.rows(f"{order} regulars")
    set_people(client, PEOPLE, [2, 3])
    report = run(client, mariadb)
    assert report.reason == "nobody was there any more, so that everybody was sent again"
    assert there(mariadb, "email") == [("p2@x.example",), ("p3@x.example",)]
    assert run(client, mariadb).counts.sent == 0


def test_mode_upsert_clears_the_fields_of_who_leaves(client: Any, mariadb: Mariadb) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, mariadb, mode="upsert")
    set_people(client, PEOPLE, [2])
    run(client, mariadb, mode="upsert")
    assert there(mariadb, "email, origin") == [("p1@x.example", None), ("p2@x.example", "segflux")]
    run(client, mariadb, mode="upsert", is_drain=True)
    assert there(mariadb, "origin") == [(None,)] * 2


def test_leftovers_of_a_killed_run_are_dropped(client: Any, mariadb: Mariadb) -> None:
    set_people(client, PEOPLE, [1])
    run(client, mariadb)
    mariadb.rows(f"create table {staging_prefix(a_sync('').title, 'app', 'regulars')}0123 (segflux_key int)")
    run(client, mariadb)
    assert staged(mariadb) == []


def test_a_table_of_other_columns_stops_with_the_way_out(client: Any, mariadb: Mariadb) -> None:
    set_people(client, PEOPLE, [1])
    mariadb.rows("create table regulars (segflux_key int)")
    report = run(client, mariadb)
    assert report.state == "failed"
    assert "app.regulars: " in report.reason
    assert "name another table" in report.reason
    assert staged(mariadb) == []


def test_a_table_of_somebody_else_stays_as_it_is(client: Any, mariadb: Mariadb) -> None:
    set_people(client, PEOPLE, [1])
    mariadb.rows("create table regulars (order_id int)")
    report = run(client, mariadb, mode="full")
    assert report.state == "failed"
    assert "app.regulars has no column segflux_key" in report.reason
    assert [row[0] for row in mariadb.rows("show columns from regulars")] == ["order_id"]
    assert staged(mariadb) == []


def test_wrong_credentials_are_told_and_the_next_run_sends(client: Any, mariadb: Mariadb) -> None:
    set_people(client, PEOPLE, [1])
    report = run(client, mariadb, password="mistyped")
    assert (report.state, "Check host, database, user and password" in report.reason) == ("failed", True)
    assert "mistyped" not in report.reason
    assert run(client, mariadb).state == "ok"
    assert there(mariadb) == [(profile_id(1),)]


@pytest.mark.parametrize(
    "rule",
    [
        "alter table regulars add constraint small check (spent < 3)",
        "alter table regulars add unique (plan(9))",
    ],
)
def test_a_row_that_a_rule_of_the_table_refuses_is_rejected_alone(
    client: Any, mariadb: Mariadb, rule: str
) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, mariadb)
    mariadb.rows(rule)
    set_people(client, [*PEOPLE[:2], (3, "p3@x.example", "pro")], [1, 2, 3])
    report = run(client, mariadb)
    assert (report.counts.accepted, report.counts.rejected) == (0, 1)
    assert there(mariadb, "email") == [("p1@x.example",), ("p2@x.example",)]
    reasons = client.query(f"select reason from {SCHEMA}.sync_ledger final where status = 'rejected'")
    assert "p3@x.example" not in str(reasons.result_rows)
    assert staged(mariadb) == []


def test_values_of_every_type_arrive(client: Any, mariadb: Mariadb) -> None:
    values = {
        "tags": ("Array(String)", ["a", "'"], '["a","\'"]'),
        "large": ("UInt64", 18446744073709551615, 18446744073709551615),
        "huge": ("UInt256", "1" * 78, "1" * 78),
        "good": ("Nullable(Bool)", True, 1),
        "day": ("Nullable(Date)", "2026-01-02", date(2026, 1, 2)),
        "at": (
            "Nullable(DateTime64(3))",
            "2026-01-02T03:04:05Z",
            datetime.fromisoformat("2026-01-02T03:04:05"),
        ),
        "price": ("Nullable(Decimal(18, 4))", "1.25", Decimal("1.2500")),
        "nothing": ("Nullable(Float64)", None, None),
    }
    sent = json.dumps({name: value for name, (_, value, _) in values.items()})
    sql = "select 'k' as key, 'p' as profile_id, '' as remote_id, '{}' as ids, {sent:String} as fields"
    batch = Batch("add", "one", 1, select=Select(sql, {"sent": sent}))
    handle = Handle(client)
    opening = Opening(
        name="db",
        sync="regulars to db",
        segment="regulars",
        mode="add_and_remove",
        options=mariadb.options,
        audience={},
        fields=tuple(Field(name, kind) for name, (kind, _, _) in values.items()),
        match_on=("profile_id",),
        limits=None,
        project=Path(),
        warehouse=handle,
    )
    asyncio.run(carried(TYPES[0].opened(opening), batch))
    handle.close()
    assert there(mariadb, ", ".join(values)) == [tuple(expected for _, _, expected in values.values())]


async def carried(destination: Destination, batch: Batch) -> None:
    await destination.check()
    await destination.send(batch)
    await destination.send(batch)  # again, as after a failure


@pytest.mark.parametrize(
    ("warehouse_type", "there"),
    [
        ("LowCardinality(Nullable(String))", TEXT),
        ("Nullable(Bool)", "tinyint(1)"),
        ("UInt64", "bigint unsigned"),
        ("Decimal(76, 4)", TEXT),
        ("Decimal(18, 4)", "decimal(18, 4)"),
        ("Array(String)", "json"),
        ("DateTime64(3, 'UTC')", "datetime(3)"),
    ],
)
def test_types_there_hold_all_values_of_the_warehouse(warehouse_type: str, there: str) -> None:
    assert type_of(warehouse_type) == there


def test_what_a_trigger_says_of_people_is_kept_nowhere(client: Any, mariadb: Mariadb) -> None:
    set_people(client, [(1, "p1@x.example", "Quillfeather")], [])
    run(client, mariadb)
    mariadb.rows(
        "create trigger tells before insert on regulars for each row begin declare said text; "
        "set said = concat('bad plan ', new.plan); signal sqlstate '45000' set message_text = said; end"
    )
    set_people(client, [(1, "p1@x.example", "Quillfeather")], [1])
    report = run(client, mariadb)
    assert "Quillfeather" not in str(report)
    assert "app.regulars: a trigger of the table refuses (error 1644)" in report.reason
