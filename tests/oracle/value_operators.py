"""D7: `is`, number, text and list operators on one value that is there."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.oracle.numbers import compares_to
from tests.oracle.times import Moment
from tests.oracle.values import (
    Value,
    is_list_or_object,
    is_no_value,
    lowered,
    number_of,
    text_of,
)

Test = Callable[[Value, Any, Moment], bool]


def is_any_of(value: Value, right: Any) -> bool:
    """`is`: with a number numbers are compared, otherwise text forms; a list means any of (D7)."""
    if isinstance(right, list | tuple):
        return any(is_any_of(value, one) for one in right)
    if is_no_value(right) or is_list_or_object(right) or is_list_or_object(value):
        return False
    if isinstance(right, int | float) and not isinstance(right, bool):
        return number_of(value) is not None and number_of(value) == number_of(right)
    return text_of(value) == text_of(right)


def number_operator(word: str) -> Test:
    def test(value: Value, right: Any, _moment: Moment) -> bool:
        left, bound = number_of(value), number_of(right)
        if left is None or bound is None:
            return False
        return compares_to(Fraction(left), word, Fraction(bound))

    return test


def text_operator(compare: Callable[[str, str], bool]) -> Test:
    """Ignoring case, on the text form (D7)."""

    def test(value: Value, right: Any, _moment: Moment) -> bool:
        left, part = text_of(value), text_of(right)
        if left is None or part is None:
            return False
        return compare(lowered(left), lowered(part))

    return test


def matches(value: Value, pattern: str, _moment: Moment) -> bool:
    """RE2 as far as Python's `re` is equal to it: `$` means the very end, classes are ASCII."""
    text = text_of(value)
    if pattern.endswith("$") and not pattern.endswith(r"\$"):
        pattern = pattern.removesuffix("$") + r"\Z"
    return text is not None and re.search(pattern, text, re.ASCII) is not None


def has_any(value: Value, right: Any, _moment: Moment) -> bool:
    """`has_*` on no list is as on an empty one (D7)."""
    elements = value if isinstance(value, list) else []
    return any(is_any_of(element, right) for element in elements if not is_no_value(element))


def has_all(value: Value, right: Any, moment: Moment) -> bool:
    wanted = right if isinstance(right, list | tuple) else [right]
    return all(has_any(value, one, moment) for one in wanted)
