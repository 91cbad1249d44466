import random
from collections.abc import Mapping
from typing import Any

import pytest

from tests.functional.insight.conftest import DAY, TABLES, Insight

READ = ("bitmaps", "segments", "traits", "leaves")
HELD = "trait String, text Nullable(String), slice UInt8, members AggregateFunction(groupBitmap, UInt32)"
TRAITS = [{"name": "color", "type": "", "column": "color"}, {"name": "age", "type": "", "column": "age"}]


def fill_traits(
    insight: Insight, people: Mapping[int, tuple[str | None, str | None]], least: int = 1
) -> None:
    insight.command(
        f"create table {TABLES['profiles']} (profile_number UInt32, color Nullable(String), age Nullable(String))"
        " engine = MergeTree order by tuple()"
    )
    rows = ", ".join(
        f"({number}, {', '.join('null' if each is None else repr(each) for each in values)})"
        for number, values in people.items()
    )
    insight.command(f"insert into {TABLES['profiles']} values {rows}")
    insight.command(f"create table insight.held ({HELD}) engine = MergeTree order by tuple()")
    statements = insight.session.call(
        "trait_value_statements", TRAITS, TABLES["profiles"], "insight.held", TABLES["traits"], least
    )
    assert isinstance(statements, list)
    for statement in statements:
        insight.command(statement)


def breakdowns(insight: Insight, declared: list[dict[str, Any]], least: int = 1) -> list[dict[str, Any]]:
    tables = {name: TABLES[name] for name in READ}
    sql = insight.session.call("breakdowns_sql", tables, declared, least)
    return insight.rows(f"select * from ({sql}) order by segment, trait, place")


def test_a_breakdown_is_that_of_sets(insight: Insight) -> None:
    chance = random.Random(1)
    numbers = range(1, insight.everyone + 1)
    people = {
        number: (chance.choice(["red", "blue", '["red","green"]', None]), str(chance.randrange(18, 90)))
        for number in numbers
    }
    fill_traits(insight, people)
    insight.leaf("known", [number for number in numbers if number % 2])
    bases = {"a": set(numbers), "b": {number for number in numbers if number % 2}}
    members = {name: set(chance.sample(sorted(base), 15)) for name, base in bases.items()}
    for name in members:
        insight.declare(name)
    insight.evaluate(1, members)
    declared: list[dict[str, Any]] = [{"segment": "a", "base": "{universe}"}]
    declared += [{"segment": "b", "base": "bitmapAnd({known}, {universe})"}]
    rows = breakdowns(insight, declared)
    held = {
        (kind, value): {number for number, (color, _) in people.items() if says(color)}
        for kind, value, says in (
            ("value", "red", lambda color: "red" in (color or "")),
            ("value", "blue", lambda color: color == "blue"),
            ("value", "green", lambda color: "green" in (color or "")),
            ("missing", "", lambda color: color is None),
        )
    }
    colors = [row for row in rows if row["trait"] == "color"]
    assert len(colors) == 2 * len(held)
    for row in colors:
        inside, base = held[row["kind"], row["value"]], bases[row["segment"]]
        counted = len(inside & members[row["segment"]]), len(inside & base)
        assert (row["segment_count"], row["base_count"]) == counted
        assert (row["segment_size"], row["base_size"]) == (15, len(base))
        assert row["index"] == pytest.approx(100 * (counted[0] / 15) / (counted[1] / len(base)))
    for name in members:
        ages = [row for row in rows if row["trait"] == "age" and row["segment"] == name]
        assert {row["kind"] for row in ages} == {"band"}
        assert 3 <= len(ages) <= 5
        assert sum(row["segment_count"] for row in ages) == 15


def test_what_few_hold_and_small_segments_are_not_told_apart(insight: Insight) -> None:
    fill_traits(
        insight, {number: ("red" if number > 3 else f"own {number}", None) for number in range(1, 61)}, 10
    )
    insight.declare("a")
    insight.declare("b")
    insight.evaluate(1, {"a": set(range(1, 21)), "b": set(range(1, 9))})
    rows = breakdowns(
        insight, [{"segment": "a", "base": "{universe}"}, {"segment": "b", "base": "{universe}"}], 10
    )
    assert {(row["segment"], row["kind"], row["value"]) for row in rows if row["trait"] == "color"} == {
        ("a", "value", "red"),
        ("a", "other", ""),
    }


def test_findings_name_what_needs_a_look(insight: Insight) -> None:
    members = {
        "quiet": set(range(1, 30)),
        "twin": set(range(1, 31)),
        "empty": set(),
        "late": {50},
        "over": {51, 52},
    }
    for name in members:
        insight.declare(name, review_by="1970-02-01" if name == "late" else None)
    insight.declare("gone", status="retired")
    insight.evaluate(1, members)
    grown = {**members, "twin": {*members["twin"], 31}, "late": {49, 50}}
    insight.evaluate(40, {name: grown[name] for name in grown if name != "over"}, before=members)
    tables = {name: TABLES[name] for name in ("bitmaps", "segments", "sizes", "runs")}
    sql = insight.session.call("findings_sql", tables, {"likeness": 0.9, "stale_days": 30})
    rows = insight.rows(f"select *, toUnixTimestamp64Milli(since) as at_ms from ({sql})")
    found = {(row["segment"], row["finding"], row["other_segment"], row["at_ms"] // DAY) for row in rows}
    assert found == {
        ("quiet", "twin", "twin", 40),
        ("twin", "twin", "quiet", 40),
        ("quiet", "unchanged", "", 1),
        ("over", "unchanged", "", 1),
        ("over", "not_evaluated", "", 1),
        ("empty", "empty", "", 40),
        ("late", "review_due", "", 31),
    }
