"""Operators on values, and the tests of one event that are made of them, as written in a spec."""

from dataclasses import dataclass
from typing import Literal

from segflux_cli.spec.times.times import Duration, LocalDate, TimeBound

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
class OtherTrait:
    """The profile's value of another trait, on the right of an operator."""

    name: str


@dataclass(frozen=True)
class Operator:
    """One operator and its right-hand side.

    `values` holds scalars for `is`, `is_not` and `has_*` (one or more), one text for the text
    operators, one bool for `exists`, one number for the number operators, two numbers or two time
    bounds for `between`, one duration for `newer_than`, `older_than` and `anniversary_within`
    (days), one time bound for `after` and `before`, one local date for `on`; or one `OtherTrait`.
    """

    word: OperatorWord
    values: tuple[Scalar | Duration | TimeBound | LocalDate | OtherTrait, ...]


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
