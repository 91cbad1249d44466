"""Reads the calendar periods of `during` (D5)."""

import re
from datetime import date, timedelta
from typing import get_args

from segflux_cli.spec.times.time_reader import LONGEST_YEARS, existing_date
from segflux_cli.spec.times.times import During, NamedPeriod, PeriodUnit, RelativePeriod
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import wrong
from segflux_cli.spec.yaml.nodes import Node, Scalar, quoted
from segflux_cli.spec.yaml.words import unknown_word

FORMS = (
    "today, yesterday, this week, last week, last 3 weeks (days, weeks, months, quarters, years), "
    "2026, 2026-01 or 2026-01-31"
)

_UNITS: dict[str, PeriodUnit] = {unit: unit for unit in get_args(PeriodUnit)}
_IN_A_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}
_WORDS = {
    "today": RelativePeriod("day", 0),
    "yesterday": RelativePeriod("day", 1),
}
_RELATIVE = re.compile(r"(this|last) +(?:([+-]?[0-9]+) +)?([a-z]+)", re.ASCII)
_NAMED = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


def read_during(node: Node, faults: Faults) -> During | None:
    """A whole calendar period, relative to `as_of` or named."""
    text = node.text if isinstance(node, Scalar) else ""
    if text in _WORDS:
        return During(_WORDS[text])
    if match := _RELATIVE.fullmatch(text):
        return _relative(match.group(1), match.group(2), match.group(3), node, faults)
    if match := _NAMED.fullmatch(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        return _named(year or 0, month, day, node, faults)
    wrong(node, "during", FORMS, faults)
    return None


def _relative(word: str, number: str | None, unit_text: str, node: Node, faults: Faults) -> During | None:
    unit = _UNITS.get(unit_text.removesuffix("s") if number else unit_text)
    if unit is None:
        units = [f"{name}s" if number else name for name in _UNITS]
        faults.add(node.place, unknown_word(unit_text, units, "a calendar period"))
        return None
    if word == "this":
        if number is None:
            return During(RelativePeriod(unit, 0))
        wrong(node, "during", FORMS, faults)
        return None
    return _last(int(number[:9]) if number else 1, unit, node, faults)


def _last(count: int, unit: PeriodUnit, node: Node, faults: Faults) -> During | None:
    if 1 <= count <= LONGEST_YEARS * _IN_A_YEAR[unit]:
        return During(RelativePeriod(unit, count))
    message = (
        f"during names the last {count} {unit}s; write a number above zero, such as last 3 {unit}s"
        if count < 1
        else f"during reaches back more than {LONGEST_YEARS} years; write fewer {unit}s"
    )
    faults.add(node.place, message)
    return None


def _named(year: int, month: int | None, day: int | None, node: Node, faults: Faults) -> During | None:
    start = existing_date(year, month or 1, day or 1)
    end = _end(start, month, day) if start else None
    if start is None or end is None:
        text = node.text if isinstance(node, Scalar) else ""
        message = f"during names the period {quoted(text)}, which does not exist; correct it"
        faults.add(node.place, message)
        return None
    return During(NamedPeriod(start, end))


def _end(start: date, month: int | None, day: int | None) -> date | None:
    if month is None or (month == 12 and day is None):
        return existing_date(start.year + 1, 1, 1)
    if day is None:
        return existing_date(start.year, start.month + 1, 1)
    return start + timedelta(days=1) if start < date.max else None
