"""A table in the warehouse itself: typed, exchanged as a whole."""

from collections.abc import Iterator
from typing import Any

import pytest

from segflux_cli.destinations.clickhouse import TYPES
from segflux_cli.sync.carried import SentValue
from segflux_cli.sync.changes import Wishes
from segflux_cli.sync.run import RunReport, Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import SCHEMA, prepare, set_people
from tests.dbt_projects import new_warehouse

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


def run(client: Any, database: str = "served", **around: Any) -> RunReport:
    options = {"database": database}
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
