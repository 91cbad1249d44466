"""D6 to D9: do the values a path leads to satisfy an operator."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.oracle.time_operators import (
    anniversary_within,
    newer_than,
    older_than,
    on_day,
    time_operator,
)
from tests.oracle.times import Moment, time_of
from tests.oracle.value_operators import (
    Test,
    has_all,
    has_any,
    is_any_of,
    matches,
    number_operator,
    text_operator,
)
from tests.oracle.values import Value, is_list_or_object, is_no_value, number_of
from tests.oracle.windows import bound_of

_COMPLEMENTS = {
    "is_not": "is",
    "does_not_contain": "contains",
    "does_not_match": "matches",
    "has_none": "has_any",
}


@dataclass(frozen=True)
class TraitValue:
    """What `{trait: name}` on the right of an operator stands for (D7)."""

    value: Value


def holds(values: list[Value], word: str, right: Any, moment: Moment) -> bool:
    """Some value satisfies a positive operator; a negative one is the exact complement (D2, D6)."""
    if word == "exists":
        return any(not is_no_value(value) for value in values) is right
    if word in _COMPLEMENTS:
        return not holds(values, _COMPLEMENTS[word], right, moment)
    test = _against_trait(word) if isinstance(right, TraitValue) else _POSITIVE[word]
    return any(not is_no_value(value) and test(value, right, moment) for value in values)


def _against_trait(word: str) -> Callable[[Value, TraitValue, Moment], bool]:
    """A list counts as no value but for `has_*`; no value makes the positive operator false (D7)."""

    def test(value: Value, right: TraitValue, moment: Moment) -> bool:
        other = right.value
        if is_no_value(other) or (is_list_or_object(other) and not word.startswith("has_")):
            return False
        if word in ("after", "before"):
            return _is_after_or_before(time_of(value), word, time_of(other))
        return _POSITIVE[word](value, other, moment)

    return test


def _is_after_or_before(time: int | None, word: str, bound: int | None) -> bool:
    """A date that is a value is its midnight UTC, on either side (D8)."""
    if time is None or bound is None:
        return False
    return time >= bound if word == "after" else time < bound


def _between(value: Value, right: list[Any], moment: Moment) -> bool:
    """Numeric bounds hold both ends; times are `A <= v < B` (D9)."""
    if all(isinstance(bound, int | float) for bound in right):
        number = number_of(value)
        return number is not None and Fraction(number_of(right[0]) or 0) <= number <= Fraction(
            number_of(right[1]) or 0
        )
    time = time_of(value)
    return time is not None and bound_of(right[0], moment) <= time < bound_of(right[1], moment)


_POSITIVE: dict[str, Test] = {
    "is": lambda value, right, _moment: is_any_of(value, right),
    "at_least": number_operator("at_least"),
    "at_most": number_operator("at_most"),
    "more_than": number_operator("more_than"),
    "less_than": number_operator("less_than"),
    "between": _between,
    "contains": text_operator(lambda text, part: part in text),
    "starts_with": text_operator(str.startswith),
    "ends_with": text_operator(str.endswith),
    "matches": matches,
    "has_any": has_any,
    "has_all": has_all,
    "newer_than": time_operator(newer_than),
    "older_than": time_operator(older_than),
    "after": time_operator(lambda time, right, moment: time >= bound_of(right, moment)),
    "before": time_operator(lambda time, right, moment: time < bound_of(right, moment)),
    "on": time_operator(on_day),
    "anniversary_within": time_operator(anniversary_within),
}
