"""Reads `changed`: a measure of one window against that of another (D15)."""

import re
from decimal import Decimal

from segflux_cli.spec.conditions.count_reader import AMOUNT_WORDS, is_amount_word, read_measure
from segflux_cli.spec.conditions.event_names import read_event_names
from segflux_cli.spec.conditions.pattern_reader import read_where
from segflux_cli.spec.conditions.period_reader import read_during
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS, read_window
from segflux_cli.spec.declared.patterns import Changed, Step
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.times import During, RelativePeriod, Window
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import is_percent, read_number, wrong
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar
from segflux_cli.spec.yaml.words import check_keys, unknown_word

CHANGE_WORDS = ("up_by", "down_by")
WORDS_OF_CHANGED = (
    *("in", "against", *CHANGE_WORDS, "from_at_least"),
    *AMOUNT_WORDS,
    *("p1 … p100", "where"),
)

_PREVIOUS = re.compile(r"previous +(.*)", re.ASCII)
_FORMS_OF_IN = "last 4 weeks or a mapping such as {within: 30 days}"
_FORMS_OF_AGAINST = "previous 4 weeks or a mapping such as {between: [60 days ago, 30 days ago]}"


def read_changed(head: Entry, condition: Mapping, reading: Reading) -> Changed | None:
    """`changed: E`, two windows, one step up or down, a measure and `where`."""
    faults = reading.faults
    for entry in condition.entries:
        if entry is not head and entry.key not in WORDS_OF_CHANGED and not is_amount_word(entry.key):
            faults.add(entry.place, unknown_word(entry.key, WORDS_OF_CHANGED, "a word of changed"))
    events = read_event_names(head, reading)
    inside = _read_inside(head, condition, reading)
    against = _read_against(head, condition, inside, reading)
    change = _read_change(head, condition, faults)
    measure, where = read_measure(condition, reading), read_where(condition, reading)
    least = condition.get("from_at_least")
    from_at_least = read_number(least, "from_at_least", faults) if least is not None else None
    if inside is None or against is None or change is None:
        return None
    return Changed(head.place, events, inside, against, change, measure, from_at_least, where)


def _read_inside(head: Entry, condition: Mapping, reading: Reading) -> Window | None:
    node = condition.get("in")
    if node is None:
        reading.faults.add(head.place, f"changed needs the window in; write in: {_FORMS_OF_IN}")
        return None
    if isinstance(node, Mapping):
        return _read_any_window(node, "in", reading)
    if not isinstance(node, Scalar) or not node.text.startswith(("last ", "yesterday")):
        wrong(node, "in", _FORMS_OF_IN, reading.faults)
        return None
    return read_during(node, reading.faults)


def _read_against(head: Entry, condition: Mapping, inside: Window | None, reading: Reading) -> Window | None:
    node = condition.get("against")
    if node is None:
        reading.faults.add(head.place, f"changed needs against; write against: {_FORMS_OF_AGAINST}")
        return None
    if isinstance(node, Mapping):
        return _read_any_window(node, "against", reading)
    match = _PREVIOUS.fullmatch(node.text) if isinstance(node, Scalar) else None
    if match is None:
        wrong(node, "against", _FORMS_OF_AGAINST, reading.faults)
        return None
    text = f"last {match.group(1)}"
    return _previous(read_during(Scalar(node.place, text, text), reading.faults), inside, node, reading)


def _previous(period: During | None, inside: Window | None, node: Node, reading: Reading) -> During | None:
    """The periods right before those of `in`, of which there must be as many."""
    if period is None or inside is None:
        return None
    if period != inside or not isinstance(period.period, RelativePeriod):
        message = "against: previous … goes with in: last … of the same number and unit; write them alike"
        reading.faults.add(node.place, message)
        return None
    return During(RelativePeriod(period.period.unit, period.period.count, skipped=period.period.count))


def _read_any_window(node: Mapping, word: str, reading: Reading) -> Window | None:
    check_keys(node, WINDOW_WORDS, reading.faults)
    if not any(entry.key in WINDOW_WORDS for entry in node.entries):
        message = f"{word} needs a window; write {word}: {{within: 30 days}}"
        reading.faults.add(node.place, message)
        return None
    return read_window(node, reading)


def _read_change(head: Entry, condition: Mapping, faults: Faults) -> Step | None:
    found = [entry for entry in condition.entries if entry.key in CHANGE_WORDS]
    if len(found) != 1:
        came = "both" if found else "neither"
        faults.add(head.place, f"changed takes either up_by or down_by, and there is {came}; write one")
        return None
    node, word = found[0].value, found[0].key
    if isinstance(node, Scalar) and is_percent(node):
        return _percentage(Decimal(node.text.removesuffix("%").strip()), word, node, faults)
    number = read_number(node, f"{word}, unless it is a percentage such as 20%,", faults)
    if number is None:
        return None
    if number <= 0:
        faults.add(node.place, f"{word} is {number}; write a number above zero, or the other word")
        return None
    return Step(Decimal(repr(number)), is_percent=False, is_up=word == "up_by")


def _percentage(percent: Decimal, word: str, node: Node, faults: Faults) -> Step | None:
    if percent <= 0 or (word == "down_by" and percent > 100):
        limit = "above 0" if word == "up_by" else "above 0 and at most 100"
        faults.add(node.place, f"{word} is {percent}%; a percentage here is {limit}")
        return None
    return Step(percent, is_percent=True, is_up=word == "up_by")
