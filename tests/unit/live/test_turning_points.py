"""Between two turning points a moment in words stays on one side of a value, whatever calendar it goes by."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest

from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.live.why.turning_points import turning_points
from segflux_cli.spec.times.zones import milliseconds_of
from tests.oracle.times import Moment, midnight, minus, period_start, step_periods

_HOUR, _DAY = 3_600_000, 86_400_000
Clock = Callable[[int], int]


def _at(text: str) -> int:
    return milliseconds_of(datetime.fromisoformat(text).replace(tzinfo=UTC))


def _resolver(zone: str) -> Callable[[str, int], int]:
    session = load_macros(project_files()).session()

    @cache
    def resolve(words: str, as_of: int) -> int:
        return int(str(session.call("resolve_instant", words, as_of, zone)))

    return resolve


def _ago(length: str, zone: str) -> Clock:
    return lambda instant: minus(Moment(instant, ZoneInfo(zone)), length)


def _start(unit: str, steps: int, zone: str) -> Clock:
    def start(instant: int) -> int:
        today = Moment(instant, ZoneInfo(zone)).local.date()
        return midnight(step_periods(period_start(today, unit), unit, steps), ZoneInfo(zone))

    return start


@pytest.mark.parametrize(
    ("words", "clock", "zone", "value"),
    [
        ("1 week ago", _ago("7 days", "UTC"), "UTC", "2026-02-28T12:00"),
        # the last days of March all look back to the end of February
        ("1 month ago", _ago("1 month", "UTC"), "UTC", "2026-02-28T12:00"),
        ("1 month ago", _ago("1 month", "Europe/Berlin"), "Europe/Berlin", "2026-02-28T23:30"),
        # the hour that Berlin leaves out in March, and the one that it has twice in October
        ("1 month ago", _ago("1 month", "Europe/Berlin"), "Europe/Berlin", "2026-03-29T01:10"),
        ("1 month ago", _ago("1 month", "Europe/Berlin"), "Europe/Berlin", "2026-10-25T00:30"),
        ("13 months ago", _ago("13 months", "America/New_York"), "America/New_York", "2026-11-01T05:59"),
        ("1 year ago", _ago("1 year", "Australia/Lord_Howe"), "Australia/Lord_Howe", "2028-02-29T13:00"),
        ("start of week -3", _start("week", -3, "Asia/Kolkata"), "Asia/Kolkata", "2026-05-11T00:00"),
        ("start of month", _start("month", 0, "Europe/Berlin"), "Europe/Berlin", "2026-03-31T22:00"),
        ("start of day +1", _start("day", 1, "Asia/Beirut"), "Asia/Beirut", "2026-03-28T22:00"),
        ("start of year", _start("year", 0, "UTC"), "UTC", "2026-12-31T23:59"),
        ("start of quarter -1", _start("quarter", -1, "UTC"), "UTC", "2026-04-01T00:00"),
    ],
)
def test_nothing_changes_between_two_of_them(words: str, clock: Clock, zone: str, value: str) -> None:
    at, random = _at(value), Random(words)
    as_of = at - 3 * _DAY
    points = sorted(turning_points(words, at, as_of, _resolver(zone)))
    end = max([as_of, *points]) + 40 * _DAY
    probes = [random.randrange(as_of, end) for _ in range(2_000)]
    probes += [point + by for point in points for by in (-1, 0, 1, _HOUR, -_HOUR)]
    probes += [random.randrange(points[0] - 2 * _DAY, points[0] + 4 * _DAY) for _ in range(2_000)]
    sides: dict[int, set[int]] = {}
    for probe in probes:
        before = sum(point <= probe for point in points)
        if probe >= as_of:
            sides.setdefault(before, set()).update({(clock(probe) > at) - (clock(probe) < at)})
    assert all(len(side) == 1 for side in sides.values())
    assert points


def test_a_month_can_come_back() -> None:
    points = sorted(
        turning_points("1 month ago", _at("2026-02-28T12:00"), _at("2026-03-01"), _resolver("UTC"))
    )
    days = [datetime.fromtimestamp(point / 1000, UTC).strftime("%d %H") for point in points]
    # 28 March at noon it is a month ago, on the 29th not yet, and so on until the 31st
    assert days == [
        "28 12",
        "28 12",
        "29 00",
        "29 12",
        "29 12",
        "30 00",
        "30 12",
        "30 12",
        "31 00",
        "31 12",
        "31 12",
    ]


def test_a_date_is_never_passed() -> None:
    assert list(turning_points("2026-03-01", _at("2026-02-28"), _at("2026-02-01"), _resolver("UTC"))) == []
