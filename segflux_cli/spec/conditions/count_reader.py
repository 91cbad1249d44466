"""Reads what is counted over matching events: counts, amounts and active periods (D1, D10)."""

import re
from typing import Literal

from segflux_cli.spec.conditions.operator_reader import (
    NUMBER_OPERATORS,
    check_order,
    number_word,
    read_number_operator,
)
from segflux_cli.spec.conditions.paths import read_path
from segflux_cli.spec.declared.measures import ActivePeriods, Amount, Count, Measure, MeasureKind
from segflux_cli.spec.declared.operators import Operator
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_mapping, wrong
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar
from segflux_cli.spec.yaml.words import check_keys, unknown_word

COUNT_WORDS = ("at_least", "at_most", "exactly")
AMOUNT_WORDS = ("total", "average", "median", "smallest", "largest", "distinct")
PERIOD_WORDS = ("on_days", "on_weeks", "on_months")

_MEASURES: dict[str, MeasureKind] = {
    "total": "total",
    "average": "average",
    "median": "percentile",
    "smallest": "smallest",
    "largest": "largest",
    "distinct": "distinct",
}
_UNITS: dict[str, Literal["day", "week", "month"]] = {
    "on_days": "day",
    "on_weeks": "week",
    "on_months": "month",
}
_TIMES = re.compile(r"([0-9]{1,15}) +times?", re.ASCII)
PERCENTILE = re.compile(r"p([1-9][0-9]?|100)", re.ASCII)


def is_amount_word(word: str) -> bool:
    """Whether a key names an amount, `pN` included."""
    return word in _MEASURES or PERCENTILE.fullmatch(word) is not None


def read_count(condition: Mapping, faults: Faults) -> Count:
    """The count words of a condition."""
    counts = {
        word: read_times(node, word, faults)
        for word in COUNT_WORDS
        if (node := condition.get(word)) is not None
    }
    count = Count(**counts)
    if "exactly" in counts and len(counts) > 1:
        message = "exactly stands alone; leave out at_least and at_most, or write them without exactly"
        faults.add(_place_of("exactly", condition).place, message)
    elif count.at_least is not None and count.at_most is not None and count.at_least > count.at_most:
        message = f"at_least {count.at_least} is above at_most {count.at_most}, which nothing satisfies"
        faults.add(_place_of("at_least", condition).place, f"{message}; exchange them")
    return count


def read_amounts(condition: Mapping, reading: Reading) -> tuple[Amount, ...]:
    """The amount words of a condition, in the order written."""
    entries = [entry for entry in condition.entries if is_amount_word(entry.key)]
    amounts = [_read_amount(entry, reading) for entry in entries]
    return tuple(amount for amount in amounts if amount)


def read_periods(condition: Mapping, faults: Faults) -> tuple[ActivePeriods, ...]:
    """`on_days`, `on_weeks` and `on_months` of a condition."""
    periods = []
    for entry in condition.entries:
        unit = _UNITS.get(entry.key)
        if unit is None:
            continue
        block = read_mapping(entry.value, entry.key, '"{at_least: 3}"', faults)
        operators = _read_number_operators(block, (), faults) if block else ()
        periods += [ActivePeriods(unit, operators)] if operators else []
    return tuple(periods)


def read_times(node: Node, word: str, faults: Faults) -> int | None:
    """A count such as `3 times` or 3."""
    if isinstance(node, Scalar):
        match = _TIMES.fullmatch(node.text)
        if match:
            return int(match.group(1))
        if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value >= 0:
            return node.value
    wrong(node, word, 'a count such as "3 times" or 3', faults)
    return None


def read_measure(condition: Mapping, reading: Reading) -> Measure | None:
    """The one measure word of a condition, where it is compared with no number: `total: {of: revenue}`."""
    entries = [entry for entry in condition.entries if is_amount_word(entry.key)]
    if len(entries) > 1:
        names = " and ".join(entry.key for entry in entries)
        message = f"{names} stand together; one measure is compared: write a condition for each"
        reading.faults.add(entries[1].place, message)
    if not entries:
        return None
    block = read_mapping(entries[0].value, entries[0].key, '"{of: revenue}"', reading.faults)
    if block is None:
        return None
    check_keys(block, ("of",), reading.faults)
    return _read_measure(entries[0], block, "{of: revenue}", reading)


def _read_amount(entry: Entry, reading: Reading) -> Amount | None:
    example = "{of: revenue, at_least: 100}"
    block = read_mapping(entry.value, entry.key, f'"{example}"', reading.faults)
    if block is None:
        return None
    measure = _read_measure(entry, block, example, reading)
    operators = _read_number_operators(block, ("of",), reading.faults)
    return Amount(measure, operators) if measure and operators else None


def _read_measure(entry: Entry, block: Mapping, example: str, reading: Reading) -> Measure | None:
    of = block.get("of")
    if of is None:
        message = f"{entry.key} needs the property it measures; write {entry.key}: {example}"
        reading.faults.add(entry.place, message)
        return None
    path = read_path(of, "of", reading)
    return measure_of(entry.key, path) if path else None


def measure_of(word: str, path: str) -> Measure:
    """What an amount word measures of a property."""
    return Measure(_MEASURES.get(word, "percentile"), path, _percentile(word))


def _percentile(word: str) -> int | None:
    match = PERCENTILE.fullmatch(word)
    return 50 if word == "median" else int(match.group(1)) if match else None


def _read_number_operators(block: Mapping, others: tuple[str, ...], faults: Faults) -> tuple[Operator, ...]:
    operators: list[Operator | None] = []
    for entry in block.entries:
        word = number_word(entry)
        if word:
            operators.append(read_number_operator(word, entry.value, faults))
        elif entry.key not in others:
            faults.add(entry.place, unknown_word(entry.key, (*others, *NUMBER_OPERATORS)))
            operators.append(None)
    if not operators:
        words = ", ".join(NUMBER_OPERATORS)
        faults.add(block.place, f"a comparison is missing here; add one of {words}")
    found = tuple(operator for operator in operators if operator)
    check_order(found, block, faults)
    return found


def _place_of(word: str, condition: Mapping) -> Entry:
    return next(entry for entry in condition.entries if entry.key == word)
