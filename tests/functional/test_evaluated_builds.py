"""Builds of one small project, one after the other: studies, chosen segments, audits and changed definitions."""

from pathlib import Path

import pytest

from tests.dbt_projects import execute, rows_of, segflux_project
from tests.functional.commands import built

SOURCES = """\
sources:
  - source: shop
    kind: events
    table: raw.orders
    at: ordered_at
    event_id: order_id
    event: order_completed
    identifiers: {user_id: customer}
    properties: {revenue: revenue}
"""
BUYERS = "segment: buyers\nwho: [{did: order_completed, within: 30 days}]\nsize: {at_least: 1}\n"
SPENDERS = "segment: spenders\nwho: [{did: order_completed, total: {of: revenue, at_least: 100}}]\n"
ORDERS = """
create table raw.orders engine = MergeTree order by order_id as select * from values(
    'order_id String, ordered_at DateTime64(3, ''UTC''), customer String, revenue Float64',
    ('1', '2026-04-01 10:00:00', 'ada', 60), ('2', '2026-05-02 10:00:00', 'ada', 60),
    ('3', '2026-04-02 10:00:00', 'ben', 99)
)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    specs = {"segflux.yml": "time_zone: UTC\n", "sources.yml": SOURCES}
    folder = segflux_project(tmp_path_factory.mktemp("evaluated"), specs)
    execute(folder, "create database raw", ORDERS)
    return folder


def sizes(project: Path, schema: str = "segflux_segments") -> set[tuple[str, str, int]]:
    sql = f"select segment, toString(toDate(as_of)), toUInt64(size) from {schema}.fct_segment_sizes"
    return {(str(row[0]), str(row[1]), int(row[2])) for row in rows_of(project, sql)}


def test_history_grows_and_studies_and_held_builds_leave_it_alone(project: Path) -> None:
    assert built(project, {"buyers": BUYERS, "spenders": SPENDERS}, "2026-05-10") == (True, "")
    first = {("buyers", "2026-05-10", 1), ("spenders", "2026-05-10", 1)}
    assert sizes(project) == first

    assert built(project, {}, "2026-04-15") == (True, "")
    assert sizes(project) == first
    assert sizes(project, "segflux_segments_studies") == {
        ("buyers", "2026-04-15", 2),
        ("spenders", "2026-04-15", 0),
    }

    assert built(project, {}, "2026-05-11", select="buyers") == (True, "")
    second = first | {("buyers", "2026-05-11", 1)}
    assert sizes(project) == second

    held = SPENDERS + "size: {at_least: 2, otherwise: fail_build}\n"
    succeeded, message = built(project, {"spenders": held}, "2026-05-12")
    assert not succeeded
    assert "spenders: 1 of 2 people; allowed are at least 2" in message
    assert sizes(project) == second

    wider = SPENDERS.replace("100", "90")
    assert built(project, {"spenders": wider}, "2026-05-12") == (True, "")
    causes = rows_of(
        project,
        "select segment, change, cause from segflux_segments.fct_segment_changes"
        " where toDate(changed_at) = '2026-05-12'",
    )
    assert causes == [("spenders", "entered", "definition")]

    (project / "segments/spenders.yml").unlink()
    assert built(project, {}, "2026-05-13") == (True, "")
    members = "select distinct segment from segflux_segments.fct_segment_members"
    assert rows_of(project, members) == [("buyers",)]


def made(project: Path) -> dict[str, str]:
    """The id of each table that a build leaves as it is where it would make the same."""
    names = "'dim_identifiers', 'dim_profiles', 'dim_segments', 'leaf_bitmaps', 'trait_bitmaps'"
    sql = f"select name, toString(uuid) from system.tables where name in ({names}) and database not like '%studies'"
    return {str(name): str(uuid) for name, uuid in rows_of(project, sql)}


def test_tables_stand_until_what_they_are_made_from_changes(project: Path) -> None:
    """Begins with what the test before ended with."""
    first = made(project)
    assert built(project, {}, "2026-05-13") == (True, "")
    assert made(project) == first

    assert built(project, {}, "2026-05-21") == (True, "")
    later = made(project)
    assert {name for name in first if later[name] != first[name]} == {"leaf_bitmaps"}

    execute(project, "insert into raw.orders values ('4', '2026-05-03 10:00:00', 'cyd', 5)")
    assert built(project, {}, "2026-05-21") == (True, "")
    last = made(project)
    assert {name for name in later if last[name] == later[name]} == {"dim_segments"}
    assert ("buyers", "2026-05-21", 2) in sizes(project)
