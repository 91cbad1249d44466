"""Reads operators: a word and its right-hand side."""

from collections.abc import Callable, Iterable
from typing import get_args

from segflux_cli.spec.conditions.value_reader import (
    read_pattern,
    read_searched_text,
    read_values,
    read_whole_days,
)
from segflux_cli.spec.conditions.window_reader import read_time_between
from segflux_cli.spec.declared.operators import NumberWord, Operator, OperatorWord, OtherTrait
from segflux_cli.spec.declared.operators import Scalar as Value
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.time_reader import is_time_bound, read_bound, read_date, read_length
from segflux_cli.spec.times.times import Duration, LocalDate, TimeBound
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_number, read_pair, read_text, read_truth
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence, describe
from segflux_cli.spec.yaml.words import check_keys

OPERATORS: tuple[OperatorWord, ...] = get_args(OperatorWord)
NUMBER_OPERATORS: tuple[NumberWord, ...] = get_args(NumberWord)

_Side = Value | Duration | TimeBound | LocalDate
_Reader = Callable[[Node, str, Faults], _Side | None]

ONE_VALUE: dict[OperatorWord, _Reader] = {
    "contains": read_searched_text,
    "does_not_contain": read_searched_text,
    "starts_with": read_searched_text,
    "ends_with": read_searched_text,
    "matches": read_pattern,
    "does_not_match": read_pattern,
    "exists": read_truth,
    "newer_than": read_length,
    "older_than": read_length,
    "after": read_bound,
    "before": read_bound,
    "on": read_date,
    "anniversary_within": read_whole_days,
}
COMPARISONS = frozenset({"at_least", "at_most", "more_than", "less_than"})
BESIDE_TRAITS: tuple[OperatorWord, ...] = (
    *("is", "is_not", "at_least", "at_most", "more_than", "less_than"),
    *("contains", "does_not_contain", "starts_with", "ends_with"),
    *("has_any", "has_all", "has_none", "after", "before"),
)


def operator_word(entry: Entry) -> OperatorWord | None:
    """The operator a key stands for."""
    return next((word for word in OPERATORS if word == entry.key), None)


def number_word(entry: Entry) -> NumberWord | None:
    """The number operator a key stands for."""
    return next((word for word in NUMBER_OPERATORS if word == entry.key), None)


def read_operator(word: OperatorWord, node: Node, reading: Reading) -> Operator | None:
    """The operator with its right-hand side, for values of any kind."""
    if names_trait(node):
        return _read_other_trait(word, node, reading)
    if word == "between":
        return _read_between(node, reading)
    if word in COMPARISONS:
        return _read_comparison(word, node, reading.faults)
    reader = ONE_VALUE.get(word)
    if reader is None:
        values = read_values(node, word, reading.faults)
        return Operator(word, values) if values else None
    side = reader(node, word, reading.faults)
    return None if side is None else Operator(word, (side,))


def names_trait(node: Node) -> bool:
    """Whether the right-hand side is `{trait: name}`."""
    return isinstance(node, Mapping) and "trait" in node


def read_number_operator(word: NumberWord, node: Node, faults: Faults) -> Operator | None:
    """The operator with numbers on its right-hand side."""
    if word == "between":
        return _read_number_between(node, faults)
    if word in COMPARISONS or not isinstance(node, Sequence):
        return _read_comparison(word, node, faults)
    numbers = _read_numbers(node.items, word, faults)
    if not node.items:
        faults.add(node.place, f"the list of values of {word} is empty; name at least one")
    return Operator(word, numbers) if numbers else None


def check_order(operators: Iterable[Operator], node: Node, faults: Faults) -> None:
    """Adds a fault if `at_least` stands above `at_most`."""
    sides = {operator.word: operator.values[0] for operator in operators}
    low, high = sides.get("at_least"), sides.get("at_most")
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        message = f"at_least {low} is above at_most {high}, which nothing satisfies; exchange them"
        faults.add(node.place, message)


def _read_other_trait(word: OperatorWord, node: Node, reading: Reading) -> Operator | None:
    if not isinstance(node, Mapping):
        return None
    check_keys(node, ("trait",), reading.faults)
    if word not in BESIDE_TRAITS:
        message = f"{word} cannot be compared with another trait; these can: {', '.join(BESIDE_TRAITS)}"
        reading.faults.add(node.place, message)
        return None
    named = node.get("trait")
    name = read_text(named, "trait", reading.faults) if named else None
    if name is None:
        return None
    reading.catalog.check_trait(name, node.place, reading.faults)
    return Operator(word, (OtherTrait(name),))


def _read_comparison(word: OperatorWord, node: Node, faults: Faults) -> Operator | None:
    if is_time_bound(node):
        message = f"{word} compares numbers, and {describe(node)} is a time; use after, before or between"
        faults.add(node.place, message)
        return None
    number = read_number(node, word, faults)
    return None if number is None else Operator(word, (number,))


def _read_between(node: Node, reading: Reading) -> Operator | None:
    needed = "a list of two bounds such as [10, 20] or [2026-01-01, 2026-02-01]"
    pair = read_pair(node, "between", needed, reading.faults)
    if pair is None:
        return None
    times = [is_time_bound(item) for item in pair]
    numbers = [isinstance(item, Scalar) and isinstance(item.value, int | float) for item in pair]
    if any(times) and any(numbers):
        message = "between mixes a number and a time; write two numbers or two times"
        reading.faults.add(node.place, message)
        return None
    if not any(times):
        return _read_number_between(node, reading.faults)
    span = read_time_between(node, reading)
    return Operator("between", (span.start, span.end)) if span and span.start and span.end else None


def _read_number_between(node: Node, faults: Faults) -> Operator | None:
    pair = read_pair(node, "between", "a list of two numbers such as [10, 20]", faults)
    numbers = _read_numbers(pair, "between", faults) if pair else None
    if numbers is None:
        return None
    if numbers[0] > numbers[1]:
        faults.warn(node.place, "between begins above its end, so nothing satisfies it; exchange the numbers")
    return Operator("between", numbers)


def _read_numbers(nodes: tuple[Node, ...], word: str, faults: Faults) -> tuple[int | float, ...] | None:
    numbers = [read_number(item, word, faults) for item in nodes]
    found = tuple(number for number in numbers if number is not None)
    return found if found and len(found) == len(numbers) else None
