"""Whom `segflux forget` erased is nowhere, proven by a search of its own, and no build brings them back."""

import json
from pathlib import Path

import pytest

from segflux_cli.dbt_runner import run_dbt
from tests.dbt_projects import connected, execute, rows_of, segflux_project
from tests.functional.commands import WITHOUT_TESTS, call

SOURCES = """\
sources:
  - source: shop
    kind: events
    table: raw.orders
    at: ordered_at
    event_id: order_id
    event: order_completed
    identifiers: {user_id: customer, email: mail}
    properties: {note: note}
  - source: crm
    kind: traits
    table: raw.contacts
    at: updated_at
    identifiers: {email: mail}
    traits: [plan]
"""
BUYERS = "segment: buyers\nwho: [{did: order_completed}]\n"
RAW = (
    "create database raw",
    """
    create table raw.orders engine = MergeTree order by order_id as select * from values(
        'order_id String, ordered_at String, customer String, mail String, note String',
        ('1', '2026-04-01 10:00:00', 'ada', '', ''), ('2', '2026-04-02 10:00:00', 'ada', 'Ada@example.org', ''),
        ('3', 'no time', 'ada', '', ''), ('4', '2026-04-03 10:00:00', 'ben', '', 'is a friend'),
        ('5', '2026-04-04 10:00:00', 'cem', '', 'ask eve@example.org'), ('6', '2026-04-05 10:00:00', 'eve', '', ''),
        ('7', '2026-04-05 10:00:00', 'eve', 'eve@example.org', '')
    )
    """,
    """
    create table raw.contacts engine = MergeTree order by mail as select * from values(
        'updated_at String, mail String, plan String', ('2026-04-01 10:00:00', 'ada@example.org', 'pro')
    )
    """,
)
TABLES = """
    select database, table, groupArray(name), groupArray(type) from system.columns
    where (database, table) in (
        select database, name from system.tables
        where startsWith(database, 'segflux') and not endsWith(engine, 'View') and engine != 'Distributed'
    )
    group by database, table
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    specs = {
        "segflux.yml": "time_zone: UTC\n",
        "sources.yml": SOURCES,
        "segments/buyers.yml": BUYERS,
    }
    folder = segflux_project(tmp_path_factory.mktemp("forget"), specs)
    execute(folder, *RAW)
    told = call(folder, "build", **WITHOUT_TESTS)
    assert told.exit_code == 0, told.errors
    return folder


def stored_text(project: Path) -> str:
    """All that the tables of Segflux hold, bitmaps as their numbers, as one text."""
    found = []
    with connected(project) as client:
        for database, table, *columns in client.query(TABLES).result_rows:
            shown = [
                f"bitmapToArray(`{name}`)" if "groupBitmap" in kind else f"toString(`{name}`)"
                for name, kind in zip(*columns, strict=True)
            ]
            rows = client.query(f"select {', '.join(shown)} from {database}.{table}").result_rows
            found += [str(tuple(row)) for row in rows]
    return "\n".join(found).lower()


def members(project: Path) -> set[str]:
    told = call(project, "members", "buyers", "--identifiers", "--format", "json")
    assert told.exit_code == 0, told.errors
    return {member["user_id"] for member in told.answer["members"]}


def profile_of(project: Path, user: str) -> tuple[str, str]:
    sql = f"select profile_id, node from segflux_identity.dim_identifiers where identifier_value = '{user}'"
    row = rows_of(project, sql)[0]
    return str(row[0]), str(row[1])


def test_a_person_is_erased_with_a_receipt_and_does_not_come_back(project: Path) -> None:
    ada, ben = profile_of(project, "ada"), profile_of(project, "ben")
    assert members(project) == {"ada", "ben", "cem", "eve"}

    dry = call(project, "forget", "ADA@example.org ", "--dry-run", "--format", "json")
    assert dry.exit_code == 0, dry.errors
    assert dry.answer["identifiers"] == 2
    assert members(project) == {"ada", "ben", "cem", "eve"}
    asked = call(project, "forget", "ada")
    assert asked.exit_code == 3
    assert "Nothing was erased" in asked.errors

    told = call(project, "forget", "ADA@example.org ", "--yes", "--format", "json")
    assert told.exit_code == 0, told.errors + told.text
    receipt = told.answer
    assert (receipt["traces"], receipt["is_proven"], receipt["rejected_rows"], receipt["tombstones"]) == (
        {},
        True,
        1,
        2,
    )
    assert receipt["in_sources"] == {"crm (traits)": 1, "shop (events)": 3}
    assert "ada" not in json.dumps(receipt["identifier_hashes"])
    assert json.loads((project / f".segflux/receipts/{receipt['receipt']}.json").read_text()) == receipt
    left = stored_text(project)
    assert ben[0] in left
    assert [trace for trace in ("ada@example.org", "'ada'", ada[0]) if trace in left] == []
    assert members(project) == {"ben", "cem", "eve"}

    again = call(project, "forget", "ada")
    assert again.exit_code == 0
    assert f"receipt {receipt['receipt']}" in again.text

    assert call(project, "forget", "ben", "--yes", "--allow-return").exit_code == 0
    assert members(project) == {"cem", "eve"}
    outcome = run_dbt(["build", "--full-refresh", "--exclude-resource-type", "unit_test"], project=project)
    assert outcome.succeeded, outcome
    assert members(project) == {"ben", "cem", "eve"}
    left = stored_text(project)
    assert [trace for trace in ("ada@example.org", "'ada'", ada[0]) if trace in left] == []


def test_a_mention_by_somebody_else_is_told(project: Path) -> None:
    told = call(project, "forget", "eve", "--yes")
    assert told.exit_code == 1
    assert "LEFT: segflux_events.fct_events.properties: 1 row of others mention them" in told.errors


def test_nobody_is_told(project: Path) -> None:
    told = call(project, "forget", "nobody@example.org", "--yes")
    assert told.exit_code == 3
    assert 'Nobody has the identifier "nobody@example.org" in this warehouse' in told.errors
