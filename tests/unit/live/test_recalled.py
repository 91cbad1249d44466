"""Instants of a history lie a length apart, in the calendar where the length is one of it."""

from datetime import UTC, datetime

import pytest

from segflux_cli.live.history.recalled import instants, later
from segflux_cli.spec.times.times import Duration


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00:00+00:00").astimezone(UTC)


def test_months_keep_to_their_first_day_and_return_to_it() -> None:
    found = list(instants(day("2026-01-31"), day("2026-05-01"), Duration(1, "month")))
    assert found == [day(text) for text in ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30")]


def test_the_last_instant_is_in() -> None:
    found = list(instants(day("2026-01-01"), day("2026-01-15"), Duration(1, "week")))
    assert found == [day(text) for text in ("2026-01-01", "2026-01-08", "2026-01-15")]


def test_the_calendar_ends() -> None:
    assert list(instants(day("9999-06-01"), day("9999-12-31"), Duration(1, "year"))) == [day("9999-06-01")]
    with pytest.raises(OverflowError):
        later(day("9999-12-31"), Duration(1, "day"))


@pytest.mark.parametrize(
    ("length", "expected"), [(Duration(36, "hour"), "2024-03-01T21"), (Duration(1, "year"), "2025-02-28T09")]
)
def test_lengths_of_time_are_exact_and_those_of_the_calendar_are_not(length: Duration, expected: str) -> None:
    assert later(day("2024-02-29"), length).isoformat().startswith(expected)
