"""Accounts in a build: who belongs to them, what is known of them, which events carry their id."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from segflux_cli.cli.main import main
from tests.dbt_projects import execute, rows_of, segflux_project
from tests.functional.commands import built, members, told

SOURCES = """\
sources:
  - source: seats
    kind: links
    table: raw.seats
    at: joined_at
    arrived_at: loaded_at
    entity: it's an account
    id: account
    deleted: left_at
    event_property: workspace.id
    identifiers: {user_id: contact}
  - source: accounts
    kind: entities
    table: raw.accounts
    at: changed_at
    entity: it's an account
    id: account
    traits: {plan: plan, seats: {column: seats, type: number}}
  - source: app
    kind: events
    table: raw.actions
    at: at
    event: report_shared
    identifiers: {user_id: person}
    properties: {workspace: {column: workspace, type: json}}
"""
SPECS = {
    "large": "segment: large\nwho: [{belongs_to: it's an account, all: [{trait: seats, at_least: 10}]}]\n",
    "busy": "segment: busy\nwho: [{belongs_to: it's an account, all: [{did: report_shared, at_least: 2}]}]\n",
    "idle": "segment: idle\nwho: [{belongs_to: it's an account, none: [{did: report_shared}]}]\n",
    "everybody": "segment: everybody\nwho: everyone\n",
}
TABLES = (
    (
        "create table raw.seats (account String, contact String, joined_at String, left_at Nullable(String),"
        " loaded_at DateTime) engine = MergeTree order by account"
    ),
    (
        "create table raw.accounts (account String, plan String, seats Nullable(UInt32), changed_at String)"
        " engine = MergeTree order by account"
    ),
    "create table raw.actions (at String, person String, workspace String) engine = MergeTree order by at",
    (
        "insert into raw.seats values ('a1', 'ada', '2026-04-01', null, now()),"
        " ('a2', 'ben', '2026-04-01', null, now()), ('', 'cyd', '2026-04-01', null, now())"
    ),
    (
        "insert into raw.accounts values ('a1', 'pro', 5, '2026-04-01'), ('a2', 'pro', 20, '2026-04-01'),"
        " ('', 'pro', 20, '2026-04-01'), ('a3', 'pro', 90, 'never')"
    ),
    """insert into raw.actions values ('2026-04-02', 'ada', '{"id": "a1"}'), ('2026-04-03', 'dan', '{"id": "a1"}')""",
)
LATER = (
    (
        "insert into raw.seats values ('a2', 'ben', '2026-05-01', '2026-05-01', now()),"
        " ('a2', 'dan', '2026-05-01', null, now())"
    ),
    "insert into raw.accounts values ('a1', 'pro', 11, '2026-05-01')",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = segflux_project(tmp_path_factory.mktemp("entities"), {"sources.yml": SOURCES})
    execute(folder, "create database raw", *TABLES)
    return folder


def test_entities_come_and_go_and_nobody_is_one(project: Path) -> None:
    assert built(project, SPECS, "2026-04-10") == (True, "")
    assert {name: members(project, name) for name in SPECS} == {
        "large": {"ben"},
        "busy": {"ada"},
        "idle": {"ben"},
        "everybody": {"ada", "ben", "dan"},
    }
    rejected = (
        "select shape, reason, toUInt64(count()) from segflux_events.rejected_rows group by all order by all"
    )
    assert rows_of(project, rejected) == [
        ("entities", "no id", 1),
        ("entities", "no readable time", 1),
        ("links", "no id", 1),
    ]
    execute(project, *LATER)
    assert built(project, {}, "2026-05-10") == (True, "")
    assert {name: members(project, name) for name in SPECS} == {
        "large": {"ada", "dan"},
        "busy": {"ada"},
        "idle": {"dan"},
        "everybody": {"ada", "ben", "dan"},
    }


def test_previews_and_explanations_agree_with_the_build(project: Path) -> None:
    previews = {name: told(project, "preview", name, "--as-of", "2026-05-10") for name in SPECS}
    sizes = {name: preview["segments"][0]["size"] for name, preview in previews.items()}
    assert sizes == {"large": 2, "busy": 1, "idle": 1, "everybody": 3}
    for person in ("ada", "ben", "dan"):
        why = told(project, "why", person, "large", "--as-of", "2026-05-10")
        assert why["is_member"] is (person in members(project, "large"))
    (condition,) = [one for one in why["conditions"] if "belongs_to" in one["words"][:10]]
    assert [row["value"] for row in condition["evidence"]] == ['{"id":"a2","satisfies":true}']


def test_an_unknown_kind_is_refused_with_what_to_declare(project: Path) -> None:
    spec = project / "segments" / "household.yml"
    spec.write_text("segment: household\nwho: [{belongs_to: household, all: [{trait: size, at_least: 3}]}]\n")
    result = CliRunner().invoke(main, ["check", "--project-dir", str(project)])
    spec.unlink()
    assert result.exit_code == 3
    assert 'no source links people to "household"' in result.stderr
    assert "kind: links" in result.stderr
