"""When a moment in words passes a value, as the instant of the evaluation moves on.

The macro that evaluations resolve moments with is asked itself, so that no calendar is spelled twice.
"""

from collections.abc import Callable, Iterator

from segflux_cli.compiler.values.moments import AS_OF
from segflux_cli.spec.times.spans import MILLISECONDS, MONTHS

Resolve = Callable[
    [str, int], int
]  # a moment in words and `as_of`, in milliseconds since 1970, to its milliseconds
_DAY = MILLISECONDS["day"]
_PERIODS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}  # days, the longest
_DAYS_A_MONTH = 30.436875
_AROUND = 7  # days: months end early or late, and the clock changes
_EVEN = (
    _DAY // 2
)  # at most one midnight or change of the clock lies in it; two at once never cancel each other


def turning_points(words: str, value: int, as_of: int, resolve: Resolve) -> Iterator[int]:
    """The instants after `as_of` at which the moment comes to lie before, at or after the value, in any order.

    Between two of them every comparison of the moment with the value says the same.
    """

    def side(instant: int) -> int:
        moment = resolve(words, instant)
        return (moment > value) - (moment < value)

    for instant in sorted(set(_candidates(words, value, as_of, resolve))):
        if instant > as_of and side(instant - 1) != side(instant):
            yield instant


def _candidates(words: str, value: int, as_of: int, resolve: Resolve) -> Iterator[int]:
    parts = words.split()
    if words == AS_OF:
        yield from (value, value + 1)
    elif parts[0] == "start":
        yield from _starts(words, value, as_of, resolve)
    elif parts[-1] == "ago" and parts[1].removesuffix("s") in MONTHS:
        months = int(parts[0]) * {"month": 1, "year": 12}[parts[1].removesuffix("s")]
        yield from _months_ago(words, value, months, resolve)
    elif parts[-1] == "ago":
        length = as_of - resolve(words, as_of)
        yield from (value + length, value + length + 1)


def _starts(words: str, value: int, as_of: int, resolve: Resolve) -> Iterator[int]:
    """The start of a period never moves back, so the first instant of each side is found by halves."""
    unit, steps = words.split()[2], int([*words.split(), "0"][3])
    end = max(as_of, value) + (abs(steps) + 2) * _PERIODS[unit] * _DAY
    for least in (value, value + 1):
        first, last = as_of, end
        while first < last:
            middle = (first + last) // 2
            first, last = (first, middle) if resolve(words, middle) >= least else (middle + 1, last)
        yield first


def _months_ago(words: str, value: int, months: int, resolve: Resolve) -> Iterator[int]:
    """A step of months may go back: at the end of a month, and where the clock is changed."""
    middle = value + int(months * _DAYS_A_MONTH * _DAY)
    before = None
    for start in range(middle - _AROUND * _DAY, middle + _AROUND * _DAY, _EVEN):
        for first, length in _even_parts(words, start, start + _EVEN, resolve):
            if length != before:
                yield from (first, value + length, value + length + 1)
            before = length


def _even_parts(words: str, first: int, last: int, resolve: Resolve) -> Iterator[tuple[int, int]]:
    """The parts of a stretch in which the moment lies one length before, each by its start, and the length."""
    length = first - resolve(words, first)
    if length == last - resolve(words, last):
        yield first, length
    elif last - first == 1:
        yield first, length
        yield last, last - resolve(words, last)
    else:
        middle = (first + last) // 2
        yield from _even_parts(words, first, middle, resolve)
        yield from _even_parts(words, middle, last, resolve)
