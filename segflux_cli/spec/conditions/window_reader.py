"""Reads the window of a behavior: one of `within`, `during`, `between`, or `after` and `before`."""

from segflux_cli.spec.conditions.period_reader import read_during
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.spans import never_begins_before
from segflux_cli.spec.times.time_reader import read_bound, read_length
from segflux_cli.spec.times.times import Between, TimeBound, Window, Within
from segflux_cli.spec.yaml.fields import read_pair
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node

WINDOW_WORDS = ("within", "during", "between", "after", "before")


def read_window(condition: Mapping, reading: Reading) -> Window | None:
    """The window written in a condition; None if there is none or it is wrong."""
    written = [entry for entry in condition.entries if entry.key in WINDOW_WORDS]
    if not written or _has_several(written, reading):
        return None
    entry = written[0]
    if entry.key == "within":
        length = read_length(entry.value, "within", reading.faults)
        return Within(length) if length else None
    if entry.key == "during":
        return read_during(entry.value, reading.faults)
    if entry.key == "between":
        return read_time_between(entry.value, reading)
    return _read_sides(written, reading)


def read_time_between(node: Node, reading: Reading) -> Between | None:
    """`between: [A, B]` of two times."""
    needed = "a list of two bounds such as [2026-01-01, 2026-02-01]"
    pair = read_pair(node, "between", needed, reading.faults)
    if pair is None:
        return None
    start, end = (read_bound(item, "between", reading.faults) for item in pair)
    if start is None or end is None or _is_empty(start, end, node, "between", reading):
        return None
    return Between(start, end)


def _has_several(written: list[Entry], reading: Reading) -> bool:
    words = {entry.key for entry in written}
    if len(words) == 1 or words == {"after", "before"}:
        return False
    names = " and ".join(entry.key for entry in written)
    message = f"{names} stand together; a condition has one window: keep one, or write two conditions"
    reading.faults.add(written[1].place, message)
    return True


def _read_sides(written: list[Entry], reading: Reading) -> Between | None:
    bounds = {entry.key: read_bound(entry.value, entry.key, reading.faults) for entry in written}
    if None in bounds.values():
        return None
    start, end = bounds.get("after"), bounds.get("before")
    if start and end and _is_empty(start, end, written[0].value, "after and before", reading):
        return None
    return Between(start, end)


def _is_empty(start: TimeBound, end: TimeBound, node: Node, what: str, reading: Reading) -> bool:
    if not never_begins_before(start, end, reading.time_zone):
        return False
    message = f"the time of {what} begins at or after its end; write the earlier bound first"
    reading.faults.add(node.place, message)
    return True
