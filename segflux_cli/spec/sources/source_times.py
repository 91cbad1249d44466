"""Reads time columns of `sources.yml` with their formats and zones."""

import re
from datetime import UTC, datetime, time

from segflux_cli.spec.declared.sources import TimeColumn
from segflux_cli.spec.sources.source_columns import read_column
from segflux_cli.spec.times.time_reader import read_bound, read_length
from segflux_cli.spec.times.times import Ago, Duration, Instant, LocalDate
from segflux_cli.spec.times.zones import milliseconds_of, read_time_zone
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.names import read_name, required
from segflux_cli.spec.yaml.nodes import Mapping, Node, quoted
from segflux_cli.spec.yaml.words import check_keys

TIME_UNITS = ("seconds", "milliseconds", "microseconds", "nanoseconds")
TIME_CODES = "YymdHIMSfpbBaAjz"

_CODE = re.compile(r"%(.?)", re.DOTALL)


def read_time_column(node: Node, what: str, faults: Faults) -> TimeColumn | None:
    """A column of times: its name, or its name with a format and a zone."""
    if not isinstance(node, Mapping):
        column = read_column(node, what, faults)
        return TimeColumn(column) if column else None
    check_keys(node, ("column", "format", "time_zone"), faults)
    name = required(node, "column", f"{what} needs the name of a column", faults)
    column = read_column(name, what, faults) if name else None
    pattern = read_format(node.get("format"), faults)
    zone = read_zone(node, faults)
    return TimeColumn(column, pattern, zone) if column else None


def read_at(node: Node, kind: str, faults: Faults) -> TimeColumn | Instant | None:
    """The time of a row: a column, or for traits and identifiers one constant instant."""
    constant = node.get("constant") if isinstance(node, Mapping) else None
    if constant is None:
        return read_time_column(node, '"at"', faults)
    if kind == "events":
        faults.add(constant.place, 'events need a time of their own; write "at: column" instead')
        return None
    if isinstance(node, Mapping):
        check_keys(node, ("constant",), faults)
    return _read_constant(constant, faults)


def _read_constant(node: Node, faults: Faults) -> Instant | None:
    bound = read_bound(node, '"constant"', faults)
    if isinstance(bound, Ago):
        faults.add(
            node.place,
            '"constant" needs a date or an instant: one that moves would be a new time at each build',
        )
        return None
    if isinstance(bound, LocalDate):
        return Instant(milliseconds_of(datetime.combine(bound.day, time(), tzinfo=UTC)))
    return bound


def read_format(node: Node | None, faults: Faults) -> str | None:
    """A pattern of strptime's codes, or the unit of numbers since 1970."""
    text = read_name(node, '"format"', faults) if node else None
    if node is None or text is None or text in TIME_UNITS:
        return text
    codes = _CODE.findall(text)
    for code in codes:
        if code not in (*TIME_CODES, "%"):
            faults.add(node.place, _unknown_code(code))
    if not {"Y", "y"} & set(codes):
        units = ", ".join(TIME_UNITS)
        faults.add(node.place, f"the format {quoted(text)} has no year; use %Y or %y, or one of {units}")
    return text


def _unknown_code(code: str) -> str:
    allowed = ", ".join(f"%{letter}" for letter in TIME_CODES)
    if code == "Z":
        return f"leave %Z out: a zone's name at the end of a time is always read. Allowed: {allowed}, %%"
    return f"{quoted('%' + code)} is not a code of a time format. Allowed: {allowed}, %%"


def read_zone(node: Mapping, faults: Faults) -> str | None:
    """The time zone written in a mapping, if any."""
    zone = node.get("time_zone")
    return read_time_zone(zone, faults) if zone else None


def read_look_back(node: Node, faults: Faults) -> Duration | None:
    """An exact length such as `3 days`."""
    length = read_length(node, '"look_back"', faults)
    if length and length.unit in ("month", "year"):
        faults.add(node.place, '"look_back" needs an exact length: seconds, minutes, hours, days or weeks')
        return None
    return length
