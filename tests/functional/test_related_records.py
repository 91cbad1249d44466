"""A table of records in a build: states come and go, and segments count them."""

from pathlib import Path

import pytest

from tests.dbt_projects import execute, rows_of, segflux_project
from tests.functional.commands import built, members

SOURCES = """\
sources:
  - source: billing
    kind: records
    table: raw.subscriptions
    at: changed_at
    arrived_at: loaded_at
    record: it's a subscription
    id: id
    deleted: deleted_at
    identifiers: {user_id: customer}
    properties: {status: status, mrr: {column: mrr, type: number}}
"""
SPECS = {
    "active": "segment: active\nwho: [{has: it's a subscription, where: {status: active}}]\n",
    "large": "segment: large\nwho: [{has: it's a subscription, total: {of: mrr, at_least: 50}}]\n",
    "nothing": "segment: nothing\nwho: [{has_no: it's a subscription}]\n",
}
TABLE = """
create table raw.subscriptions (
    id String, customer String, status String, mrr Nullable(Float64), changed_at String, deleted_at Nullable(String),
    loaded_at DateTime
) engine = MergeTree order by id
"""
FIRST = """
insert into raw.subscriptions values
    ('1', 'ada', 'active', 40, '2026-04-01', null, now()),
    ('2', 'ada', 'trial', 10, '2026-04-01', null, now()),
    ('3', 'ben', 'active', 60, '2026-04-02', null, now()),
    ('4', 'cyd', 'active', 60, '2026-04-02', '2026-04-03', now()),
    ('', 'dan', 'active', 60, '2026-04-02', null, now())
"""
SECOND = """
insert into raw.subscriptions values
    ('1', 'ben', 'active', 40, '2026-05-01', null, now()),
    ('3', 'ben', 'canceled', 60, '2026-05-02', null, now())
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = segflux_project(tmp_path_factory.mktemp("related"), {"sources.yml": SOURCES})
    execute(folder, "create database raw", TABLE, FIRST)
    return folder


def test_states_of_records_come_and_go(project: Path) -> None:
    assert built(project, SPECS, "2026-04-10") == (True, "")
    assert {name: members(project, name) for name in SPECS} == {
        "active": {"ada", "ben"},
        "large": {"ada", "ben"},
        "nothing": {"cyd"},
    }
    rejected = "select reason, toUInt64(count()) from segflux_events.rejected_rows group by reason"
    assert rows_of(project, rejected) == [("no id", 1)]
    execute(project, SECOND)
    assert built(project, {}, "2026-05-10") == (True, "")
    assert {name: members(project, name) for name in SPECS} == {
        "active": {"ben"},
        "large": {"ben"},
        "nothing": {"cyd"},
    }
