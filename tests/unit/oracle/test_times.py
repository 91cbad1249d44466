"""The oracle's times against the sentences of D4, D5, D8 and D9."""

from zoneinfo import ZoneInfo

import pytest

from tests.oracle.operators import holds
from tests.oracle.times import Moment, minus, time_of
from tests.oracle.values import Value
from tests.oracle.windows import during


def at(text: str) -> int:
    found = time_of(text)
    assert found is not None
    return found


def moment(text: str, zone: str = "UTC") -> Moment:
    return Moment(at(text), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("1970-01-02", 86_400_000),
        ("1970-01-01T00:01", 60_000),
        ("1970-01-01 00:00:01.9999Z", 1999),
        ("1970-01-01T02:00:00+02", 0),
        ("1970-01-01T02:30:00+02:30", 0),
        ("1969-12-31T23:59:59.9999", -1),
        (1, 1000),
        (1.5, 1500),
        (1.0019, 1001),
        (-0.0005, -1),
        (99_999_999_999, 99_999_999_999_000),
        (100_000_000_000, 100_000_000_000),
        (" 60 ", 60_000),
        ("2021-02-30", None),
        ("31/03/2021", None),
        ("Wed, 31 Mar 2021 00:00:00 GMT", None),
        ("2021-03-31T10", None),
        ("2021-03-31T10:00:00+0200", None),
        ("2021-03-31T24:00", None),
        (True, None),
        ("soon", None),
    ],
)
def test_a_time_is_iso_text_or_a_number(value: Value, time: int | None) -> None:
    assert time_of(value) == time


@pytest.mark.parametrize(
    ("as_of", "zone", "length", "start"),
    [
        ("2026-03-31T10:00", "UTC", "1 month", "2026-02-28T10:00"),
        ("2024-02-29T10:00", "UTC", "1 year", "2023-02-28T10:00"),
        ("2026-03-29T10:00", "Europe/Berlin", "1 day", "2026-03-28T10:00"),
        # The summer hour begins in between: the local time of day stays, the length does not.
        ("2026-04-15T10:00", "Europe/Berlin", "1 month", "2026-03-15T11:00"),
        # 29 March 2:30 does not exist in Berlin and moves to 3:30, which is 1:30 UTC.
        ("2026-04-29T00:30", "Europe/Berlin", "1 month", "2026-03-29T01:30"),
        # 25 October 2:30 exists twice; the earlier one is 0:30 UTC.
        ("2026-11-25T01:30", "Europe/Berlin", "1 month", "2026-10-25T00:30"),
    ],
)
def test_a_length_back_is_exact_or_a_step_of_the_calendar(
    as_of: str, zone: str, length: str, start: str
) -> None:
    assert minus(moment(as_of, zone), length) == at(start)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", "2026-05-13", "2026-05-14"),
        ("yesterday", "2026-05-12", "2026-05-13"),
        ("this week", "2026-05-11", "2026-05-18"),
        ("last week", "2026-05-04", "2026-05-11"),
        ("last 3 weeks", "2026-04-20", "2026-05-11"),
        ("this month", "2026-05-01", "2026-06-01"),
        ("last 2 months", "2026-03-01", "2026-05-01"),
        ("this quarter", "2026-04-01", "2026-07-01"),
        ("last quarter", "2026-01-01", "2026-04-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-01-31", "2026-01-31", "2026-02-01"),
    ],
)
def test_periods_are_whole(text: str, start: str, end: str) -> None:
    assert during(text, moment("2026-05-13T12:00:00Z")) == (at(start), at(end))


def test_a_day_lasts_23_hours_when_the_clocks_go_forward() -> None:
    start, end = during("today", moment("2026-03-29T12:00:00Z", "Europe/Berlin"))
    assert (start, end - start) == (at("2026-03-28T23:00"), 23 * 3_600_000)


@pytest.mark.parametrize(
    ("born", "is_near"),
    [
        ("1990-05-13", True),
        ("1990-05-20", True),
        ("1990-05-21", False),
        ("1990-05-12", False),
        ("2026-05-13", False),
        ("2026-05-14", False),
        ("2025-05-14", True),
    ],
)
def test_an_anniversary_is_a_later_return_of_the_date(*, born: str, is_near: bool) -> None:
    now = moment("2026-05-13T12:00:00Z")
    assert holds([born], "anniversary_within", "7 days", now) is is_near
