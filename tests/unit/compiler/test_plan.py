from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.compiler.rendering.macros import MacroSession, load_macros

ROOT = Path(__file__).parents[3]
RELATIONS = {"events": "e", "traits": "t", "identifiers": "i"}


@pytest.fixture(scope="module")
def session() -> MacroSession:
    return load_macros(ROOT).session()


def milliseconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("words", "zone", "as_of", "expected"),
    [
        ("as_of", "UTC", "2026-06-01T12:00:00", "2026-06-01T12:00:00"),
        ("36 hours ago", "Europe/Berlin", "2026-03-30T00:00:00", "2026-03-28T12:00:00"),
        ("1 month ago", "UTC", "2026-03-31T10:00:00.005", "2026-02-28T10:00:00.005"),
        ("1 year ago", "UTC", "2024-02-29T10:00:00", "2023-02-28T10:00:00"),
        ("1 month ago", "Europe/Berlin", "2026-04-29T00:30:00", "2026-03-29T01:30:00"),
        ("1 month ago", "Europe/Berlin", "2026-11-25T00:30:00", "2026-10-24T23:30:00"),
        ("2026-03-29", "Europe/Berlin", "2026-06-01", "2026-03-28T23:00:00"),
        ("2024-09-08", "America/Santiago", "2026-06-01", "2024-09-08T04:00:00"),
        ("2011-12-30", "Pacific/Apia", "2026-06-01", "2011-12-30T10:00:00"),
        ("2026-01-31T10:00:00.123Z", "UTC", "2026-06-01", "2026-01-31T10:00:00.123"),
        ("start of day", "Asia/Tokyo", "2026-06-01T16:00:00", "2026-06-01T15:00:00"),
        ("start of week", "UTC", "2026-06-07T23:59:59", "2026-06-01T00:00:00"),
        ("start of week -3", "UTC", "2026-06-01T00:00:00", "2026-05-11T00:00:00"),
        ("start of month +1", "UTC", "2026-12-15", "2027-01-01T00:00:00"),
        ("start of quarter", "UTC", "2026-05-15", "2026-04-01T00:00:00"),
        ("start of quarter -2", "UTC", "2026-05-15", "2025-10-01T00:00:00"),
        ("start of year -1", "UTC", "2026-05-15", "2025-01-01T00:00:00"),
    ],
)
def test_moments_are_exact(session: MacroSession, words: str, zone: str, as_of: str, expected: str) -> None:
    assert session.call("resolve_instant", words, milliseconds(as_of), zone) == milliseconds(expected)


def test_local_time_that_exists_twice_is_the_earlier(session: MacroSession) -> None:
    as_of = milliseconds("2026-11-25T01:30:00")  # 02:30 in Berlin, where 25 October has two of it
    assert session.call("resolve_instant", "1 month ago", as_of, "Europe/Berlin") == milliseconds(
        "2026-10-25T00:30:00"
    )


def test_local_time_that_does_not_exist_moves_forward(session: MacroSession) -> None:
    as_of = milliseconds("2026-04-29T00:30:00")  # 02:30 in Berlin, which 29 March has not
    assert session.call("resolve_instant", "1 month ago", as_of, "Europe/Berlin") == milliseconds(
        "2026-03-29T01:30:00"
    )


def did(session: MacroSession, events: str, **words: Any) -> Any:
    return session.call("did_event", events, **words)


def statements(session: MacroSession, leaves: dict[str, Any], **named: Any) -> Any:
    return session.call("leaf_statements", leaves, 86_400_000_000, RELATIONS, "target", **named)


def test_occurrences_of_the_same_events_share_one_pass_without_grouping(session: MacroSession) -> None:
    leaves = {
        "a": did(session, "event_name = 'x'", after="3 days ago"),
        "b": did(session, "event_name = 'x'", after="7 days ago", where="w"),
    }
    (statement,) = statements(session, leaves)
    assert statement.count(" from e ") == 1
    assert "group by" not in statement
    assert "and occurred_at >= fromUnixTimestamp64Milli(85795200001, 'UTC')" in statement


def test_thresholds_on_the_same_events_share_one_grouping(session: MacroSession) -> None:
    leaves = {
        name: did(session, "event_name = 'x'", after="3 days ago", having=f"count() >= {name[1]}")
        for name in ("a2", "a3")
    }
    (statement,) = statements(session, leaves)
    assert statement.count("group by profile_number") == 1


def test_selects_are_packed_by_ten_and_by_size(session: MacroSession) -> None:
    leaves = {f"l{i:02}": did(session, f"event_name = '{i}'", having="count() >= 2") for i in range(25)}
    assert [text.count("union all") for text in statements(session, leaves)] == [9, 9, 4]
    long = {name: leaf | {"where": f"{'x' * 60_000} = '{name}'"} for name, leaf in leaves.items()}
    assert max(len(text) for text in statements(session, long)) < 200_000


def test_slices_are_told_apart_only_when_there_are_several(session: MacroSession) -> None:
    leaves = {"a": did(session, ""), "universe": session.call("was_seen"), "known": session.call("is_known")}
    assert "bitShiftRight" not in statements(session, leaves)[0]
    (both,) = statements(session, leaves, slices=[0, 1])
    assert both.count("bitShiftRight(profile_number, 24) = 1") == 4
    assert both.count("toUInt8(1) as slice") == 3


def test_trait_is_read_once_for_all_its_tests(session: MacroSession) -> None:
    leaves = {
        "a": session.call("has_trait", "'t'", "value_text = 'x'", reads="value_text"),
        "b": session.call("has_trait", "'t'", "value_number > 3", reads="value_number"),
    }
    (statement,) = statements(session, leaves)
    assert statement.count("from t where") == 1
    assert "(select profile_number, value_number, value_text from t" in statement
