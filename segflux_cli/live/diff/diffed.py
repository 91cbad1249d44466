"""What a change of specs does to segments: who enters, leaves, stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Literal

from segflux_cli.errors import Fault
from segflux_cli.spec.declared.segments import Status

Change = Literal["new", "changed", "renamed", "removed"]


@dataclass(frozen=True)
class SegmentDiff:
    """A segment by the specs compared with it as it was; numbers of people.

    The size, base size, verdict and status before are None of a new segment, those after of a removed one. A renamed
    one may have changed besides.
    """

    segment: str
    change: Change
    status_before: str | None
    status: Status | None
    size_before: int | None
    size: int | None
    base_size: int | None
    entering: int
    leaving: int
    staying: int
    verdict_before: str | None
    verdict: str | None
    destinations: tuple[str, ...] = ()
    destinations_new: tuple[str, ...] = ()
    destinations_gone: tuple[str, ...] = ()
    entering_sample: tuple[str, ...] = ()
    leaving_sample: tuple[str, ...] = ()

    @property
    def moved(self) -> float | None:
        """Who enters or leaves, as a share of those who were in; None of a new segment."""
        if self.size_before is None:
            return None
        moving = self.entering + self.leaving
        return moving / self.size_before if self.size_before else (inf if moving else 0.0)

    def to_add(self, destination: str) -> int:
        """Whom a destination would be told to add: everybody, where it does not know the segment by this name yet."""
        if self.status in ("draft", "paused") or destination in self.destinations_gone:
            return 0
        is_known = self.status_before != "draft" and destination not in self.destinations_new
        return self.entering if is_known and self.change != "renamed" else self.size or 0

    def to_remove(self, destination: str) -> int:
        """Whom it would be told to remove: everybody of a name, or of an entry, that is no more."""
        if self.status_before == "draft" or destination in self.destinations_new:
            return 0
        if destination in self.destinations_gone:
            return self.size_before or 0
        if self.status in ("draft", "paused"):
            return 0
        return self.size_before or 0 if self.change == "renamed" else self.leaving


@dataclass(frozen=True)
class DestinationDiff:
    """What a destination would be told: of which segments, how many people to add and to remove."""

    destination: str
    segments: tuple[str, ...]
    entering: int
    leaving: int


@dataclass(frozen=True)
class Diff:
    """All segments that differ; `uncompared` are those written by hand whose models changed."""

    as_of: datetime
    against: str
    segments: tuple[SegmentDiff, ...]
    unchanged: tuple[str, ...]
    uncompared: tuple[str, ...]
    warnings: tuple[Fault, ...]

    @property
    def destinations(self) -> tuple[DestinationDiff, ...]:
        """The destinations that would be told of somebody, by name."""
        names = sorted({name for each in self.segments for name in each.destinations})
        told = (_told(name, self.segments) for name in names)
        return tuple(each for each in told if each.segments)


def _told(name: str, segments: Iterable[SegmentDiff]) -> DestinationDiff:
    moving = [
        each for each in segments if name in each.destinations and (each.to_add(name) or each.to_remove(name))
    ]
    return DestinationDiff(
        name,
        tuple(each.segment for each in moving),
        sum(each.to_add(name) for each in moving),
        sum(each.to_remove(name) for each in moving),
    )
