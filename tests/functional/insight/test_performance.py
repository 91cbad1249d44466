import random
from typing import Any

import pytest

from tests.functional.insight.conftest import DAY, TABLES, Insight, at

READ = ("bitmaps", "events", "overrides", "runs")
Event = tuple[int, str, float, float]


def goal(segment: str, event: str, within: str = "", **said: Any) -> dict[str, Any]:
    return {"segment": segment, "goal_event": event, "goal_within": within, "time_zone": "UTC", **said}


def happen(insight: Insight, events: list[Event]) -> None:
    rows = ", ".join(
        f"({number}, '{name}', {at(day)}, '{{\"revenue\": {value}}}')" for number, name, day, value in events
    )
    insight.command(f"insert into {TABLES['events']} values {rows}")


def performance(insight: Insight, *goals: dict[str, Any]) -> dict[tuple[str, int], tuple[Any, ...]]:
    tables = {name: TABLES[name] for name in READ}
    sql = insight.session.call("goal_performance_sql", tables, list(goals))
    rows = insight.rows(f"select *, toUnixTimestamp64Milli(entered_at) as at_ms from ({sql})")
    return {
        (row["segment"], row["at_ms"] // DAY): (
            row["entered"],
            row["converted"],
            row["event_count"],
            row["total"],
            bool(row["is_complete"]),
        )
        for row in rows
    }


def test_an_event_counts_once_for_the_latest_entry_while_its_window_is_open(insight: Insight) -> None:
    insight.evaluate(1, {"a": {1, 2}}, cause="first_run")
    insight.evaluate(2, {"a": {2}}, before={"a": {1, 2}})
    insight.evaluate(3, {"a": {1, 2, 3}}, before={"a": {2}})
    insight.evaluate(5, {"a": {1, 2, 3}}, before={"a": {1, 2, 3}})
    happen(
        insight,
        [(1, "buy", 1, 1), (1, "buy", 3.5, 2), (2, "buy", 3, 4), (2, "buy", 3.1, 8), (3, "see", 4, 16)],
    )
    found = performance(
        insight, goal("a", "buy", "2 days", goal_measure="JSONExtractFloat(properties, 'revenue')")
    )
    assert found == {("a", 1): (2, 1, 1, 4, True), ("a", 3): (2, 1, 1, 2, True)}


def test_who_was_only_merged_into_a_segment_did_not_enter(insight: Insight) -> None:
    insight.command(f"insert into {TABLES['overrides']} values (7, 2)")
    insight.evaluate(1, {"a": {7}}, cause="first_run")
    insight.evaluate(2, {"a": {2, 4}}, before={"a": set()}, merged={4})
    happen(insight, [(2, "buy", 1.5, 1), (4, "buy", 2.5, 1)])
    insight.evaluate(3, {"a": {2, 4}}, before={"a": {2, 4}})
    assert performance(insight, goal("a", "b*")) == {
        ("a", 1): (1, 1, 1, 0, True),
        ("a", 2): (1, 0, 0, 0, True),
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_goals_are_counted_as_by_hand(insight: Insight, seed: int) -> None:
    chance = random.Random(seed)
    members: dict[int, set[int]] = {0: set()}
    for day in range(1, 8):
        members[day] = set(chance.sample(range(1, 20), 8))
        insight.evaluate(day, {"a": members[day]}, before={"a": members[day - 1]})
    events = [(chance.randrange(1, 20), "buy", chance.randrange(0, 36) / 4, 1.0) for _ in range(80)]
    happen(insight, events)
    expected = {}
    for day in range(1, 8):
        entered = members[day] - members[day - 1]
        credited = [
            number
            for number, _, when, _ in events
            if number in entered
            and day < when <= min(day + 2, 7)
            and not any(
                later < when and number in members[later] - members[later - 1] for later in range(day + 1, 8)
            )
        ]
        if entered:
            expected["a", day] = (len(entered), len(set(credited)), len(credited), 0, day + 2 <= 7)
    assert performance(insight, goal("a", "buy", "48 hours")) == expected
