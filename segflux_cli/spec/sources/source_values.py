"""Reads what a source's rows carry: event names, identifiers, properties and traits."""

from typing import cast

from segflux_cli.spec.declared.sources import (
    Column,
    EventName,
    IdentifierColumn,
    UnmappedNames,
    ValueColumn,
    ValueType,
)
from segflux_cli.spec.sources.source_columns import read_column, read_columns
from segflux_cli.spec.sources.source_times import read_format, read_zone
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_choice, words_of
from segflux_cli.spec.yaml.names import read_name, required
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import check_keys


def read_event(node: Node, faults: Faults) -> EventName | None:
    """A constant name, or a column with a map of its values."""
    if not isinstance(node, Mapping):
        text = read_name(node, '"event"', faults)
        return None if text is None else EventName(node.place, constant=text)
    check_keys(node, ("column", "map", "unmapped"), faults)
    name = required(node, "column", 'write "event: order_completed" for one name, or the column', faults)
    column = read_column(name, '"event"', faults) if name else None
    names = _read_map(node.get("map"), faults)
    unmapped_node = node.get("unmapped")
    unmapped = _read_unmapped(unmapped_node, faults) if unmapped_node else None
    if unmapped_node and not node.get("map"):
        faults.add(unmapped_node.place, '"unmapped" stands without "map"; write the map too, or leave it out')
    return EventName(node.place, None, column, names, unmapped or "keep") if column else None


def _read_unmapped(node: Node, faults: Faults) -> UnmappedNames | None:
    return cast("UnmappedNames | None", read_choice(node, words_of(UnmappedNames), '"unmapped"', faults))


def _read_map(node: Node | None, faults: Faults) -> tuple[tuple[str, str], ...]:
    if node is None:
        return ()
    if not isinstance(node, Mapping) or not node.entries:
        faults.add(node.place, f'"map" came as {describe(node)}; write "raw name: event_name" pairs')
        return ()
    pairs = [(entry.key, read_name(entry.value, "an event name", faults)) for entry in node.entries]
    return tuple((raw, name) for raw, name in pairs if name is not None)


def read_identifiers(node: Node, faults: Faults) -> tuple[IdentifierColumn, ...]:
    """The columns of each identifier type."""
    if not isinstance(node, Mapping) or not node.entries:
        message = (
            f'"identifiers" came as {describe(node)}; write "type: column" pairs such as user_id: customer'
        )
        faults.add(node.place, message)
        return ()
    found: list[IdentifierColumn] = []
    for entry in node.entries:
        if not entry.key.strip() or "\0" in entry.key:
            faults.add(entry.place, "the type of an identifier is empty; write a name such as user_id")
        columns = read_columns(entry.value, f"the identifier {quoted(entry.key)}", faults)
        found += [IdentifierColumn(entry.key, column) for column in columns]
    return tuple(found)


def read_values(node: Node, word: str, faults: Faults) -> tuple[ValueColumn, ...] | Column:
    """Names with their columns, a list of columns, or the one column of a whole JSON object."""
    if isinstance(node, Scalar):
        return read_column(node, f'"{word}"', faults) or ()
    if isinstance(node, Sequence):
        columns = read_columns(node, f'"{word}"', faults)
        for column in columns:
            _check_name(column.name, column, word, faults)
        _refuse_repeats(columns, word, faults)
        return tuple(ValueColumn(column.name, column) for column in columns)
    if not node.entries:
        faults.add(node.place, f'"{word}" is empty; write "name: column" pairs, or leave it out')
    values = [_read_value(entry.key, entry.value, word, faults) for entry in node.entries]
    for entry in node.entries:
        _check_name(entry.key, Column(entry.place, entry.key), word, faults)
    return tuple(value for value in values if value)


def _refuse_repeats(columns: tuple[Column, ...], word: str, faults: Faults) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.name in seen:
            faults.add(column.place, f'{quoted(column.name)} stands twice in "{word}"; keep one')
        seen.add(column.name)


def _check_name(name: str, named: Column, word: str, faults: Faults) -> None:
    if not name.strip() or any(sign in name for sign in (".", "[", "]", "\0")):
        message = f'{quoted(name)} cannot be a name in "{word}": segments read dots and brackets as a path'
        faults.add(named.place, f'{message}; write "another_name: column"')


def _read_value(name: str, node: Node, word: str, faults: Faults) -> ValueColumn | None:
    what = f'{quoted(name)} in "{word}"'
    if not isinstance(node, Mapping):
        column = read_column(node, what, faults)
        return ValueColumn(name, column) if column else None
    check_keys(node, ("column", "type", "format", "time_zone"), faults)
    source = required(node, "column", f"{what} needs the name of a column", faults)
    column = read_column(source, what, faults) if source else None
    type_node = node.get("type")
    kind = read_choice(type_node, words_of(ValueType), "type", faults) if type_node else None
    pattern = read_format(node.get("format"), faults)
    zone = read_zone(node, faults)
    for key in ("format", "time_zone"):
        if key in node and kind != "time":
            types = ", ".join(words_of(ValueType))
            faults.add(node.place, f'"{key}" needs "type: time" beside it (the types are {types})')
    return ValueColumn(name, column, cast("ValueType | None", kind), pattern, zone) if column else None
