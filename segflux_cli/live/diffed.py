"""What a change of specs does to segments: who enters, leaves, stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Literal

from segflux_cli.errors import Fault
from segflux_cli.spec.segments import Status

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
    entering_sample: tuple[str, ...] = ()
    leaving_sample: tuple[str, ...] = ()

    @property
    def moved(self) -> float | None:
        """Who enters or leaves, as a share of those who were in; None of a new segment."""
        if self.size_before is None:
            return None
        moving = self.entering + self.leaving
        return moving / self.size_before if self.size_before else (inf if moving else 0.0)

    @property
    def to_add(self) -> int:
        """Whom its destinations would be told to add: everybody, where they do not know it by this name yet."""
        if self.status in ("draft", "paused"):
            return 0
        is_unknown = self.change == "renamed" or self.status_before == "draft"
        return (self.size or 0) if is_unknown else self.entering

    @property
    def to_remove(self) -> int:
        """Whom they would be told to remove: everybody of a name that is no more."""
        if self.status_before == "draft":
            return 0
        if self.change == "renamed":
            return self.size_before or 0
        return 0 if self.status in ("draft", "paused") else self.leaving


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
        moving = [each for each in self.segments if each.to_add or each.to_remove]
        names = sorted({name for each in moving for name in each.destinations})
        return tuple(_told(name, (each for each in moving if name in each.destinations)) for name in names)


def _told(name: str, segments: Iterable[SegmentDiff]) -> DestinationDiff:
    listed = tuple(segments)
    return DestinationDiff(
        name,
        tuple(each.segment for each in listed),
        sum(each.to_add for each in listed),
        sum(each.to_remove for each in listed),
    )
