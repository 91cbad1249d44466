"""The instants of a history, and what a segment was at each."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from segflux_cli.spec.declared.segments import Goal, Status
from segflux_cli.spec.times.spans import MONTHS, exact_seconds
from segflux_cli.spec.times.times import Duration

_LAST_YEAR = 9999


@dataclass(frozen=True)
class GoalThen:
    """What the members of an instant did of the goal's event afterwards, for as long as the goal asks.

    `total` is what the goal adds up, None where it adds nothing; not `is_complete` while that time is not over.
    """

    people: int
    times: int
    total: float | None
    is_complete: bool


@dataclass(frozen=True)
class PastSize:
    """A segment evaluated as of an instant."""

    as_of: datetime
    size: int
    base_size: int
    verdict: str
    goal: GoalThen | None = None

    @property
    def share(self) -> float:
        """The share of the base, 0 of an empty one."""
        return self.size / self.base_size if self.base_size else 0.0


@dataclass(frozen=True)
class History:
    """A segment over time, the oldest first."""

    segment: str
    status: Status
    goal: Goal | None
    sizes: tuple[PastSize, ...]


def later(moment: datetime, length: Duration, times: int = 1) -> datetime:
    """So many lengths after a moment; months and years step the calendar and stay within a shorter month."""
    if length.unit not in MONTHS:
        return moment + times * timedelta(seconds=exact_seconds(length))
    months = moment.year * 12 + moment.month - 1 + MONTHS[length.unit] * length.amount * times
    year, month = divmod(months, 12)
    if year > _LAST_YEAR:
        raise OverflowError("the calendar ends with the year 9999")
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def instants(since: datetime, until: datetime, every: Duration) -> Iterator[datetime]:
    """From the first instant on, a length apart, up to the last one."""
    times, moment = 0, since
    while moment <= until:
        yield moment
        times += 1
        try:
            moment = later(since, every, times)
        except OverflowError:
            return
