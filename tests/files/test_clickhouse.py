"""A table in the warehouse itself: typed, exchanged as a whole."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from segflux_cli.destinations.clickhouse import TYPES
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.carried import SentValue
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import SCHEMA, prepare, set_people
from tests.dbt_projects import new_warehouse
from tests.gateway.process import RunningGateway

NOTHING: Mapping[str, Any] = MappingProxyType({})
PEOPLE = [(1, "p1@x.example", "pro"), (2, "p2@x.example", "zwölf"), (3, "p3@x.example", "")]
SEND = (
    SentValue("plan", "plan", None, None),
    SentValue("spent", "spent", None, None),
    SentValue("seen at", "first_seen_at", None, None),
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("tables")) as opened:
        prepare(opened)
        opened.command("create database served")
        yield opened


@pytest.fixture
def client(warehouse: Any) -> Any:
    for table in ("sync_ledger", "sync_history", "sync_outbox", "sync_runs"):
        warehouse.command(f"truncate table {SCHEMA}.{table}")
    warehouse.command("drop table if exists served.regulars")
    return warehouse


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGateway]:
    """Another ClickHouse, of its own process and data."""
    gateway = RunningGateway(tmp_path_factory.mktemp("other") / "data", password="se'cret")
    try:
        asked(gateway, "create database remote")
        yield gateway
    finally:
        gateway.stop()


def asked(gateway: RunningGateway, sql: str) -> str:
    headers = {"X-ClickHouse-Key": "se'cret"}
    return httpx.post(f"http://127.0.0.1:{gateway.port}/", content=sql, headers=headers).text


def run(
    client: Any, database: str = "served", words: Mapping[str, Any] = NOTHING, **around: Any
) -> RunReport:
    options = {"database": database, **words}
    sync = a_sync("", type="clickhouse", mode="full", options=options, audience={}, send=SEND)
    return sync_once(client, Task(sync), types={"clickhouse": TYPES[0]}, **around)


def rows(client: Any, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in client.query(sql).result_rows]


def test_a_table_is_the_segment_and_is_exchanged_as_a_whole(client: Any) -> None:
    set_people(client, PEOPLE, [1, 2, 3])
    assert run(client).state == "ok"
    assert rows(client, "select email, plan, spent from served.regulars order by email") == [
        ("p1@x.example", "pro", 1.0),
        ("p2@x.example", "zwölf", 2.0),
        ("p3@x.example", None, 3.0),
    ]
    types = rows(
        client, "select name, type from system.columns where database = 'served' and table = 'regulars'"
    )
    assert dict(types)["seen at"] == "Nullable(DateTime64(3, 'UTC'))"
    set_people(client, PEOPLE, [2])
    run(client)
    assert rows(client, "select email from served.regulars") == [("p2@x.example",)]
    set_people(client, PEOPLE, [])
    run(client, wishes=Wishes(allows_large_change=True))
    assert rows(client, "select count() from served.regulars") == [(0,)]
    assert rows(client, "show tables from served") == [("regulars",)]


def test_a_database_that_is_not_there_is_told_before_anything_is_planned(client: Any) -> None:
    set_people(client, PEOPLE, [1])
    report = run(client, "nowhere")
    assert report.state == "failed"
    assert "Create the database, and grant create" in report.reason
    assert run(client).state == "ok"


FOREIGN = "create table {} (order_id UInt64) engine = MergeTree order by order_id as select 1 as order_id"


@pytest.mark.parametrize("name", ["regulars", "regulars__next"])
def test_a_table_of_somebody_else_is_refused_and_stays(client: Any, name: str) -> None:
    set_people(client, PEOPLE, [1])
    client.command(FOREIGN.format(f"served.{name}"))
    for _ in range(2):
        report = run(client)
        assert report.state == "failed"
        assert f"`served`.`{name}` was not made by Segflux" in report.reason
    assert rows(client, f"select * from served.{name}") == [(1,)]
    client.command(f"drop table served.{name}")
    assert run(client).state == "ok"


def test_a_table_without_a_mark_is_ours_where_an_earlier_run_wrote_one(client: Any) -> None:
    set_people(client, PEOPLE, [1])
    assert run(client).state == "ok"
    early = "create or replace table served.regulars engine = MergeTree order by profile_id as "
    client.command(f"{early} select '' as profile_id")
    assert run(client).state == "ok"
    assert rows(client, "select email from served.regulars") == [("p1@x.example",)]
    client.command(f"truncate table {SCHEMA}.sync_runs")
    assert run(client).state == "ok"
    client.command(f"{early} select 'theirs' as profile_id")
    client.command(f"truncate table {SCHEMA}.sync_runs")
    assert "was not made by Segflux" in run(client).reason
    assert rows(client, "select profile_id from served.regulars") == [("theirs",)]


def there(gateway: RunningGateway, **words: Any) -> dict[str, Any]:
    return {"url": f"http://127.0.0.1:{gateway.port}", "password": "se'cret", **words}


def test_a_table_of_another_clickhouse_is_exchanged_as_a_whole(client: Any, other: RunningGateway) -> None:
    set_people(client, PEOPLE, [1, 2, 3])
    assert run(client, "remote", there(other)).state == "ok"
    rows_there = "select email, plan, spent from remote.regulars order by email"
    assert asked(other, rows_there) == "p1@x.example\tpro\t1\np2@x.example\tzwölf\t2\np3@x.example\t\\N\t3\n"
    types = "select type from system.columns where database = 'remote' and name = 'seen at'"
    assert asked(other, types) == "Nullable(DateTime64(3, \\'UTC\\'))\n"
    assert rows(client, "show tables from served") == []
    set_people(client, PEOPLE, [2])
    run(client, "remote", there(other))
    assert asked(other, "select email from remote.regulars") == "p2@x.example\n"
    set_people(client, PEOPLE, [])
    run(client, "remote", there(other), wishes=Wishes(allows_large_change=True))
    assert asked(other, "select count() from remote.regulars") == "0\n"
    assert asked(other, "show tables from remote") == "regulars\n"
    asked(other, "drop table remote.regulars")
    asked(other, FOREIGN.format("remote.regulars"))
    assert "was not made by Segflux" in run(client, "remote", there(other)).reason
    assert asked(other, "select * from remote.regulars") == "1\n"
    asked(other, "drop table remote.regulars")


def test_another_clickhouse_that_fails_midway_keeps_the_old_table(client: Any, other: RunningGateway) -> None:
    set_people(client, PEOPLE, [1])
    run(client, "remote", there(other))
    set_people(client, PEOPLE, [1, 2])
    other.fail({"kind": "exception", "code": 241, "message": "Memory limit", "match": "insert into"})
    report = run(client, "remote", there(other))
    other.fail()
    assert (report.state, "could not write to" in report.reason) == ("failed", True)
    assert asked(other, "select email from remote.regulars") == "p1@x.example\n"
    assert run(client, "remote", there(other)).state == "ok"
    assert asked(other, "select count() from remote.regulars") == "2\n"


def test_tables_of_another_clickhouse_are_not_exchanged_back_after_a_lost_answer(
    client: Any, other: RunningGateway
) -> None:
    set_people(client, PEOPLE, [1])
    run(client, "remote", there(other))
    set_people(client, PEOPLE, [1, 2])
    other.fail({"kind": "drop_after", "match": "^exchange", "times": 1})
    report = run(client, "remote", there(other))
    assert (report.state, "is not known; run again" in report.reason) == ("failed", True)
    assert asked(other, "select count() from remote.regulars") == "2\n"
    assert run(client, "remote", there(other)).state == "ok"
    assert asked(other, "select count() from remote.regulars") == "2\n"
    assert asked(other, "show tables from remote") == "regulars\n"


def test_another_clickhouse_with_wrong_words_is_told_without_the_password(
    client: Any, other: RunningGateway
) -> None:
    set_people(client, PEOPLE, [1])
    report = run(client, "remote", there(other, password="mistyped"))
    assert (report.state, "Check them in destinations.yml" in report.reason) == ("failed", True)
    assert "mistyped" not in report.reason
    assert "Create the database" in run(client, "nowhere", there(other)).reason
    assert "reached from here" in run(client, "remote", there(other, url="http://127.0.0.1:1")).reason
