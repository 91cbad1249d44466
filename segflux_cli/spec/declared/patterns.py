"""Conditions about the course of a profile's events over time, as their author wrote them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from segflux_cli.errors import Place
from segflux_cli.spec.declared.measures import NO_COUNT, Count, Measure
from segflux_cli.spec.declared.operators import Filter, Operator
from segflux_cli.spec.times.times import Duration, Window

CalendarUnit = Literal["day", "week", "month", "year"]
Stage = Literal["new", "active", "lapsing", "lapsed", "resurrected"]
ACTIVE_WITHIN, LAPSED_AFTER = Duration(30, "day"), Duration(90, "day")


@dataclass(frozen=True)
class Mostly:
    """The most frequent value of a property satisfies an operator (D11)."""

    place: Place
    events: tuple[str, ...]
    property: str
    operator: Operator
    where: Filter | None = None
    window: Window | None = None


@dataclass(frozen=True)
class Resumed:
    """An event in the window after a silence of `after_gap` or longer, and one before that (D12)."""

    place: Place
    events: tuple[str, ...]
    after_gap: Duration
    window: Window
    where: Filter | None = None


@dataclass(frozen=True)
class CalendarPeriods:
    """The last so many whole local periods before the current one."""

    unit: CalendarUnit
    of_last: int


@dataclass(frozen=True)
class RollingPeriods:
    """The last so many stretches of one length, the newest ending at `as_of`."""

    length: Duration
    of_last: int


@dataclass(frozen=True)
class Regularly:
    """In at least so many of the periods as many events as the count asks for (D13)."""

    place: Place
    events: tuple[str, ...]
    at_least: int
    periods: CalendarPeriods | RollingPeriods
    count: Count = NO_COUNT
    where: Filter | None = None


@dataclass(frozen=True)
class Step:
    """How much more or less: a number, or a percentage of the window compared with."""

    by: Decimal
    is_percent: bool
    is_up: bool


@dataclass(frozen=True)
class Changed:
    """A measure of one window against that of another (D15); `measure` None is the number of events."""

    place: Place
    events: tuple[str, ...]
    inside: Window
    against: Window
    change: Step
    measure: Measure | None = None
    from_at_least: int | float | None = None
    where: Filter | None = None


@dataclass(frozen=True)
class Lifecycle:
    """How long ago the first, the last and the events of the current run were (D18)."""

    place: Place
    events: tuple[str, ...]
    stages: tuple[Stage, ...]
    active_within: Duration = ACTIVE_WITHIN
    lapsed_after: Duration = LAPSED_AFTER
    where: Filter | None = None


@dataclass(frozen=True)
class Absence:
    """No such event after the step before it: until `within` has passed or, without it, the next step."""

    events: tuple[str, ...]
    where: Filter | None = None
    within: Duration | None = None


@dataclass(frozen=True)
class SequenceStep:
    """An event later than that of the step before it, by no more than `within`."""

    events: tuple[str, ...]
    where: Filter | None = None
    within: Duration | None = None
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True)
class Sequence:
    """One event per step can be chosen, in strictly increasing time (D14)."""

    place: Place
    steps: tuple[SequenceStep, ...]
    inside: Duration | None = None
    same: str | None = None
    window: Window | None = None


Pattern = Mostly | Resumed | Regularly | Changed | Lifecycle | Sequence


def events_of(pattern: Pattern) -> tuple[str, ...]:
    """The names of all events that a pattern looks at, each once."""
    if not isinstance(pattern, Sequence):
        return pattern.events
    return tuple(dict.fromkeys(event for part in parts_of(pattern) for event in part.events))


def parts_of(sequence: Sequence) -> tuple[SequenceStep | Absence, ...]:
    """The steps and, after each, what must not follow it."""
    parts: list[SequenceStep | Absence] = []
    for step in sequence.steps:
        parts += [step, *step.absences]
    return tuple(parts)
