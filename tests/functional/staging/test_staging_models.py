"""A source's staging model has the shape that the rest of the project reads, whatever the table holds."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from segflux_cli.compiler.rendering.macros import MacroSession

Stage = Callable[[str], list[dict[str, Any]]]

EVENTS = """
sources:
  - source: shop
    kind: events
    table: raw.{table}
    at: at
    event: bought
    identifiers: {{user_id: customer}}
"""


def _table(engine: Any, name: str, columns: str, *rows: str) -> None:
    engine.command(f"create or replace table raw.`{name}` ({columns}) engine MergeTree order by tuple()")
    for row in rows:
        engine.command(f"insert into raw.`{name}` values {row}")


def test_events_are_read_with_their_names_identifiers_and_properties(engine: Any, stage: Stage) -> None:
    columns = "id String, at String, state String, who Nullable(UInt64), mail Nullable(String), paid String"
    _table(engine, "orders", columns, "('7', '2019-10-01 00:00:00 UTC', '1', 5, null, '012.50')")
    text = """
sources:
  - source: shop
    kind: events
    table: raw.orders
    at: at
    event_id: id
    event: {column: state, map: {1: order_placed}}
    identifiers: {user_id: who, email: mail}
    properties: {revenue: {column: paid, type: number}, raw: paid, gone: mail}
"""
    (row,) = stage(text)
    assert row["occurred_at"] == datetime(2019, 10, 1, tzinfo=UTC)
    assert row["arrived_at"] == row["occurred_at"]
    assert (row["source"], row["event_id"], row["event_name"]) == ("shop", "7", "order_placed")
    assert row["identifiers"] == [("user_id", "5")]
    assert row["properties"] == '{"revenue":12.5,"raw":"012.50","gone":null}'
    assert row["first_seen_at"] is None


def test_names_that_the_map_does_not_know_stay_or_are_left_out(engine: Any, stage: Stage) -> None:
    _table(engine, "named", "at DateTime, customer String, n String", "(1e9, 'a', 'x')", "(1e9, 'a', 'y')")
    text = EVENTS.format(table="named").replace("event: bought", "event: {column: n, map: {x: bought}%s}")
    assert {row["event_name"] for row in stage(text.replace("%s", ""))} == {"bought", "y"}
    assert {row["event_name"] for row in stage(text.replace("%s", ", unmapped: leave_out"))} == {"bought"}


def test_rows_that_cannot_be_used_stay_to_be_counted(engine: Any, stage: Stage) -> None:
    rows = ("('31/02/2020', 'a')", "('2020-02-30', null)", "('', unhex('ff'))", "('9999', 'b')")
    _table(engine, "odd", "at String, customer Nullable(String)", *rows)
    staged = stage(EVENTS.format(table="odd"))
    assert len(staged) == 4
    assert [row["occurred_at"] for row in staged].count(None) == 3
    assert sum(not row["identifiers"] for row in staged) == 2
    assert all(row["event_id"] for row in staged)


def test_rows_with_the_same_values_in_other_columns_are_no_equals(engine: Any, stage: Stage) -> None:
    text = EVENTS.format(table="moves") + "    properties: [old plan, to, steps]\n"

    def ids(columns: str, *rows: str) -> dict[str, str]:
        _table(engine, "moves", columns, *rows)
        return {row["properties"]: row["event_id"] for row in stage(text)}

    columns = (
        "at String, customer String, `old plan` String, to Nullable(String), steps Array(String), x String"
    )
    moves = ("'free', 'pro'", "'pro', 'free'")
    first = ids(columns, *(f"('2020-01-01', 'a', {move}, ['s'], '')" for move in moves))
    assert len(first) == 2
    assert {each[-2:] for each in first.values()} == {"-1"}
    turned = "`old plan` String, to LowCardinality(String), _row_number Int8, steps Array(String)"
    turned += ", customer String, at String"
    assert ids(turned, *(f"({move}, 7, ['s'], 'a', '2020-01-01')" for move in reversed(moves))) == first


def test_equal_rows_are_separate_events_and_keep_their_ids(engine: Any, stage: Stage) -> None:
    columns = "at String, customer String, _loaded_at DateTime, _row_number UInt64"
    rows = ["('2020-01-01', 'a', 1e9, 1), ('2020-01-01', 'a', 1e9, 2), ('2020-01-01', 'b', 1e9, 3)"]
    _table(engine, "twice", columns, *rows)
    first = {row["event_id"] for row in stage(EVENTS.format(table="twice"))}
    assert len(first) == 3
    engine.command("truncate table raw.twice")
    engine.command(
        "insert into raw.twice select at, customer, 2e9, 9 from values('at String, customer String', "
        "('2020-01-01', 'b'), ('2020-01-01', 'a'), ('2020-01-01', 'a'), ('2020-01-01', 'c'))"
    )
    assert first < {row["event_id"] for row in stage(EVENTS.format(table="twice"))}
    engine.command("alter table raw.twice add column coupon Nullable(String) first, add column size UInt8")
    assert first < {row["event_id"] for row in stage(EVENTS.format(table="twice"))}


def test_ids_count_equal_rows_within_one_arrival(engine: Any, stage: Stage) -> None:
    columns = "at String, customer String, came DateTime"
    _table(
        engine,
        "arrivals",
        columns,
        "('2020-01-01', 'a', 10)",
        "('2020-01-01', 'a', 20), ('2020-01-01', 'a', 20)",
    )
    text = EVENTS.format(table="arrivals") + "    arrived_at: came\n"
    assert len({row["event_id"] for row in stage(text)}) == 3


def test_of_rows_sent_again_the_newest_version_counts(engine: Any, stage: Stage) -> None:
    columns = "number Nullable(String), at String, customer String, came DateTime, paid String"
    rows = (
        "('1', '2020-01-01', 'a', 10, 'x'), ('1', '2020-01-01', 'a', 20, 'y')",
        "(null, '2020-01-02', 'b', 10, 'z')",
        "(null, '2020-01-03', 'b', 10, 'z')",
    )
    _table(engine, "changing", columns, *rows)
    text = (
        EVENTS.format(table="changing")
        + "    arrived_at: came\n    mutable: number\n    properties: [paid]\n"
    )
    staged = stage(text)
    assert sorted(row["properties"] for row in staged) == ['{"paid":"y"}', '{"paid":"z"}', '{"paid":"z"}']
    assert {"1"} < {row["event_id"] for row in staged}
    traits = text.replace("kind: events", "kind: traits").replace("    event: bought\n", "")
    staged = stage(traits.replace("properties:", "traits:"))
    assert sorted((row["mutable_key"], row["traits"]) for row in staged) == [
        ("", '{"paid":"z"}'),
        ("", '{"paid":"z"}'),
        ("1", '{"paid":"y"}'),
    ]


def test_an_arrival_that_cannot_be_read_is_1970(engine: Any, stage: Stage) -> None:
    _table(engine, "unread", "at String, customer String, came String", "('2020-01-01', 'a', 'soon')")
    (row,) = stage(EVENTS.format(table="unread") + "    arrived_at: came\n    look_back: 2 hours\n")
    assert row["arrived_at"] == datetime(1970, 1, 1, tzinfo=UTC)


def test_names_may_hold_any_character(engine: Any, stage: Stage) -> None:
    odd = "a'\"{{ x }}%}#é"
    columns = f"`{odd}` String, `select` String, `occurred_at` String, `identifiers` String, `source` String"
    _table(engine, odd, columns, "('v', '2020-01-01', 'o', 'i', 's')")
    text = f"""
