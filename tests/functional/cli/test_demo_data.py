"""The demo's raw rows are a function of the number of people and the instant."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from segflux_cli.demo.data import add_batch
from segflux_cli.errors import UsageError
from segflux_cli.warehouse.query import ask, run
from tests.dbt_projects import new_warehouse

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ONE = datetime(2026, 6, 1, 13, tzinfo=UTC)


@pytest.fixture
def client(tmp_path: Path) -> "Iterator[Client]":
    with new_warehouse(tmp_path) as opened:
        yield opened


def checksum(client: "Client") -> int:
    sql = "select sum(cityHash64(*)) as rows from raw.web_events"
    return int(ask(client, sql)[0]["rows"])


def test_the_same_instant_makes_the_same_rows(client: "Client") -> None:
    sums = []
    for _ in range(2):
        run(client, "drop database if exists raw")
        add_batch(client, 200, NOON)
        sums.append(checksum(client))
    assert sums[0] == sums[1]


def test_there_are_repeats_junk_late_and_impossible_rows(client: "Client") -> None:
    add_batch(client, 3000, NOON)
    odd = ask(
        client,
        """
        select
            count() - uniqExact(event_id) as repeats,
            countIf(user_id in ('null', 'undefined', '-1', 'anonymous')) as junk,
            countIf(user_id = '') as anonymous,
            countIf(received_at > parseDateTime64BestEffort(sent_at, 3, 'UTC') + toIntervalHour(1)) as late,
            countIf(sent_at < '1971' or sent_at > '2100') as impossible
        from raw.web_events
        """,
    )[0]
    assert all(count > 0 for count in odd.values()), odd


def test_a_second_batch_lies_between_the_instants(client: "Client") -> None:
    add_batch(client, 1000, NOON)
    before = checksum(client)
    assert add_batch(client, 5, ONE) > 0
    assert checksum(client) != before
    latest = ask(client, "select max(sent_at) as at from raw.web_events where sent_at < '2100'")[0]["at"]
    assert "2026-06-01 12" < latest <= "2026-06-01 13:00:00.000"


def test_tables_of_somebody_else_are_left_alone(client: "Client") -> None:
    run(client, "create database raw")
    run(client, "create table raw.orders (id String) engine = MergeTree order by id")
    with pytest.raises(UsageError, match=r"already holds raw\.orders"):
        add_batch(client, 100, NOON)
