"""The conditions of a segment as its author wrote them."""

from dataclasses import dataclass
from typing import Literal

from segflux_cli.errors import Place
from segflux_cli.spec.times import Duration, LocalDate, TimeBound, Window

Scalar = str | bool | int | float

NumberWord = Literal["is", "is_not", "at_least", "at_most", "more_than", "less_than", "between"]
OperatorWord = Literal[
    "is",
    "is_not",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "between",
    "contains",
    "does_not_contain",
    "starts_with",
    "ends_with",
    "matches",
    "does_not_match",
    "exists",
    "has_any",
    "has_all",
    "has_none",
    "newer_than",
    "older_than",
    "after",
    "before",
    "on",
    "anniversary_within",
]


@dataclass(frozen=True)
class Operator:
    """One operator and its right-hand side.

    `values` holds scalars for `is`, `is_not` and `has_*` (one or more), one text for the text
    operators, one bool for `exists`, one number for the number operators, two numbers or two time
    bounds for `between`, one duration for `newer_than`, `older_than` and `anniversary_within`
    (days), one time bound for `after` and `before`, one local date for `on`.
    """

    word: OperatorWord
    values: tuple[Scalar | Duration | TimeBound | LocalDate, ...]


@dataclass(frozen=True)
class PropertyTest:
    """All operators hold for the value at a dotted path, `[]` after a name meaning its elements."""

    path: str
    operators: tuple[Operator, ...]


@dataclass(frozen=True)
class ElementTest:
    """Some one element of the list at `path` satisfies the whole filter."""

    path: str
    filter: "Filter"


@dataclass(frozen=True)
class Filter:
    """Tests judged on one event: all of them, any, or none."""

    mode: Literal["all", "any", "none"]
    tests: tuple["PropertyTest | ElementTest | Filter", ...]


@dataclass(frozen=True)
class Count:
    """How many matching events; all None means no count word was written."""

    at_least: int | None = None
    at_most: int | None = None
    exactly: int | None = None


@dataclass(frozen=True)
class Amount:
    """A measure of a property over the matching events; `percentile` is N of `pN`, 50 for `median`."""

    measure: Literal["total", "average", "percentile", "smallest", "largest", "distinct"]
    of: str
    operators: tuple[Operator, ...]
    percentile: int | None = None


@dataclass(frozen=True)
class ActivePeriods:
    """The number of distinct local periods that hold a matching event (`on_days` and its like)."""

    unit: Literal["day", "week", "month"]
    operators: tuple[Operator, ...]


@dataclass(frozen=True)
class Behavior:
    """`did` and `did_not`; `events` as written, a trailing `*` meaning any name that begins so."""

    place: Place
    events: tuple[str, ...]
    negated: bool = False
    where: Filter | None = None
    window: Window | None = None
    count: Count = Count()
    amounts: tuple[Amount, ...] = ()
    periods: tuple[ActivePeriods, ...] = ()


@dataclass(frozen=True)
class EdgeEvent:
    """`first_did` and `last_did`: of the matching events of all history the first or last lies in the window.

    The last one must satisfy `having` too.
    """

    place: Place
    events: tuple[str, ...]
    is_last: bool
    where: Filter | None = None
    window: Window | None = None
    having: Filter | None = None


@dataclass(frozen=True)
class Membership:
    """Members of another segment, all others, or those who left it (D22).

    `length` is `for_at_least` of `in` and `not_in`, `left_within` of `was_in`.
    """

    place: Place
    segment: str
    word: Literal["in", "not_in", "was_in"] = "in"
    length: Duration | None = None


@dataclass(frozen=True)
class TraitTest:
    """The profile's value of a trait satisfies one operator."""

    place: Place
    trait: str
    operator: Operator


@dataclass(frozen=True)
class Everyone:
    """The whole base."""


@dataclass(frozen=True)
class Known:
    """Profiles that hold an identifier of a strong type; only a base says so."""


@dataclass(frozen=True)
class FromModel:
    """Profiles that a segment's model, written by hand, gives; `digest` changes when its text does."""

    segment: str
    digest: str


@dataclass(frozen=True)
class Block:
    """Conditions of which all, any or none hold."""

    mode: Literal["all", "any", "none"]
    conditions: tuple["Condition", ...]


Condition = Behavior | EdgeEvent | Membership | TraitTest | Everyone | Known | FromModel | Block
