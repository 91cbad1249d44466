"""The days on which a date begins or ends to have an anniversary within some days."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytz

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = 9  # an anniversary of 29 February has every form in eight years
_LONGEST = 3_660  # days; from a year on the answer is the same
LOOKED_AHEAD = 365 * (_YEARS - 1) * 86_400_000  # milliseconds


def anniversary_days(value: int, days: int, as_of: int, time_zone: str) -> Iterator[date]:
    """Local days, from that of `as_of` on, at whose beginning `anniversary_within` may change for the time `value`."""
    try:
        born, today = (_local_date(milliseconds, time_zone) for milliseconds in (value, as_of))
    except OverflowError:
        return
    days = min(days, _LONGEST)
    years = range(today.year, today.year + _YEARS + days // 365 + 1)
    found = {born, *(day for year in years for day in _around(born, year, days))}
    yield from sorted(day for day in found if day >= today)


def _around(born: date, year: int, days: int) -> Iterator[date]:
    """When the return of a year comes near, and the day after it."""
    is_missing = (born.month, born.day) == (2, 29) and not _is_leap(year)
    returned = date(year, born.month, 28 if is_missing else born.day)
    yield from (returned - timedelta(days=days), returned + timedelta(days=1))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _local_date(milliseconds: int, time_zone: str) -> date:
    return (_EPOCH + timedelta(milliseconds=milliseconds)).astimezone(pytz.timezone(time_zone)).date()
