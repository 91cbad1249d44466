"""D4, D5 and D8: instants, lengths and calendar periods, all in milliseconds since 1970 UTC."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.values import Value, exact, number_of

MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONG_AGO = -(10**18)
FAR_AHEAD = 10**18

_SECONDS_BELOW = 10**11
_TIME = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:Z|([+-])(\d{2})(?::(\d{2}))?)?)?",
    re.ASCII,
)
_EXACT_LENGTHS = {"second": 1000, "minute": 60_000, "hour": 3_600_000, "day": 86_400_000}
_EXACT_LENGTHS["week"] = 7 * _EXACT_LENGTHS["day"]
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_LENGTH = re.compile(r"(\d+) ([a-z]+?)s?", re.ASCII)


def _nobody(_person: object, name: str, _as_of: int) -> bool:
    raise ValueError(f"no segment {name!r} is known here")


@dataclass(frozen=True)
class Moment:
    """The `as_of` of an evaluation, and the time zone and the name of the segment.

    `evaluations` are those so far, this one the last; `was_member` asks their log for a person,
    a segment and an evaluation; `population` gives all people of the segment's base.
    """

    as_of: int
    zone: ZoneInfo
    evaluations: tuple[int, ...] = ()
    was_member: Callable[[Any, str, int], bool] = _nobody
    population: Callable[[], list[Any]] = list
    segment: str = ""

    @property
    def local(self) -> datetime:
        """The local time of day and date at `as_of`."""
        return local_of(self.as_of, self.zone)


def local_of(instant: int, zone: ZoneInfo) -> datetime:
    """The wall clock at an instant, without its zone."""
    return (EPOCH + instant * MILLISECOND).astimezone(zone).replace(tzinfo=None)


def instant_of(local: datetime, zone: ZoneInfo) -> int:
    """The instant of a wall clock: a gap moves forward, of two the earlier (D4), which is fold 0."""
    return (local.replace(tzinfo=zone, fold=0) - EPOCH) // MILLISECOND


def midnight(day: date, zone: ZoneInfo) -> int:
    """The instant a local day begins (D5)."""
    return instant_of(datetime.combine(day, time.min), zone)


def time_of(value: Value) -> int | None:
    """The instant a value reads as, or None (D8)."""
    if isinstance(value, str) and (found := _TIME.fullmatch(value)):
        return _time_of_text(found)
    number = number_of(value)
    if number is None:
        return None
    size = exact(number)
    return floor(size * 1000 if abs(size) < _SECONDS_BELOW else size)


def _time_of_text(found: re.Match[str]) -> int | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    fraction, sign, offset_hours, offset_minutes = found.groups()[6:]
    try:
        wall = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    offset = timedelta(hours=int(offset_hours or 0), minutes=int(offset_minutes or 0))
    since = wall - EPOCH + (offset if sign == "-" else -offset)
    return since // MILLISECOND + int(f"{fraction or 0:0<3}"[:3])


def length_of(text: str) -> tuple[int, str]:
    """`7 days` as a number and a unit in the singular."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"no length: {text!r}")
    return int(found[1]), found[2]


def minus(moment: Moment, length: str) -> int:
    """`as_of` less a length: exact up to weeks, calendar steps for months and years (D4)."""
    amount, unit = length_of(length)
    if unit in _EXACT_LENGTHS:
        return moment.as_of - amount * _EXACT_LENGTHS[unit]
    stepped = step_months(moment.local.date(), -amount * _MONTHS[unit])
    if stepped is None:
        return LONG_AGO
    return instant_of(datetime.combine(stepped, moment.local.time()), moment.zone)


def before(instant: int, length: str, zone: ZoneInfo) -> int:
    """`minus` measured from any instant."""
    return minus(Moment(instant, zone), length)


def beyond(instant: int, length: str, zone: ZoneInfo) -> int:
    """`plus`, which mirrors `minus` (D14)."""
    amount, unit = length_of(length)
    if unit in _EXACT_LENGTHS:
        return instant + amount * _EXACT_LENGTHS[unit]
    local = local_of(instant, zone)
    stepped = step_months(local.date(), amount * _MONTHS[unit])
    return instant_of(datetime.combine(stepped or date.max, local.time()), zone)


def text_of_length(amount: int, unit: str) -> str:
    """`7 days`."""
    return f"{amount} {unit}s"


def step_months(day: date, months: int) -> date | None:
    """The same day so many months on, the month's last day if it has fewer; None before year 1."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < 1:
        return None
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def period_start(day: date, unit: str) -> date:
    """The first day of the period a day lies in; weeks begin on Monday (D5)."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[unit]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def step_periods(start: date, unit: str, count: int) -> date:
    """The start of a period so many periods later (or earlier)."""
    if unit in ("day", "week"):
        return start + timedelta(days=count * (7 if unit == "week" else 1))
    return step_months(start, count * _MONTHS[unit]) or date.min


def text_of_instant(at: int) -> str:
    """The instant as text that reads as that time."""
    return (EPOCH + at * MILLISECOND).isoformat(timespec="milliseconds").replace("+00:00", "Z")
