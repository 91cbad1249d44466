"""A segment as declared: who is in, why it exists, how large it should be."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from segflux_cli.errors import Place
from segflux_cli.spec.declared.conditions import Condition
from segflux_cli.spec.declared.syncs import HeldBack, Sync
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.yaml.nodes import Node

GoalMetric = Literal["conversion", "count", "total"]
Kind = Literal["demographic", "behavioral", "psychographic", "technographic"]
OnWrongSize = Literal["warn", "hold_sync", "fail_build"]
Refresh = Literal["each_build"]
Status = Literal["draft", "live", "paused", "retired"]


@dataclass(frozen=True)
class Goal:
    """What the segment is for, measured over those who entered."""

    metric: GoalMetric
    event: str
    value: str | None = None
    within: Duration | None = None
    baseline: float | None = None
    target: float | None = None


@dataclass(frozen=True)
class SizeBound:
    """A number of people, or a share of the base in percent."""

    amount: float
    is_percent: bool = False


@dataclass(frozen=True)
class Size:
    """The size a segment must have to be of use; None leaves the project's default."""

    at_least: SizeBound | None = None
    at_most: SizeBound | None = None
    moves_at_most: float | None = None  # percent a day
    otherwise: OnWrongSize | None = None


def no_size_fits(size: Size) -> bool:
    """Whether its bounds leave nothing between them, whatever the base is."""
    low, high = size.at_least, size.at_most
    return bool(low and high and low.is_percent == high.is_percent and low.amount > high.amount)


@dataclass(frozen=True)
class MembershipRules:
    """How membership goes on: `leave_when` None is when `who` no longer holds (D22)."""

    stay_at_least: Duration | None = None
    leave_when: Condition | None = None
    reenter_after: Duration | None = None


@dataclass(frozen=True)
class Priority:
    """Of the segments of a group a person is in the first one only, by rank from 1 on."""

    place: Place
    group: str
    rank: int


@dataclass(frozen=True)
class Segment:
    """One segment; fields not written hold None or an empty tuple."""

    place: Place
    name: str
    who: Condition
    label: str | None = None
    about: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    status: Status = "live"
    renamed_from: str | None = None
    renamed_place: Place | None = None  # where that is written
    review_by: date | None = None
    base: Condition | None = None
    time_zone: str | None = None  # written under `membership`, as the rules are
    rules: MembershipRules = MembershipRules()
    history: Duration | None = None  # how long evaluations are kept, written there too; None is for ever
    priority: Priority | None = None
    goal: Goal | None = None
    size: Size = Size()
    held_back: tuple[HeldBack, ...] = ()  # written under `except`
    syncs: tuple[Sync, ...] = ()
    examples: tuple[Node, ...] = ()  # read by the case runner
