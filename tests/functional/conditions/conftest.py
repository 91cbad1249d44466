"""One project of accounts, subscriptions and expressions, each with people of its own, built twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.dbt_projects import execute, segflux_project, use_warehouse
from tests.functional.commands import built, members

FIRST, SECOND = "2026-04-10", "2026-05-10"
# cyd and hal have rows that are rejected, and no other; accounts and subscriptions are nobody.
EVERYBODY = {"ada", "ben", "dan", "eva", "fin", "gus", "ida", "jon", "kay"}
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
  - source: crm
    kind: traits
    table: raw.people
    at: {constant: 2026-01-01}
    identifiers: {user_id: person}
    traits: {"it's a plan": plan, country: country}
  - source: shop
    kind: events
    table: raw.orders
    at: at
    event: order_completed
    identifiers: {user_id: person}
    properties: {revenue: {column: revenue, type: number}}
"""
OF_ACCOUNTS = {
    "large": "segment: large\nwho: [{belongs_to: it's an account, all: [{trait: seats, at_least: 10}]}]\n",
    "busy": "segment: busy\nwho: [{belongs_to: it's an account, all: [{did: report_shared, at_least: 2}]}]\n",
    "idle": "segment: idle\nwho: [{belongs_to: it's an account, none: [{did: report_shared}]}]\n",
    "everybody": "segment: everybody\nwho: everyone\n",
}
OF_SUBSCRIPTIONS = {
    "active": "segment: active\nwho: [{has: it's a subscription, where: {status: active}}]\n",
    "costly": "segment: costly\nwho: [{has: it's a subscription, total: {of: mrr, at_least: 50}}]\n",
    "nothing": "segment: nothing\nwho: [{has_no: it's a subscription}]\n",
}
OF_EXPRESSIONS = {
    "growing": """\
segment: growing
who:
  - sql: >-
      country in ('DE', 'A''T{{ x }}') and arraySum(e -> JSONExtractFloat(e.properties, 'revenue'),
      arrayFilter(e -> e.at > as_of - interval 30 day, order_completed)) >= 100
    reads: {traits: [country], events: [order_completed]}
""",
    "odd": """\
segment: odd
who: [{sql: "`it's a plan` = 'pro%' or country is null", reads: {traits: [it's a plan, country]}}]
""",
    "rising": """\
segment: rising
who:
  - sql: "length(order_completed) > 1 and order_completed[1].at < order_completed[2].at"
    reads: {events: order_completed}
""",
    "unknown": "segment: unknown\nwho: [{none: [{sql: country != 'DE', reads: {traits: country}}]}]\n",
}
SEGMENTS = OF_ACCOUNTS | OF_SUBSCRIPTIONS | OF_EXPRESSIONS
TABLES = (
    "create database raw",
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
        "create table raw.subscriptions (id String, customer String, status String, mrr Nullable(Float64),"
        " changed_at String, deleted_at Nullable(String), loaded_at DateTime) engine = MergeTree order by id"
    ),
    "create table raw.people (person String, plan String, country Nullable(String)) engine = Log",
    "create table raw.orders (at String, person String, revenue UInt32) engine = MergeTree order by at",
)
ROWS = (
    (
        "insert into raw.seats values ('a1', 'ada', '2026-04-01', null, now()),"
        " ('a2', 'ben', '2026-04-01', null, now()), ('', 'cyd', '2026-04-01', null, now())"
    ),
    (
        "insert into raw.accounts values ('a1', 'pro', 5, '2026-04-01'), ('a2', 'pro', 20, '2026-04-01'),"
        " ('', 'pro', 20, '2026-04-01'), ('a3', 'pro', 90, 'never')"
    ),
    """insert into raw.actions values ('2026-04-02', 'ada', '{"id": "a1"}'), ('2026-04-03', 'dan', '{"id": "a1"}')""",
    """
    insert into raw.subscriptions values
        ('1', 'eva', 'active', 40, '2026-04-01', null, now()),
        ('2', 'eva', 'trial', 10, '2026-04-01', null, now()),
        ('3', 'fin', 'active', 60, '2026-04-02', null, now()),
        ('4', 'gus', 'active', 60, '2026-04-02', '2026-04-03', now()),
        ('', 'hal', 'active', 60, '2026-04-02', null, now())
    """,
    "insert into raw.people values ('ida', 'free', 'DE'), ('jon', 'pro%', 'FR')",
    (
        "insert into raw.orders values ('2026-04-29', 'ida', 60), ('2026-04-30', 'ida', 40), "
        "('2026-01-01', 'kay', 500), ('2026-02-01', 'kay', 500), ('2026-07-01', 'jon', 500)"
    ),
)
LATER = (
    (
        "insert into raw.seats values ('a2', 'ben', '2026-05-01', '2026-05-01', now()),"
        " ('a2', 'dan', '2026-05-01', null, now())"
    ),
    "insert into raw.accounts values ('a1', 'pro', 11, '2026-05-01')",
    (
        "insert into raw.subscriptions values ('1', 'fin', 'active', 40, '2026-05-01', null, now()),"
        " ('3', 'fin', 'canceled', 60, '2026-05-02', null, now())"
    ),
)


@dataclass(frozen=True)
class Conditions:
    """A project after its second build, and the members of both."""

    folder: Path
    first: Mapping[str, set[str]]
    second: Mapping[str, set[str]]


@pytest.fixture(scope="package")
def conditions(tmp_path_factory: pytest.TempPathFactory) -> Conditions:
    files = {"sources.yml": SOURCES, "segflux.yml": "allow_sql: true\n"}
    folder = segflux_project(tmp_path_factory.mktemp("conditions"), files)
    execute(folder, *TABLES, *ROWS)
    assert built(folder, SEGMENTS, FIRST) == (True, "")
    first = members(folder, SEGMENTS)
    execute(folder, *LATER)
    assert built(folder, {}, SECOND) == (True, "")
    return Conditions(folder, first, members(folder, SEGMENTS))


@pytest.fixture(scope="module")
def project(conditions: Conditions) -> Path:
    """The project, to be left as it is."""
    return use_warehouse(conditions.folder)  # a server may have ended with the module before