sources:
  - source: odd
    kind: events
    table: {{database: raw, table: "{odd.replace('"', chr(92) + '"')}"}}
    at: select
    event: "{odd.replace('"', chr(92) + '"')}"
    identifiers: {{"t'{{{{": identifiers}}
    properties: ["{odd.replace('"', chr(92) + '"')}", occurred_at, source]
"""
    (row,) = stage(text)
    assert row["event_name"] == odd
    assert row["identifiers"] == [("t'{{", "i")]
    assert row["occurred_at"] == datetime(2020, 1, 1, tzinfo=UTC)
    assert '"occurred_at":"o","source":"s"}' in row["properties"]


def test_traits_keep_nulls_and_may_share_one_time(engine: Any, stage: Stage) -> None:
    _table(
        engine,
        "people",
        "mail String, country Nullable(String), born String",
        "('a@b.c', null, '31.12.1990')",
    )
    text = """
sources:
  - source: crm
    kind: traits
    table: raw.people
    at: {constant: 2020-01-01}
    identifiers: {email: mail}
    traits: {country: country, born: {column: born, type: time, format: '%d.%m.%Y'}}
"""
    (row,) = stage(text)
    assert row["traits"] == '{"country":null,"born":"1990-12-31T00:00:00.000Z"}'
    assert row["occurred_at"] == datetime(2020, 1, 1, tzinfo=UTC)


def test_links_need_no_time(engine: Any, stage: Stage) -> None:
    _table(engine, "links", "mail String, phone String, seen DateTime", "('a@b.c', '+1', 86400)")
    text = """
sources:
  - source: map
    kind: identifiers
    table: raw.links
    identifiers: {email: mail, phone: phone}
    first_seen_at: seen
"""
    (row,) = stage(text)
    assert row["occurred_at"] is None
    assert row["identifiers"] == [("email", "a@b.c"), ("phone", "+1")]
    assert row["first_seen_at"] == datetime(1970, 1, 2, tzinfo=UTC)


def test_a_whole_json_column_is_handed_on(engine: Any, stage: Stage) -> None:
    _table(
        engine,
        "json",
        "at String, customer String, body Nullable(String)",
        "('2020-01-01', 'a', '{\"x\":{\"y\":1}}')",
        "('2020-01-02', 'a', null)",
        "('2020-01-03', 'a', 'oops')",
    )
    staged = stage(EVENTS.format(table="json") + "    properties: body\n")
    bodies = [row["properties"] for row in sorted(staged, key=lambda row: row["occurred_at"])]
    assert bodies == ['{"x":{"y":1}}', "{}", "oops"]


def test_keys_of_two_columns_are_told_apart(engine: Any, stage: Stage) -> None:
    columns = "a Nullable(String), b Nullable(String), at String, customer String"
    rows = "('1', '2', '2020-01-01', 'a'), ('1', '2', '2020-01-02', 'a'), ('12', null, '2020-01-01', 'a')"
    _table(engine, "keys", columns, rows, "(null, null, '2020-01-01', 'b'), (null, null, '2020-01-01', 'c')")
    staged = stage(EVENTS.format(table="keys") + "    mutable: [a, b]\n")
    assert len({row["event_id"] for row in staged}) == len(staged) == 4


def test_ids_that_are_made_in_another_way_are_told_apart_from_an_entry_that_changed(
    macros: MacroSession,
) -> None:
    def why(before: str, now: str) -> object:
        return macros.call(
            "why_anew",
            {"source": "shop"},
            {"mapping": now, "columns": ""},
            {"mapping": before, "columns": ""},
        )

    assert why("ab", "ab-2") == "ids of whole rows are made in another way now"
    assert why("ab", "cd-2") == "how it is mapped changed"
    assert why("ab-2", "ab-2") == ""
