"""Finds stretches of time that begin at or after their end (D24)."""

from segflux_cli.spec.times.times import Ago, Duration, Instant, LocalDate, TimeBound, Unit
from segflux_cli.spec.times.zones import local_midnight

MILLISECONDS: dict[Unit, int] = {
    "second": 1_000,
    "minute": 60_000,
    "hour": 3_600_000,
    "day": 86_400_000,
    "week": 604_800_000,
}
MONTHS: dict[Unit, int] = {"month": 1, "year": 12}

_DAYS_A_MONTH = 30.436875
# how far N calendar months can be from N mean months, in days, with a change of the clock
_LARGEST_DEVIATION = 3


def exact_seconds(length: Duration) -> int:
    """The seconds of a length of an exact unit; raises KeyError for one of calendar steps."""
    return length.amount * MILLISECONDS[length.unit] // 1_000


def never_begins_before(start: TimeBound, end: TimeBound, zone: str) -> bool:
    """Whether start >= end whatever `as_of` is; False where that cannot be known."""
    if isinstance(start, Ago) and isinstance(end, Ago):
        return is_never_longer(start.length, end.length)
    if isinstance(start, Ago) or isinstance(end, Ago):
        return False
    return _moment(start, zone) >= _moment(end, zone)


def is_never_longer(length: Duration, other: Duration) -> bool:
    """Whether a length is at most as long as another, wherever both are measured from."""
    if (length.unit in MONTHS) == (other.unit in MONTHS):
        return _exact(length) <= _exact(other)
    return _bounds(length)[1] <= _bounds(other)[0]


def _exact(length: Duration) -> int:
    return length.amount * (MILLISECONDS.get(length.unit) or MONTHS[length.unit])


def _bounds(length: Duration) -> tuple[float, float]:
    if length.unit not in MONTHS:
        return _exact(length), _exact(length)
    days = _exact(length) * _DAYS_A_MONTH
    day = MILLISECONDS["day"]
    return (days - _LARGEST_DEVIATION) * day, (days + _LARGEST_DEVIATION) * day


def _moment(bound: Instant | LocalDate, zone: str) -> int:
    return bound.milliseconds if isinstance(bound, Instant) else local_midnight(bound.day, zone)
