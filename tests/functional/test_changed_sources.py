"""Tables that change between builds, and entries of sources.yml that do: it is told, and nothing is lost or doubled."""

from pathlib import Path

import pytest

from tests.dbt_projects import execute, rows_of, segflux_project
from tests.functional.commands import WITHOUT_TESTS, Told, call

SOURCES = """sources:
  - {source: clicks, kind: events, table: raw.clicks, at: at, event: clicked, identifiers: {user_id: person}}
  - source: shop
    kind: events
    table: raw.orders
    at: at
    arrived_at: came
    event_id: id
    event: ordered
    identifiers: {user_id: person}
    properties: [total]
  - source: crm
    kind: traits
    table: raw.people
    at: at
    identifiers: {user_id: person}
    traits: [plan]
    mutable: person
"""
SEGMENTS = {
    "segments/buyers.yml": "segment: buyers\nwho:\n  - {did: ordered, where: {total: {at_least: 10}}}\n",
    "segments/clicked_twice.yml": "segment: clicked_twice\nwho:\n  - {did: clicked, at_least: 2 times}\n",
    "segments/pro.yml": "segment: pro\nwho:\n  - {trait: plan, is: pro}\n",
}
TABLES = (
    "create database raw",
    "create table raw.clicks (at DateTime, person String, page String, note String) engine MergeTree order by at",
    """insert into raw.clicks values ('2026-05-01', 'ann', '/', 'x'), ('2026-05-02', 'ann', '/', 'y'),
        ('2026-05-01', 'bob', '/', 'z')""",
    """create table raw.orders (id String, at DateTime, came DateTime, person String, total String, amount Float64)
        engine MergeTree order by at""",
    """insert into raw.orders values ('1', '2026-05-01', '2026-05-01', 'ann', '12', 1),
        ('2', '2026-05-02', '2026-05-02', 'bob', '5', 50), ('3', '2026-05-03', '2026-05-03', 'cyd', '20', 2)""",
    "create table raw.people (at DateTime, person String, plan String) engine MergeTree order by person",
    "insert into raw.people values ('2026-05-01', 'ann', 'pro'), ('2026-05-01', 'bob', 'free')",
)
COLUMNS_COME_AND_GO = (
    "alter table raw.clicks drop column note",
    "alter table raw.clicks add column device String default 'phone'",
    "alter table raw.people add column city String default 'Bonn'",
)
ROWS_GO = (
    "alter table raw.orders modify column total Float64",
    "alter table raw.orders delete where id = '3' settings mutations_sync = 2",
    "insert into raw.orders values ('4', now(), now(), 'dan', 30, 3), ('5', now(), now(), 'dan', 30, 3)",
    "alter table raw.people delete where person = 'ann' settings mutations_sync = 2",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One project whose tests are chapters: each begins where the one before ended."""
    folder = segflux_project(tmp_path_factory.mktemp("changed"), {"sources.yml": SOURCES, **SEGMENTS})
    execute(folder, *TABLES)
    return folder


def build(project: Path, *arguments: str, code: int = 0) -> Told:
    told = call(project, "build", *arguments, **WITHOUT_TESTS)
    assert told.exit_code == code, told.errors
    return told


def members(project: Path, segment: str) -> set[str]:
    told = call(project, "members", segment, "--identifiers")
    return {
        word
        for line in told.text.splitlines()
        for word in ("ann", "bob", "cyd", "dan")
        if word in line.split()
    }


def count(project: Path, source: str) -> int:
    relation = "segflux_events.fct_events"
    ((found,),) = rows_of(project, f"select count() from {relation} where source = '{source}'")
    return int(found)


def test_columns_that_come_and_go_double_no_event_and_rows_that_are_gone_are_told(project: Path) -> None:
    quiet = build(project).errors.splitlines()[-1]
    assert quiet.startswith("sources.yml: warning: the newest event of all sources is of 2026-05-03, ")
    assert members(project, "clicked_twice") == {"ann"}
    execute(project, *COLUMNS_COME_AND_GO, *ROWS_GO)
    told = build(project)
    assert count(project, "clicks") == 3
    assert members(project, "clicked_twice") == {"ann"}
    assert "sources.yml:2:5: warning: clicks (events): read anew" in told.errors
    assert "the columns device came, the columns note went" in told.errors
    assert "the newest event" not in told.errors
    assert "shop (events): column total was String and is Float64" in told.errors
    assert (
        "rows that were there at the last load and are gone: 1; what was loaded of them stays" in told.errors
    )
    assert members(project, "buyers") == {"ann", "cyd", "dan"}
    assert members(project, "pro") == set()  # a mutable source without arrivals is mirrored


def test_an_entry_that_changed_is_refused_where_that_would_lose_rows(project: Path) -> None:
    sources = project / "sources.yml"
    sources.write_text(SOURCES.replace("[total]", "{total: amount}"))
    told = build(project, code=2)
    assert "how it is mapped changed" in told.errors
    assert "1 of the rows that were loaded would be lost" in told.errors
    assert "segflux build --reload shop" in told.errors
    assert count(project, "shop") == 5
    assert members(project, "buyers") == {"ann", "cyd", "dan"}


def test_the_loss_can_be_accepted(project: Path) -> None:
    told = build(project, "--reload", "shop")
    assert "shop (events): read anew: as asked" in told.errors
    assert members(project, "buyers") == {"bob"}


def test_an_entry_that_changed_is_read_anew_by_itself_and_one_that_was_reloaded_is_as_always(
    project: Path,
) -> None:
    sources = project / "sources.yml"
    sources.write_text(sources.read_text().replace("event: clicked,", "event: seen,"))
    (project / "segments/clicked_twice.yml").write_text(
        SEGMENTS["segments/clicked_twice.yml"].replace("did: clicked", "did: seen")
    )
    told = build(project)
    assert "clicks (events): read anew: how it is mapped changed" in told.errors
    assert "shop" not in told.errors
    assert told.errors.count("warning") == 1
    assert count(project, "clicks") == 3
    assert members(project, "clicked_twice") == {"ann"}
    assert members(project, "buyers") == {"bob"}


def test_a_renamed_column_is_told_with_its_place_and_changes_nothing(project: Path) -> None:
    execute(project, "alter table raw.orders rename column person to persons")
    told = build(project, code=3)
    assert (
        'sources.yml:10:28: error: "person" is not a column of raw.orders. Did you mean "persons"?'
        in told.errors
    )
    assert members(project, "buyers") == {"bob"}
    execute(project, "alter table raw.orders rename column persons to person")


def test_logs_of_an_older_version_get_the_columns_that_they_lack(project: Path) -> None:
    lacking = "drop column mapping, drop column source_columns, drop column rows_there"
    execute(
        project,
        f"alter table segflux_events.event_loads {lacking}, drop column rows_missing, drop column note",
        f"alter table segflux_identity.identity_loads {lacking}, drop column self_links",
    )
    told = call(project, "build")  # the data tests hold for all that the builds before left
    assert told.exit_code == 0, told.errors
    assert "warning" not in told.errors
    assert members(project, "buyers") == {"bob"}


def test_a_source_to_reload_must_be_one(project: Path) -> None:
    told = build(project, "--reload", "shpo", code=3)
    assert 'Did you mean "shop"?' in told.errors
