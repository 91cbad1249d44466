"""What a person writes beside an adapter counts, and tables may differ in names, types and columns."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from segflux_cli.literals import spell_name
from tests.functional.adapters.conftest import Stage

LINE = "sources:\n  - {source: web, adapter: %s}\n"
COLUMNS = ", ".join(f"property_{number} Nullable(String)" for number in range(40))


def _create(engine: Any, *statements: str) -> None:
    for statement in statements:
        engine.command(statement)


def test_words_beside_an_adapter_replace_its_own(stage: Stage) -> None:
    words = "identifiers: {user_id: user_id}, properties: [revenue, plan], look_back: 1 hour"
    renamed = "event: {column: event, map: {signed_up: account_created}}"
    staged = stage(LINE % f"segment, schema: segment_web, kind: events, {words}, {renamed}")
    assert set(staged) == {"events"}
    by_name = {row["event_name"]: row for row in staged["events"]}
    assert set(by_name) == {"page_viewed", "order_completed", "account_created", "trial_started"}
    assert by_name["order_completed"]["properties"] == '{"revenue":19.5,"plan":null}'
    assert by_name["account_created"]["identifiers"] == [("user_id", "u2")]
    assert by_name["page_viewed"]["identifiers"] == []


def test_one_event_in_two_tables_of_days_has_one_id(stage: Stage) -> None:
    events = stage(LINE % "ga4, schema: analytics_123456")["events"]
    ids = {row["event_id"] for row in events if row["event_name"] == "purchase"}
    assert len(ids) == 1
    assert len({row["event_id"] for row in events}) == 3


def test_rows_without_an_arrival_column_are_read_each_time(stage: Stage) -> None:
    (arrival,) = {row["arrived_at"] for row in stage(LINE % "ga4, schema: analytics_123456")["events"]}
    assert arrival == datetime(1970, 1, 1, tzinfo=UTC)


def test_tables_of_other_names_and_types_are_read_as_one(engine: Any, stage: Stage) -> None:
    common = "event String, event_text String, received_at"
    _create(
        engine,
        "create database odd",
        f"create table odd.views (id UInt64, {common} DateTime, user_id UInt64, path String) engine Memory",
        f"create table odd.`an 'event'` (id String, {common} String, user_id Float64, size Int8) engine Memory",
        f"create table odd.other (id String, {common} DateTime64(3, 'Europe/Berlin'), size String) engine Memory",
        "insert into odd.views values (1, '', '', '2026-05-01 10:00:00', 7, '/')",
        "insert into odd.`an 'event'` values ('2', 'a', 'A', '2026-05-01T10:00:00Z', 1e21, 5)",
        "insert into odd.other values ('3', 'b', 'B', '2026-05-01 12:00:00', 'big')",
    )
    staged = stage(LINE % "segment, schema: odd, tables: {pages: views}")
    found = {row["event_id"]: row for row in staged["events"]}
    assert {row["occurred_at"] for row in found.values()} == {datetime(2026, 5, 1, 10, tzinfo=UTC)}
    assert found["1"]["identifiers"] == [("user_id", "7")]
    assert found["2"]["identifiers"] == [("user_id", "1e+21")]
    assert [found[key]["properties"] for key in "123"] == ['{"path":"/"}', '{"size":5}', '{"size":"big"}']
    assert staged["traits"] == staged["identifiers"] == []


def test_names_may_hold_any_character(engine: Any, stage: Stage) -> None:
    odd = "o'\"{{ x }}{% raw %}\n-- `"
    name = spell_name(odd)
    _create(
        engine,
        f"create database {name}",
        f"create table {name}.{name} (id String, received_at DateTime, user_id String, {name} String) engine Memory",
        f"insert into {name}.{name} values ('1', 1777629600, 'u1', 'v')",
    )
    entry = {"source": "web", "adapter": "segment", "schema": odd, "kind": "events", "tables": {"pages": odd}}
    (row,) = stage(json.dumps({"sources": [entry]}))["events"]
    assert json.loads(row["properties"]) == {odd: "v"}
    (row,) = stage(json.dumps({"sources": [entry | {"properties": {"p": odd}}]}))["events"]
    assert json.loads(row["properties"]) == {"p": "v"}


def test_a_batch_export_of_posthog_links_its_persons(engine: Any, stage: Stage) -> None:
    _create(
        engine,
        "create database exported",
        """create table exported.events (uuid String, event String, properties String, elements_chain String,
            distinct_id String, person_id String, person_properties String, timestamp DateTime64(6, 'UTC'),
            created_at DateTime64(6, 'UTC'), _inserted_at DateTime64(6, 'UTC')) engine Memory""",
        """create table exported.persons (team_id Int64, distinct_id String, person_id String, properties String,
            person_version Int64, person_distinct_id_version Int64, is_deleted Bool,
            created_at DateTime64(6, 'UTC'), _inserted_at DateTime64(6, 'UTC')) engine Memory""",
        """insert into exported.persons values
            (1, 'anon', 'p1', '{"plan": "free"}', 1, 0, false, '2026-05-01 10:00:00', '2026-05-01 10:00:00'),
            (1, 'u1', 'p1', '{"plan": "pro"}', 2, 0, false, '2026-05-01 10:00:00', '2026-05-01 11:00:00')""",
    )
    staged = stage(LINE % "posthog, schema: exported")
    assert sorted(row["identifiers"] for row in staged["identifiers"]) == [
        [("person_id", "p1"), ("distinct_id", "anon")],
        [("person_id", "p1"), ("distinct_id", "u1")],
    ]
    assert [row["traits"] for row in staged["traits"]] == ['{"plan": "pro"}']


def test_jitsu_may_write_a_table_per_event(engine: Any, stage: Stage) -> None:
    times = "timestamp DateTime64(6), received_at DateTime64(6)"
    common = f"message_id String, {times}, anonymous_id String, user_id String"
    at = "'2026-05-01 10:00:00', '2026-05-01 10:00:01', 'j1', 'u1'"
    _create(
        engine,
        "create database jitsu_tables",
        f"create table jitsu_tables.tracks ({common}, event String) engine Memory",
        f"create table jitsu_tables.`Order Completed` ({common}, event String, revenue Float64) engine Memory",
        f"create table jitsu_tables.identifies ({common}, email String, context_ip String) engine Memory",
        f"insert into jitsu_tables.tracks values ('m1', {at}, 'Order Completed'), ('m2', {at}, 'Seen')",
        f"insert into jitsu_tables.`Order Completed` values ('m1', {at}, 'Order Completed', 5)",
        f"insert into jitsu_tables.identifies values ('m3', {at}, 'a@b.c', '::1')",
    )
    staged = stage(LINE % "jitsu, schema: jitsu_tables")
    found = sorted((row["event_id"], row["event_name"], row["properties"]) for row in staged["events"])
    assert found == [("m1", "Order Completed", '{"revenue":5}'), ("m2", "Seen", "{}")]
    assert [row["traits"] for row in staged["traits"]] == ['{"email":"a@b.c"}']


@pytest.mark.parametrize("count", [200])
def test_hundreds_of_tables_fit_into_one_view(engine: Any, stage: Stage, count: int) -> None:
    engine.command("create database wide")
    for number in range(count):
        engine.command(
            f"create table wide.event_{number} (id String, event String, event_text String, received_at DateTime, "
            f"anonymous_id String, {COLUMNS}) engine Memory"
        )
    engine.command(
        "insert into wide.event_7 (id, event, received_at, property_3) values ('1', 'e', 1777629600, 'x')"
    )
    (row,) = stage(LINE % "segment, schema: wide")["events"]
    assert row["properties"] == '{"property_3":"x"}'
