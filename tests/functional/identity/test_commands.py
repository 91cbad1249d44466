"""A shared tablet, a junk e-mail and a wrong merge: shown by the commands, and undone by one line."""

from pathlib import Path

import pytest

from tests.dbt_projects import execute, rows_of, segflux_project
from tests.functional.cli.conftest import call

SPECS = {
    "identity.yml": """
types:
  - {type: user_id, strong: true}
  - {type: email, ignore: ["none@*"]}
  - type: device_id
    linked_to: {user_id: {at_most: 2}}
overrides: identity_overrides
""",
    "seeds/identity_overrides.csv": "action,type_a,value_a,type_b,value_b\nmerge,user_id,nobody,email,no@body\n",
    "sources.yml": """
sources:
  - source: sign_ins
    kind: identifiers
    table: raw.sign_ins
    identifiers: {user_id: user_id, email: email, device_id: device_id}
  - source: shop
    kind: events
    table: raw.orders
    at: at
    event_id: order_id
    event: order_completed
    identifiers: {user_id: user_id}
""",
    "segments/buyers.yml": """
segment: buyers
who: [{did: order_completed, at_least: 2 times}]
size: {at_least: 0, at_most: 100%}
""",
}
RAW = (
    "create database raw",
    "create table raw.sign_ins (user_id String, email String, device_id String) engine = MergeTree order by user_id",
    """
    insert into raw.sign_ins values
        ('ada', 'ada@x', 'tablet'), ('bob', 'bob@x', 'tablet'), ('cy', 'cy@x', 'tablet'),
        ('dan', 'none@none', ''), ('eve', 'NONE@none', ''), ('flo', 'team@x', ''), ('gus', 'team@x', '')
    """,
    "create table raw.orders (order_id String, user_id String, at DateTime) engine = MergeTree order by order_id",
    "insert into raw.orders values ('1', 'flo', '2026-01-01 10:00:00'), ('2', 'gus', '2026-01-02 10:00:00')",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose identity was built once."""
    folder = segflux_project(tmp_path_factory.mktemp("identity"), SPECS)
    execute(folder, *RAW)
    told = call(folder, "build")
    assert told.exit_code == 0, told.errors
    return folder


def test_why_two_are_one_person_or_not(project: Path) -> None:
    """The tablet merges nobody, the junk is nobody's, and the shared e-mail is to blame for the rest."""
    family = call(project, "identity", "why", "ada", "bob", "--format", "json").answer
    assert not family["is_one_person"]
    assert {link["rule"] for link in family["links"]} == {"linked_to device_id user_id"}
    told = call(project, "identity", "why", "user_id:flo", "gus")
    assert "are one person" in told.text
    assert "to email:team@x  by sign_ins, first seen" in told.text
    assert "split,user_id,flo,user_id,gus" in told.text
    assert "No links lead" in call(project, "identity", "why", "dan", "eve").text
    unknown = call(project, "identity", "why", "nobody", "flo")
    assert unknown.exit_code == 3
    assert "Nobody has the identifier 'nobody'" in unknown.errors


def test_stats_tell_what_would_merge_the_most(project: Path) -> None:
    stats = call(project, "identity", "stats", "--format", "json").answer
    assert stats["totals"]["overrides_unknown"] == 1
    assert stats["suspicious"][0]["identifier_value"] == "tablet"
    assert {row["rule"]: row["links"] for row in stats["unused"]} == {"linked_to device_id user_id": 3}
    text = call(project, "identity", "stats").text
    assert "Those that would merge the most" in text
    assert "overrides that name nobody" in text


def test_one_line_undoes_a_wrong_merge(project: Path) -> None:
    """Members and sizes follow in the next build, with the cause, and the events that were stored stay."""
    assert len(call(project, "members", "buyers", "--format", "json").answer["members"]) == 1
    seed = project / "seeds/identity_overrides.csv"
    seed.write_text(seed.read_text() + "split,user_id,flo,user_id,gus\n")
    told = call(project, "build")
    assert told.exit_code == 0, told.errors
    assert call(project, "members", "buyers", "--format", "json").answer["members"] == []
    why = call(project, "identity", "why", "flo", "gus", "--format", "json").answer
    assert not why["is_one_person"]
    assert [link["rule"] for link in why["links"] if link["rule"]] == ["split"]
    shown = call(project, "identity", "show", "flo", "--format", "json").answer
    assert [move["kind"] for move in shown["moves"]] == ["split"]
    assert {row["value"] for row in shown["identifiers"]} <= {"flo", "team@x"}
    changes = rows_of(
        project, "select change, cause from segflux_segments.fct_segment_changes order by changed_at"
    )
    assert changes == [("entered", "first_run"), ("left", "identity")]
