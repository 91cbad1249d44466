"""Number operators: comparing numbers exactly (D7, D9, D10)."""

from fractions import Fraction
from typing import Any

from tests.oracle.values import exact, number_of


def compares(value: Fraction, word: str, right: Any) -> bool:
    """A number operator on a known number; both ends of `between` are in (D9)."""
    if word == "between":
        return compares(value, "at_least", right[0]) and compares(value, "at_most", right[1])
    if word in ("is", "is_not"):
        bounds = [exact_number(one) for one in (right if isinstance(right, list) else [right])]
        return (value in bounds) == (word == "is")
    return compares_to(value, word, exact_number(right))


def exact_number(number: Any) -> Fraction:
    """A number written in a spec."""
    known = number_of(number)
    if known is None:
        raise ValueError(f"no number: {number!r}")
    return exact(known)


def compares_to(value: Fraction, word: str, bound: Fraction) -> bool:
    return {
        "at_least": value >= bound,
        "at_most": value <= bound,
        "more_than": value > bound,
        "less_than": value < bound,
    }[word]
