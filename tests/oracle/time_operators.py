"""D9: operators on a value that reads as a time."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.oracle.times import Moment, local_of, midnight, minus, time_of
from tests.oracle.values import Value

_EARLIEST_LOCAL = -62_135_500_000_000  # a little after the year 1
_LATEST_LOCAL = 253_000_000_000_000  # a little before the year 10000


def time_operator(
    test: Callable[[int, Any, Moment], bool],
) -> Callable[[Value, Any, Moment], bool]:
    def on_value(value: Value, right: Any, moment: Moment) -> bool:
        time = time_of(value)
        return time is not None and test(time, right, moment)

    return on_value


def newer_than(time: int, length: str, moment: Moment) -> bool:
    return minus(moment, length) < time <= moment.as_of


def older_than(time: int, length: str, moment: Moment) -> bool:
    return time <= minus(moment, length)


def on_day(time: int, day: str, moment: Moment) -> bool:
    first = date.fromisoformat(day)
    return midnight(first, moment.zone) <= time < midnight(first + timedelta(1), moment.zone)


def anniversary_within(time: int, length: str, moment: Moment) -> bool:
    """Some yearly return of the value's local date lies in [today, today + N] (D9)."""
    if not _EARLIEST_LOCAL < time < _LATEST_LOCAL:
        return False
    born, today = local_of(time, moment.zone).date(), moment.local.date()
    last = today + timedelta(days=int(length.split(maxsplit=1)[0]))
    returns = (_return_in(born, year) for year in range(max(born.year + 1, today.year), last.year + 1))
    return born <= today and any(today <= day <= last for day in returns)


def _return_in(born: date, year: int) -> date:
    """29 February returns on the 28th in common years."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
