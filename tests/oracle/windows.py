"""D4 and D5: the stretch of time in which a behavior condition looks."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.oracle.times import (
    FAR_AHEAD,
    LONG_AGO,
    Moment,
    midnight,
    minus,
    period_start,
    step_periods,
    time_of,
)

Span = tuple[int, int]  # from the first millisecond inside to the first one after

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAMED_PERIODS = {4: ("-01-01", "year"), 7: ("-01", "month"), 10: ("", "day")}


def window_of(condition: Mapping[str, Any], moment: Moment) -> Span:
    """The condition's window, ended by `as_of` inclusive whatever it says (D3, D4)."""
    start, end = _window(condition, moment)
    return start, min(end, moment.as_of + 1)


def _window(condition: Mapping[str, Any], moment: Moment) -> Span:
    if "within" in condition:
        return minus(moment, condition["within"]) + 1, FAR_AHEAD
    if "during" in condition:
        return during(str(condition["during"]), moment)
    if "between" in condition:
        start, end = condition["between"]
        return bound_of(start, moment), bound_of(end, moment)
    after, before = condition.get("after"), condition.get("before")
    return (
        LONG_AGO if after is None else bound_of(after, moment),
        FAR_AHEAD if before is None else bound_of(before, moment),
    )


def bound_of(bound: str, moment: Moment) -> int:
    """`90 days ago`, a date (its midnight in the segment's zone) or an instant (D4, D8)."""
    if bound.endswith(" ago"):
        return minus(moment, bound.removesuffix(" ago"))
    if _DATE.fullmatch(bound):
        return midnight(date.fromisoformat(bound), moment.zone)
    instant = time_of(bound)
    if instant is None:
        raise ValueError(f"no bound: {bound!r}")
    return instant


def during(text: str, moment: Moment) -> Span:
    """Whole calendar periods in the segment's zone (D5)."""
    start, end = _days_of(text, moment.local.date())
    return midnight(start, moment.zone), midnight(end, moment.zone)


def _days_of(text: str, today: date) -> tuple[date, date]:
    if text[0].isdigit():
        rest, unit = _NAMED_PERIODS[len(text)]
        start = date.fromisoformat(text + rest)
        return start, step_periods(start, unit, 1)
    which, count, unit = _words_of(text)
    current = period_start(today, unit)
    if which == "this":
        return current, step_periods(current, unit, 1)
    return step_periods(current, unit, -count), current


def _words_of(text: str) -> tuple[str, int, str]:
    words = {"today": "this day", "yesterday": "last day"}.get(text, text).split()
    count = int(words[1]) if len(words) == 3 else 1
    return words[0], count, words[-1].removesuffix("s")
