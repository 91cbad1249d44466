"""Reads what is given in a case: events, traits and links, in the file or in one beside it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from segflux_cli.errors import Place
from segflux_cli.live.cases.case import EntityRow, EventRow, Given, LinkRow, RecordRow, TraitRow
from segflux_cli.live.cases.entity_rows import read_entities
from segflux_cli.live.cases.plain_nodes import node_of_json, text_of
from segflux_cli.live.cases.row_reader import (
    ENTITY_KEYS,
    KEYS,
    MEMBERSHIP_KEYS,
    RECORD_KEYS,
    read_entity,
    read_event,
    read_link,
    read_record,
    read_trait,
)
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import check_keys, unknown_word

_RECORD = ("related", "record")  # the types of a row in a file that is the state of a record
_OF_ENTITIES = ("entity", "membership")
_TYPES = {word: kind for kind in KEYS for word in (kind, kind.removesuffix("s"))}


def read_given(node: Node | None, folder: Path, faults: Faults) -> Given:
    """The rows of a case; `folder` is where a file that it names is looked for."""
    if node is None:
        return Given()
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return _rows(_file_rows(folder / node.value, node.place, faults), faults)
    if not isinstance(node, Mapping):
        message = f"{describe(node)} came; write events, traits and links, or the name of a JSONL file"
        faults.add(node.place, message)
        return Given()
    check_keys(node, (*KEYS, "related", "lists", "entities"), faults)
    entities, memberships = read_entities(node.get("entities"), faults)
    return replace(
        _rows(_listed_rows(node, faults), faults),
        entities=entities,
        memberships=memberships,
        records=tuple(_records(node, faults)),
        lists=tuple(_lists(node, faults)),
    )


def _records(node: Mapping, faults: Faults) -> Iterator[RecordRow]:
    related = node.get("related")
    if related is None:
        return
    if not isinstance(related, Mapping):
        faults.add(related.place, f"{describe(related)} came for related; write kinds with lists of rows")
        return
    for entry in related.entries:
        rows = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        for row in rows:
            if isinstance(row, Mapping):
                check_keys(row, RECORD_KEYS, faults)
                yield read_record(row, entry.key, faults)
            else:
                faults.add(row.place, f"{describe(row)} came; a row of {entry.key} is a mapping")


def _lists(node: Mapping, faults: Faults) -> Iterator[tuple[str, str]]:
    written = node.get("lists")
    if written is None:
        return
    if not isinstance(written, Mapping):
        faults.add(written.place, f"{describe(written)} came for lists; write names with lists of ids")
        return
    for entry in written.entries:
        items = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        for item in items:
            if isinstance(item, Scalar) and item.value is not None:
                yield entry.key, text_of(item)
            else:
                faults.add(item.place, f"{describe(item)} came in the list {entry.key}; write ids")


def _listed_rows(node: Mapping, faults: Faults) -> Iterator[tuple[str, Mapping]]:
    for entry in node.entries:
        if entry.key not in KEYS or (isinstance(entry.value, Scalar) and entry.value.value is None):
            continue
        if not isinstance(entry.value, Sequence):
            message = f"{describe(entry.value)} came for {entry.key}; write a list of rows"
            faults.add(entry.value.place, message)
            continue
        for row in entry.value.items:
            if isinstance(row, Mapping):
                check_keys(row, KEYS[entry.key], faults)
                yield entry.key, row
            else:
                faults.add(row.place, f"{describe(row)} came; a row of {entry.key} is a mapping")


def _file_rows(path: Path, place: Place, faults: Faults) -> Iterator[tuple[str, Mapping]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        faults.add(place, f"the file {quoted(str(path))} cannot be read ({error}); name a JSONL file")
        return
    for number, line in enumerate(lines, 1):
        row = node_of_json(line, Place(str(path), number, 1), faults) if line.strip() else None
        if isinstance(row, Mapping):
            yield from _typed_row(row, faults)
        elif row is not None:
            faults.add(row.place, f"{describe(row)} came; write one object a line")


def _typed_row(row: Mapping, faults: Faults) -> Iterator[tuple[str, Mapping]]:
    kind = row.get("type")
    word = kind.text if isinstance(kind, Scalar) else ""
    if word in _TYPES:
        check_keys(row, ("type", *KEYS[_TYPES[word]]), faults)
        yield _TYPES[word], row
    elif word in _RECORD:
        check_keys(row, ("type", "record", *RECORD_KEYS), faults)
        yield "related", row
    elif word in _OF_ENTITIES:
        check_keys(row, ("type", "entity", *(ENTITY_KEYS if word == "entity" else MEMBERSHIP_KEYS)), faults)
        yield word, row
    else:
        types = ("event", "trait", "link", "related", *_OF_ENTITIES)
        faults.add(row.place, unknown_word(word, types, "a type of row"))


def _rows(rows: Iterator[tuple[str, Mapping]], faults: Faults) -> Given:
    events: list[EventRow] = []
    traits: list[TraitRow] = []
    links: list[LinkRow] = []
    records: list[RecordRow] = []
    entities: list[EntityRow] = []
    memberships: list[RecordRow] = []
    for kind, row in rows:
        if kind == "events":
            events.append(read_event(row, len(events) + 1, faults))
        elif kind == "traits":
            traits.append(read_trait(row, faults))
        elif kind == "related":
            records.append(read_record(row, _kind_of(row, "record"), faults))
        elif kind == "entity":
            entities.append(read_entity(row, _kind_of(row, "entity"), faults))
        elif kind == "membership":
            memberships.append(read_record(row, _kind_of(row, "entity"), faults))
        else:
            links.append(read_link(row, faults))
    return Given(
        events=tuple(events),
        traits=tuple(traits),
        links=tuple(links),
        records=tuple(records),
        entities=tuple(entities),
        memberships=tuple(memberships),
    )


def _kind_of(row: Mapping, word: str) -> str:
    kind = row.get(word)
    return kind.text if isinstance(kind, Scalar) else ""
