"""D10: amounts over the matching events, and the local periods that hold one."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from tests.oracle.filters import values_at
from tests.oracle.numbers import compares
from tests.oracle.times import Moment, local_of, period_start
from tests.oracle.values import Value, exact, number_of, text_of

MEASURES = ("total", "average", "median", "smallest", "largest", "distinct")
PERIODS = {"on_days": "day", "on_weeks": "week", "on_months": "month"}
_MILLIONTHS = 10**6
_TOO_LARGE = 10**32


def is_amount(word: str) -> bool:
    """`total` and its like, or a percentile such as `p90`."""
    return word in MEASURES or (word[:1] == "p" and word[1:].isdigit())


def amount_holds(word: str, wanted: Mapping[str, Any], properties: list[Value], moment: Moment) -> bool:
    """Every number operator holds for the amount; an unknown amount satisfies none (D10)."""
    values = [value for one in properties for value in values_at(one, wanted["of"])]
    amount = amount_of(word, values)
    tests = [(operator, right) for operator, right in wanted.items() if operator != "of"]
    return amount is not None and all(compares(amount, *test) for test in tests)


def amount_of(word: str, values: list[Value]) -> Fraction | None:
    """The amount over the values of a property; None where it is unknown."""
    if word == "distinct":
        return Fraction(len({text_of(value) for value in values} - {None}))
    known = (exact(number) for value in values if (number := number_of(value)) is not None)
    numbers = sorted(rounded(number) for number in known if abs(number) < _TOO_LARGE)
    if word == "total":
        return sum(numbers, Fraction(0))
    return _measure(word, numbers) if numbers else None


def _measure(word: str, numbers: list[Fraction]) -> Fraction:
    if word == "average":
        return rounded(sum(numbers, Fraction(0)) / len(numbers))
    if word in ("smallest", "largest"):
        return numbers[0 if word == "smallest" else -1]
    percent = 50 if word == "median" else int(word[1:])
    nearest_rank = -(-percent * len(numbers) // 100)
    return numbers[nearest_rank - 1]


def rounded(number: Fraction) -> Fraction:
    """Half away from zero to six decimals."""
    size = floor(abs(number) * _MILLIONTHS + Fraction(1, 2))
    return Fraction(size if number >= 0 else -size, _MILLIONTHS)


def periods_hold(word: str, wanted: Mapping[str, Any], instants: list[int], moment: Moment) -> bool:
    """The number of distinct local days, weeks or months with a matching event."""
    days = (local_of(instant, moment.zone).date() for instant in instants)
    count = Fraction(len({period_start(day, PERIODS[word]) for day in days}))
    return all(compares(count, operator, right) for operator, right in wanted.items())
