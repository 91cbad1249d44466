"""A table or column that is not there is told with its place in sources.yml, before anything is built."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.errors import SpecError
from segflux_cli.spec.sources.source_reader import read_sources
from segflux_cli.warehouse.sources.source_check import check_sources
from tests.dbt_projects import new_warehouse

SOURCES = """
sources:
  - source: shop
    kind: events
    table: raw.orders
    at: ordered
    event: bought
    identifiers: {user_id: customer}
  - source: crm
    kind: traits
    table: raw.people
    at: seen
    identifiers: {email: mail}
    traits: [country]
"""
TABLES = (
    "create table raw.orders (ordered DateTime, customer String) engine MergeTree order by ordered",
    "create table raw.people (seen DateTime, mail String, country String) engine MergeTree order by mail",
    "insert into raw.orders values (1, 'a')",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("sources")) as client:
        client.command("create database raw")
        for statement in TABLES:
            client.command(statement)
        yield client


def _check(engine: Any, tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "sources.yml").write_text(text)
    return [str(fault) for fault in check_sources(engine, read_sources(tmp_path))]


def test_an_empty_table_is_a_warning(engine: Any, tmp_path: Path) -> None:
    (warning,) = _check(engine, tmp_path, SOURCES)
    assert warning.startswith("sources.yml:11:12: warning: the table raw.people is empty")


def test_all_that_is_missing_is_told_at_once(engine: Any, tmp_path: Path) -> None:
    text = (
        SOURCES.replace("customer}", "custmer}")
        .replace("raw.people", "raw.peple")
        .replace("at: ordered", "at: at")
    )
    with pytest.raises(SpecError) as error:
        _check(engine, tmp_path, text)
    faults = [str(fault) for fault in error.value.faults]
    assert faults[0].startswith('sources.yml:6:9: "at" is not a column of raw.orders.')
    assert 'sources.yml:8:28: "custmer" is not a column of raw.orders. Did you mean "customer"?' in faults[1]
    assert (
        'sources.yml:11:12: "peple" is not a table in the database "raw". Did you mean "people"?' in faults[2]
    )


def test_a_missing_database_is_told(engine: Any, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match='the warehouse has no database "rw"'):
        _check(engine, tmp_path, SOURCES.replace("raw.", "rw."))
