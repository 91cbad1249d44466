"""What is counted and measured over the matching events of a profile, as written in a spec."""

from dataclasses import dataclass
from typing import Literal

from segflux_cli.spec.declared.operators import Operator

MeasureKind = Literal["total", "average", "percentile", "smallest", "largest", "distinct"]


@dataclass(frozen=True)
class Count:
    """How many matching events; all None means no count word was written."""

    at_least: int | None = None
    at_most: int | None = None
    exactly: int | None = None


NO_COUNT = Count()


@dataclass(frozen=True)
class Measure:
    """What is measured of a property over the matching events; `percentile` is N of `pN`, 50 for `median`."""

    kind: MeasureKind
    of: str
    percentile: int | None = None


@dataclass(frozen=True)
class Amount:
    """A measure that satisfies all operators."""

    measure: Measure
    operators: tuple[Operator, ...]


@dataclass(frozen=True)
class ActivePeriods:
    """The number of distinct local periods that hold a matching event (`on_days` and its like)."""

    unit: Literal["day", "week", "month"]
    operators: tuple[Operator, ...]
