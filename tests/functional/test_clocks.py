"""A clock that jumps: no row is lost behind a mark from the future, no build follows another one's instant."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.errors import MacroError
from segflux_cli.warehouse.statements import fetch, run_statement
from tests.dbt_projects import new_warehouse

ROOT = Path(__file__).parents[2]
HOUR, DAY = 3_600_000, 86_400_000
RUNS = Relation("s", "evaluation_runs")
LOADS = Relation("s", "event_loads")


class Warehouse:
    """An engine with the two tables that clocks write into, and the macros that read them."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.now = int(client.query("select toUnixTimestamp64Milli(now64(3, 'UTC'))").result_rows[0][0])
        at = "DateTime64(3, 'UTC')"
        self.query("create database s")
        self._create(RUNS, f"run_id String, as_of {at}, started_at {at}, is_study Bool")
        self._create(LOADS, f"source String, shape String, state String, arrived_until {at}, loaded_at {at}")

    def _create(self, table: Relation, columns: str) -> None:
        self.query(f"create table {table} ({columns}) engine = MergeTree order by tuple()")

    def query(self, sql: str) -> QueryResult:
        if sql.lstrip().lower().startswith(("select", "with", "exists")):
            return QueryResult(*fetch(self.client, sql))
        run_statement(self.client, sql)
        return QueryResult((), ())

    def session(self, **variables: Any) -> MacroSession:
        return load_macros(ROOT).session(run_query=self.query, variables=variables)

    def ran(self, run_id: str, hours: int) -> None:
        instant = f"fromUnixTimestamp64Milli({self.now + hours * HOUR}, 'UTC')"
        self.query(f"insert into {RUNS} select '{run_id}', {instant}, {instant}, false")

    def loaded(self, hours: int, *, state: str = "loaded") -> None:
        instant = f"fromUnixTimestamp64Milli({self.now + hours * HOUR}, 'UTC')"
        self.query(f"insert into {LOADS} select 'shop', 'events', '{state}', {instant}, {instant}")

    def mark(self) -> object:
        """The source's last mark in hours from now."""
        mark = self.session().call("last_mark", LOADS, "shop", "events", self.now)
        return mark if mark is None else (int(str(mark)) - self.now) // HOUR


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with new_warehouse(tmp_path) as client:
        yield Warehouse(client)


def test_a_mark_from_the_future_gives_way_to_the_one_before_it(warehouse: Warehouse) -> None:
    warehouse.loaded(-3)
    warehouse.loaded(-2)
    warehouse.loaded(9000)
    assert warehouse.mark() == -2


def test_a_source_known_from_the_future_only_is_read_whole(warehouse: Warehouse) -> None:
    assert warehouse.mark() is None
    warehouse.loaded(9000)
    assert warehouse.mark() is None


def test_a_mark_behind_a_removal_counts_no_more(warehouse: Warehouse) -> None:
    warehouse.loaded(-3)
    warehouse.loaded(-2, state="removed")
    assert warehouse.mark() is None
    warehouse.loaded(-1)
    assert warehouse.mark() == -1
    warehouse.loaded(9000, state="removed")
    assert warehouse.mark() is None


def test_a_build_reads_its_own_instant_whatever_the_clock_says(warehouse: Warehouse) -> None:
    warehouse.ran("ahead", 9000)
    warehouse.ran("earlier", -2)
    warehouse.ran("own", -3)
    run = warehouse.session().call("newest_run", RUNS, "own")
    assert isinstance(run, dict)
    assert run["run_id"] == "own"
    retried = warehouse.session().call("newest_run", RUNS, "a retry")
    assert isinstance(retried, dict)
    assert retried["run_id"] == "earlier"


def test_an_instant_far_ahead_has_to_be_meant(warehouse: Warehouse) -> None:
    session = warehouse.session(as_of="2141-01-01")
    with pytest.raises(
        MacroError, match=r"2141-01-01 lies more than a day ahead .* `segflux build --allow-future`"
    ):
        session.call("given_as_of")
    assert "2141-01-01" in str(warehouse.session(as_of="2141-01-01", allow_future=True).call("given_as_of"))


def test_after_a_clock_was_put_back_a_build_of_now_is_refused_with_the_way_out(warehouse: Warehouse) -> None:
    warehouse.ran("good", -2)
    warehouse.session().call("refuse_clock_put_back", RUNS)
    warehouse.ran("an hour ahead", 1)
    warehouse.session().call("refuse_clock_put_back", RUNS)
    warehouse.ran("a year ahead", 9000)
    with pytest.raises(MacroError, match=r"newest evaluation is as of .* A clock that was wrong"):
        warehouse.session().call("refuse_clock_put_back", RUNS)
    warehouse.session(as_of="2026-01-01").call("refuse_clock_put_back", RUNS)
