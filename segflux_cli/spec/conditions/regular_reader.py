"""Reads `regularly`: in how many of which periods (D13)."""

from segflux_cli.spec.conditions.count_reader import COUNT_WORDS, read_count
from segflux_cli.spec.conditions.event_names import read_event_names
from segflux_cli.spec.conditions.pattern_reader import read_where
from segflux_cli.spec.declared.patterns import CalendarPeriods, CalendarUnit, Regularly, RollingPeriods
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.spans import MONTHS
from segflux_cli.spec.times.time_reader import LONGEST_YEARS, is_too_long, read_length
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_mapping, wrong
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar
from segflux_cli.spec.yaml.words import check_beside, check_keys

ROLLING = "in_periods"
PERIOD_HEADS = ("in_days", "in_weeks", "in_months", "in_years", ROLLING)
WORDS_OF_REGULARLY = (*COUNT_WORDS, *PERIOD_HEADS, "where")

_UNITS: dict[str, CalendarUnit] = {
    "in_days": "day",
    "in_weeks": "week",
    "in_months": "month",
    "in_years": "year",
}
_MOST_CALENDAR_PERIODS = 1200  # each is a moment of its own in the query


def read_regularly(head: Entry, condition: Mapping, reading: Reading) -> Regularly | None:
    """`regularly: E`, one word of periods, counts and `where`."""
    faults = reading.faults
    check_beside(head, condition, WORDS_OF_REGULARLY, faults)
    events = read_event_names(head, reading)
    count, where = read_count(condition, faults), read_where(condition, reading)
    if 0 in (count.at_least, count.exactly, count.at_most):
        message = "the count admits zero events, so every period would do; write at least 1 time"
        faults.add(head.place, message)
    found = [entry for entry in condition.entries if entry.key in PERIOD_HEADS]
    if len(found) != 1:
        came = "several" if found else "none"
        message = f"regularly takes one of {', '.join(PERIOD_HEADS)}, and there are {came}"
        faults.add(head.place, f"{message}; write in_weeks: {{at_least: 3, of_last: 4}}")
        return None
    read = _read_periods(found[0], faults)
    return Regularly(head.place, events, read[0], read[1], count, where) if read else None


def _read_periods(entry: Entry, faults: Faults) -> tuple[int, CalendarPeriods | RollingPeriods] | None:
    is_rolling = entry.key == ROLLING
    words = ("of",) * is_rolling + ("at_least", "of_last")
    example = f'"{{{"of: 30 days, " * is_rolling}at_least: 3, of_last: 4}}"'
    block = read_mapping(entry.value, entry.key, example, faults)
    if block is None:
        return None
    check_keys(block, words, faults)
    for word in words:
        if word not in block:
            faults.add(entry.place, f"{entry.key} needs {word}; write {entry.key}: {example[1:-1]}")
    at_least, of_last = (_read_whole(block.get(word), word, faults) for word in ("at_least", "of_last"))
    of = block.get("of")
    length = read_length(of, "of", faults) if of is not None and is_rolling else None
    if at_least is None or of_last is None or (is_rolling and length is None):
        return None
    if at_least > of_last:
        message = f"at_least {at_least} is above of_last {of_last}, which nothing satisfies; exchange them"
        faults.add(entry.place, message)
    periods = RollingPeriods(length, of_last) if length else CalendarPeriods(_UNITS[entry.key], of_last)
    return (at_least, periods) if _is_short(periods, entry, faults) else None


def _is_short(periods: CalendarPeriods | RollingPeriods, entry: Entry, faults: Faults) -> bool:
    if isinstance(periods, CalendarPeriods):
        whole = Duration(periods.of_last, periods.unit)
    else:
        whole = Duration(periods.length.amount * periods.of_last, periods.length.unit)
    if is_too_long(whole):
        message = f"{entry.key} together are longer than {LONGEST_YEARS} years; write a smaller of_last"
        faults.add(entry.place, message)
        return False
    is_calendar = isinstance(periods, RollingPeriods) and periods.length.unit in MONTHS
    if is_calendar and periods.of_last > _MOST_CALENDAR_PERIODS:
        message = f"of_last is above {_MOST_CALENDAR_PERIODS} periods of months or years; write fewer"
        faults.add(entry.place, message)
        return False
    return True


def _read_whole(node: Node | None, word: str, faults: Faults) -> int | None:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    if node is not None:
        wrong(node, word, "a whole number above zero, such as 3", faults)
    return None
