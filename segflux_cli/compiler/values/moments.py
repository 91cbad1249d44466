"""Moments as the plan's macro `resolve_instant` reads them: words, resolved when `as_of` is known."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from segflux_cli.spec.times.spans import MILLISECONDS
from segflux_cli.spec.times.times import (
    Ago,
    Between,
    Duration,
    During,
    Instant,
    LocalDate,
    NamedPeriod,
    RelativePeriod,
    TimeBound,
    Window,
    Within,
)

AS_OF = "as_of"
_CALENDAR = {"month", "year"}


@dataclass(frozen=True)
class Range:
    """A window in words: later than `after` or not before `since`, and before `until`."""

    after: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def moments(self) -> tuple[str, ...]:
        """Its ends, as far as it has them."""
        return tuple(end for end in (self.after, self.since, self.until) if end)


ALL_HISTORY = Range()


def ago(length: Duration) -> str:
    """`minus(as_of, length)`, exact lengths in the largest unit that divides them."""
    amount, unit = length.amount, length.unit
    if unit == "month" and amount % 12 == 0:
        amount, unit = amount // 12, "year"
    if unit in MILLISECONDS:
        exact = amount * MILLISECONDS[unit]
        unit = next(name for name in reversed(MILLISECONDS) if exact % MILLISECONDS[name] == 0)
        amount = exact // MILLISECONDS[unit]
    return f"{amount} {unit}{'' if amount == 1 else 's'} ago"


def bound(moment: TimeBound) -> str:
    """A bound of a window or of an operator."""
    if isinstance(moment, Ago):
        return ago(moment.length)
    if isinstance(moment, LocalDate):
        return midnight(moment.day)
    return _instant(moment)


def midnight(day: date) -> str:
    """The start of a local day."""
    return day.isoformat()


def day_after(day: date) -> date:
    """The next date; the calendar ends with the year 9999."""
    return day if day == date.max else day + timedelta(days=1)


def window_range(window: Window | None) -> Range:
    """A window as D4 and D5 define it."""
    if window is None:
        return ALL_HISTORY
    if isinstance(window, Within):
        return Range(after=ago(window.length))
    if isinstance(window, Between):
        return Range(
            since=None if window.start is None else bound(window.start),
            until=None if window.end is None else bound(window.end),
        )
    return _period_range(window)


def needs_time_zone(words: str) -> bool:
    """Whether a moment depends on the segment's time zone."""
    return words != AS_OF and not words.endswith("Z") and not _is_exact_length(words)


def _is_exact_length(words: str) -> bool:
    parts = words.split()
    return parts[-1] == "ago" and parts[1].removesuffix("s") not in _CALENDAR


def _period_range(window: During) -> Range:
    period = window.period
    if isinstance(period, NamedPeriod):
        return Range(since=midnight(period.start), until=midnight(period.end))
    return _relative_range(period)


def _relative_range(period: RelativePeriod) -> Range:
    if period.count == 0:
        return Range(since=start_of(period.unit, 0), until=start_of(period.unit, 1))
    first = -period.count - period.skipped
    return Range(since=start_of(period.unit, first), until=start_of(period.unit, -period.skipped))


def start_of(unit: str, steps: int) -> str:
    """The start of a local period before or after the current one."""
    return f"start of {unit}" + (f" {steps:+d}" if steps else "")


def _instant(moment: Instant) -> str:
    try:
        at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=moment.milliseconds)
    except OverflowError:
        return f"{moment.milliseconds} ms Z"
    return at.strftime(f"{at.year:04d}-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
