"""Reads `where`: tests that one event satisfies (D2, D19)."""

from typing import Literal

from segflux_cli.spec.conditions.operator_reader import (
    OPERATORS,
    check_order,
    names_trait,
    operator_word,
    read_operator,
)
from segflux_cli.spec.conditions.paths import check_path, has_elements
from segflux_cli.spec.declared.operators import ElementTest, Filter, Operator, PropertyTest
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.spans import never_begins_before
from segflux_cli.spec.times.times import TimeBound
from segflux_cli.spec.yaml.fields import read_items, read_mapping
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node
from segflux_cli.spec.yaml.words import unknown_word

_Test = PropertyTest | ElementTest | Filter

_Mode = Literal["all", "any", "none"]

MODES: dict[str, _Mode] = {"all": "all", "any": "any", "none": "none"}
_EXAMPLE = '"revenue: {at_least: 40}"'


def read_filter(node: Node, reading: Reading, what: str = "where") -> Filter | None:
    """All tests of a mapping of property paths, `any`, `all` and `none`; relative to an element in `item`."""
    block = read_mapping(node, what, _EXAMPLE, reading.faults)
    if block is None:
        return None
    tests: list[_Test] = []
    for entry in block.entries:
        mode = MODES.get(entry.key)
        tests += _read_blocks(mode, entry, reading, what) if mode else _read_path(entry, reading, what)
    return Filter("all", tuple(tests)) if tests else None


def _read_blocks(mode: _Mode, entry: Entry, reading: Reading, what: str) -> list[_Test]:
    nodes = read_items(entry.value, entry.key, reading.faults)
    found = [read_filter(item, reading, what) for item in nodes]
    blocks = tuple(block for block in found if block)
    return [Filter(mode, blocks)] if blocks else []


def _read_path(entry: Entry, reading: Reading, what: str) -> list[_Test]:
    if not check_path(entry.key, entry.place, reading.faults):
        return []
    if what in ("where", "having"):
        reading.catalog.check_property(entry.key, entry.place, reading.faults)
    return _read_tests(entry, reading)


def _read_tests(entry: Entry, reading: Reading) -> list[_Test]:
    if not isinstance(entry.value, Mapping) or names_trait(entry.value):
        operator = read_operator("is", entry.value, reading)
        return [PropertyTest(entry.key, (operator,))] if operator else []
    block = read_mapping(entry.value, entry.key, '"at_least: 40"', reading.faults)
    if block is None:
        return []
    tests: list[_Test] = []
    operators = _read_operators(entry.key, block, reading)
    if operators:
        tests.append(PropertyTest(entry.key, operators))
    element = block.get("item")
    if element is not None:
        tests += _read_element(entry, element, reading)
    return tests


def _read_operators(path: str, block: Mapping, reading: Reading) -> tuple[Operator, ...]:
    operators: list[Operator] = []
    for entry in block.entries:
        word = operator_word(entry)
        if word:
            operator = read_operator(word, entry.value, reading)
            operators += [operator] if operator else []
        elif entry.key != "item":
            message = unknown_word(entry.key, (*OPERATORS, "item"))
            hint = f"; for a property inside {path} write the path {path}.{entry.key}"
            reading.faults.add(entry.place, message + (hint if entry.key.isidentifier() else ""))
    # different elements may satisfy the two
    if not has_elements(path):
        check_order(operators, block, reading.faults)
        _check_times(operators, block, reading)
    return tuple(operators)


def _check_times(operators: list[Operator], block: Mapping, reading: Reading) -> None:
    sides = {operator.word: operator.values[0] for operator in operators}
    start, end = sides.get("after"), sides.get("before")
    if not isinstance(start, TimeBound) or not isinstance(end, TimeBound):
        return
    if never_begins_before(start, end, reading.time_zone):
        message = "the time of after and before begins at or after its end; write the earlier bound first"
        reading.faults.add(block.place, message)


def _read_element(entry: Entry, element: Node, reading: Reading) -> list[_Test]:
    if has_elements(entry.key):
        message = (
            'item stands at the list itself; write the path without "[]", lists in lists as item in item'
        )
        reading.faults.add(entry.place, message)
        return []
    block = read_filter(element, reading, "item")
    return [ElementTest(entry.key, block)] if block else []
