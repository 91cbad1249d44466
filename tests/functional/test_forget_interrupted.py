"""A `forget` that is killed anywhere and repeated leaves nothing of the person, and frees no number."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.warehouse.people.erasure import erase_person, find_traces
from segflux_cli.warehouse.people.owned_tables import owned_tables
from segflux_cli.warehouse.people.person import find_person
from segflux_cli.warehouse.people.wanted import Wanted
from tests.dbt_projects import new_warehouse

_IDENTIFIER = "node UInt64, identifier_type String, identifier_value String"
TABLES = {
    "dim_identifiers": (
        f"{_IDENTIFIER}, first_seen_at DateTime, profile_id String, profile_node UInt64",
        "(1, 'user_id', 'ada', 0, '0000000000000001', 1), (2, 'email', 'ada@x.example', 0, '0000000000000001', 1)",
    ),
    "int_identifiers_seen": (_IDENTIFIER, "(1, 'user_id', 'ada'), (2, 'email', 'ada@x.example')"),
    "int_identifiers_signed_in": ("node UInt64, before_node UInt64", "(2, 3)"),
    "profile_numbers": (
        "profile_number UInt32, profile_node UInt64, profile_id String, number_space UUID",
        """
        (6, 0, '0000000000000000', toUUID('{space}')), (7, 1, '0000000000000001', toUUID('{space}')),
        (8, 3, '0000000000000003', toUUID('{space}'))
        """,
    ),
    "fct_segment_bitmaps": (
        "segment String, members AggregateFunction(groupBitmap, UInt32)",
        "('buyers', bitmapBuild([5, 7]::Array(UInt32))), ('visitors', bitmapBuild([5, 8]::Array(UInt32)))",
    ),
}
SPACE = "e1b0a5ab-6a7c-4b0a-9a4e-1f2d3c4b5a69"
DATABASES = {"fct_segment_bitmaps": "t_segments"}
RELATIONS = {name: f"`{DATABASES.get(name, 't_identity')}`.`{name}`" for name in TABLES}


class _KilledError(Exception):
    """The process ends here."""


class _Mortal:
    """A client that dies before one of its statements."""

    def __init__(self, client: Client, lives: int) -> None:
        self._client, self.lives = client, lives

    def query(self, sql: str, **more: Any) -> Any:
        return self._client.query(sql, **more)

    def command(self, sql: str, **more: Any) -> Any:
        if not self.lives:
            raise _KilledError
        self.lives -= 1
        return self._client.command(sql, **more)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with new_warehouse(tmp_path) as opened:
        yield opened


def _fill(client: Client, tables: Mapping[str, tuple[str, str]]) -> None:
    for database in ("t_identity", "t_segments"):
        client.command(f"drop database if exists {database} sync")
        client.command(f"create database {database}")
    for name, (columns, rows) in tables.items():
        client.command(f"create table {RELATIONS[name]} ({columns}) engine MergeTree order by tuple()")
        client.command(f"insert into {RELATIONS[name]} values {rows.format(space=SPACE)}")


def _forget(client: Client) -> dict[str, int]:
    person = find_person(client, RELATIONS, Wanted("ada"))
    if person is None:
        return {}
    tables = owned_tables(client, RELATIONS)
    erase_person(client, tables, person, lambda _text: None)
    return find_traces(client, tables, person)


def _left(client: Client) -> list[Any]:
    sql = f"""
        select segment, bitmapToArray(members) from {RELATIONS["fct_segment_bitmaps"]}
        union all select 'numbers', groupArray(profile_number) from {RELATIONS["profile_numbers"]}
    """
    counts = [client.command(f"select count() from {RELATIONS[name]}") for name in list(TABLES)[:3]]
    return [sorted(client.query(sql).result_rows), counts]


def test_killed_before_each_statement_and_repeated(client: Client) -> None:
    expected = [[("buyers", [5]), ("numbers", [8]), ("visitors", [5])], [0, 0, 0]]
    for lives in range(20):
        _fill(client, TABLES)
        mortal = _Mortal(client, lives)
        try:
            assert _forget(cast("Client", mortal)) == {}
        except _KilledError:
            highest = client.command(f"select max(profile_number) from {RELATIONS['profile_numbers']}")
            assert int(cast("int", highest)) == 8, (
                f"killed at statement {lives}: a stranger is given a number"
            )
        else:
            assert lives > len(TABLES)
            break
        assert _forget(client) == {}
        assert _left(client) == expected, f"killed at statement {lives}"
    assert _left(client) == expected
