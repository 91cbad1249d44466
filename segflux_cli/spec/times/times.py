"""Lengths, bounds and windows of time as written in a spec."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]
PeriodUnit = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True)
class Duration:
    """A whole number of units; months and years are calendar steps, the others exact lengths."""

    amount: int
    unit: Unit


@dataclass(frozen=True)
class Instant:
    """A moment, in milliseconds since 1970 UTC."""

    milliseconds: int


@dataclass(frozen=True)
class LocalDate:
    """A date whose midnight lies in the segment's time zone."""

    day: date


@dataclass(frozen=True)
class Ago:
    """The moment one length before `as_of` (D4's `minus`)."""

    length: Duration


TimeBound = Instant | LocalDate | Ago


@dataclass(frozen=True)
class Within:
    """`as_of - length < t <= as_of`."""

    length: Duration


@dataclass(frozen=True)
class RelativePeriod:
    """`this X` (count 0) or `last N Xs` (count N): whole local periods before the current one.

    The newest `skipped` of them are left out: `previous N Xs` skips N.
    """

    unit: PeriodUnit
    count: int
    skipped: int = 0


@dataclass(frozen=True)
class NamedPeriod:
    """`2026`, `2026-01` or `2026-01-31`: from `start` to before `end`, local dates."""

    start: date
    end: date


@dataclass(frozen=True)
class During:
    """Whole local calendar periods (D5)."""

    period: RelativePeriod | NamedPeriod


@dataclass(frozen=True)
class Between:
    """`start <= t < end`; either side may be open (`after` or `before` alone)."""

    start: TimeBound | None
    end: TimeBound | None


Window = Within | During | Between
