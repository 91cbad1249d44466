"""Reads lengths, dates, instants and calendar periods."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_args

from segflux_cli.spec.times.times import (
    Ago,
    Duration,
    Instant,
    LocalDate,
    TimeBound,
    Unit,
)
from segflux_cli.spec.times.zones import milliseconds_of
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import wrong
from segflux_cli.spec.yaml.nodes import Node, Scalar, quoted
from segflux_cli.spec.yaml.words import unknown_word

LONGEST_YEARS = 1000

_UNITS: dict[str, Unit] = {unit: unit for unit in get_args(Unit)}
_DAYS: dict[Unit, float] = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1,
    "week": 7,
    "month": 30,
    "year": 365,
}
_LENGTH = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?) +([A-Za-z_]+)", re.ASCII)
_AGO = re.compile(r"(.*?) +ago", re.DOTALL)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    r"(Z|[+-][0-9]{2}(?::[0-9]{2})?)?",
    re.ASCII,
)
_SHAPE_OF_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*", re.ASCII | re.DOTALL)


def read_length(node: Node, what: str, faults: Faults, *, others: str = "") -> Duration | None:
    """A length such as `7 days`: a whole number above 0 and a unit; `others` is what may stand there besides."""
    text = node.text if isinstance(node, Scalar) else ""
    match = _LENGTH.fullmatch(text)
    if match is None:
        wrong(node, what, f"{others}a length such as 7 days", faults)
        return None
    unit = _UNITS.get(match.group(2).removesuffix("s"))
    if unit is None:
        units = [f"{name}s" for name in _UNITS]
        faults.add(node.place, unknown_word(match.group(2), units, "a unit of time"))
        return None
    return _length(match.group(1), unit, node, what, faults)


def _length(number: str, unit: Unit, node: Node, what: str, faults: Faults) -> Duration | None:
    if "." in number:
        message = f"{what} is {quoted(f'{number} {unit}s')}; write a whole number, in a smaller unit"
        faults.add(node.place, message)
    elif len(number) > 15 or is_too_long(Duration(int(number), unit)):
        faults.add(node.place, f"{what} is longer than {LONGEST_YEARS} years; write a shorter length")
    elif int(number) <= 0:
        came = quoted(f"{number} {unit}s")
        faults.add(node.place, f"{what} is {came}; a length is above zero, such as 7 days")
    else:
        return Duration(int(number), unit)
    return None


def is_too_long(length: Duration, years: int = LONGEST_YEARS) -> bool:
    """Whether it is longer than any history, so that moments could leave the calendar."""
    return length.amount * _DAYS[length.unit] > years * 365


def read_bound(node: Node, what: str, faults: Faults) -> TimeBound | None:
    """A date, an instant or `N units ago`."""
    text = node.value if isinstance(node, Scalar) else None
    if isinstance(text, str):
        if ago := _AGO.fullmatch(text):
            length = read_length(Scalar(node.place, ago.group(1), ago.group(1)), what, faults)
            return Ago(length) if length else None
        if _DATE.fullmatch(text):
            return read_date(node, what, faults)
        if _INSTANT.fullmatch(text):
            return _instant(text, node, what, faults)
    needed = "a date (2026-01-31), an instant (2026-01-31T09:00:00Z) or a length ago (90 days ago)"
    wrong(node, what, needed, faults)
    return None


def is_time_bound(node: Node) -> bool:
    """Whether a date, an instant or an `ago` is written here, legal or not."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return False
    return bool(_SHAPE_OF_DATE.fullmatch(node.value) or _AGO.fullmatch(node.value))


def read_date(node: Node, what: str, faults: Faults) -> LocalDate | None:
    """A date such as `2026-01-31` that exists."""
    match = _DATE.fullmatch(node.text) if isinstance(node, Scalar) else None
    if match is None:
        wrong(node, what, "a date such as 2026-01-31", faults)
        return None
    day = existing_date(*(int(part) for part in match.groups()))
    if day is None:
        faults.add(node.place, f"{what} names the date {match.group()}, which does not exist; correct it")
        return None
    return LocalDate(day)


def existing_date(year: int, month: int, day: int) -> date | None:
    """The date, or None if the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _instant(text: str, node: Node, what: str, faults: Faults) -> Instant | None:
    milliseconds = parse_instant(text)
    if milliseconds is None:
        message = f"{what} names the time {quoted(text)}, which does not exist; correct it"
        faults.add(node.place, message)
        return None
    return Instant(milliseconds)


def parse_instant(text: str) -> int | None:
    """Milliseconds since 1970 of a written instant, cut toward the past; None if there is none such."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        return None
    day, hour, minute, second, fraction, offset = match.groups()
    try:
        wall = datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=_zone(offset))
        seconds = _clock(int(hour), int(minute), int(second or 0))
        thousandths = int((fraction or "").ljust(3, "0")[:3])
        return milliseconds_of(wall) + seconds * 1000 + thousandths
    except (ValueError, OverflowError):
        return None


def _clock(hour: int, minute: int, second: int) -> int:
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError
    return hour * 3600 + minute * 60 + second


def _zone(offset: str | None) -> timezone:
    if offset in (None, "Z"):
        return UTC
    sign = -1 if str(offset)[0] == "-" else 1
    hours, _, minutes = str(offset)[1:].partition(":")
    if int(minutes or 0) > 59:
        raise ValueError
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes or 0)))
