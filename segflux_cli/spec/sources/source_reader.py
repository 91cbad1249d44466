"""Reads `sources.yml` and reports every fault in it at once."""

import re
from dataclasses import replace
from pathlib import Path
from typing import cast

from segflux_cli.errors import Place
from segflux_cli.spec.declared.sources import Source, SourceKind
from segflux_cli.spec.sources.adapter_reader import (
    AdaptedEntry,
    check_words_beside,
    names_adapter,
    read_adapted,
)
from segflux_cli.spec.sources.source_columns import read_column, read_columns
from segflux_cli.spec.sources.source_records import refuse_two_properties, with_record
from segflux_cli.spec.sources.source_times import read_at, read_look_back, read_time_column
from segflux_cli.spec.sources.source_values import read_event, read_identifiers, read_values
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_choice, words_of
from segflux_cli.spec.yaml.names import read_name, required
from segflux_cli.spec.yaml.nodes import Mapping, Node, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import check_keys, unknown_word
from segflux_cli.spec.yaml.yaml_reader import read_yaml

SOURCES_FILE = "sources.yml"

COMMON_WORDS = (
    "source",
    "kind",
    "adapter",
    "table",
    "at",
    "arrived_at",
    "look_back",
    "order",
    "identifiers",
    "mutable",
    "first_seen_at",
)
OWN_WORDS = {
    "events": ("event_id", "event", "properties"),
    "traits": ("traits",),
    "records": ("record", "id", "deleted", "properties"),
    "links": ("entity", "id", "deleted", "event_property"),
    "entities": ("entity", "id", "traits"),
    "identifiers": (),
}
_OF_PEOPLE = ("identifiers", "first_seen_at")
_WHY_AT: dict[str, str] = {
    "events": "name the column of the time at which the event happened",
    "records": "name the column of the time from which the row holds",
    "links": "name the column of the time from which the person belongs to it",
    "entities": "name the column of the time from which the row holds",
    "traits": 'name the column of times, or write "at: {constant: 2020-01-01}" where the table keeps none',
}
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 60


def words_of_kind(kind: str) -> tuple[str, ...]:
    """The words of a source of a kind; entities are no people, so nothing of theirs identifies one."""
    common = (word for word in COMMON_WORDS if kind != "entities" or word not in _OF_PEOPLE)
    return (*common, *OWN_WORDS[kind])


def read_sources(folder: Path, faults: Faults | None = None) -> tuple[Source, ...]:
    """The sources of a project, none without a file; raises SpecError unless `faults` gathers them."""
    gathered = Faults() if faults is None else faults
    path = folder / SOURCES_FILE
    root = read_yaml(path, SOURCES_FILE, gathered) if path.exists() else None
    sources = _read_root(root, gathered) if root else ()
    _refuse_twins(sources, gathered)
    refuse_two_properties(sources, gathered)
    if faults is None:
        gathered.raise_any()
    return sources


def _read_root(root: Node, faults: Faults) -> tuple[Source, ...]:
    if not isinstance(root, Mapping):
        faults.add(root.place, f'the file is {describe(root)}; begin it with "sources:" and a list')
        return ()
    check_keys(root, ("sources",), faults)
    listed = required(root, "sources", "list the sources under it", faults)
    if listed is None:
        return ()
    if not isinstance(listed, Sequence):
        faults.add(listed.place, f'"sources" came as {describe(listed)}; write a list of mappings')
        return ()
    return tuple(source for item in listed.items for source in _read_entry(item, faults))


def _refuse_twins(sources: tuple[Source, ...], faults: Faults) -> None:
    seen: dict[tuple[str, str], Place] = {}
    for source in sources:
        key = (source.name, source.kind)
        if key in seen:
            message = f"the source {quoted(source.name)} has {source.kind} already at line {seen[key].line}"
            faults.add(source.place, f"{message}; give one of them another name")
        seen.setdefault(key, source.place)


def _read_entry(node: Node, faults: Faults) -> tuple[Source, ...]:
    if not isinstance(node, Mapping):
        faults.add(node.place, f'a source came as {describe(node)}; write a mapping with "source: name"')
        return ()
    adapter = names_adapter(node, faults)
    if adapter is None:
        source = _read_source(node, faults)
        return (source,) if source else ()
    check_words_beside(node, adapter, {kind: words_of_kind(kind) for kind in words_of(SourceKind)}, faults)
    read = [_read_adapted_source(entry, faults) for entry in read_adapted(node, adapter, faults)]
    return tuple(source for source in read if source)


def _read_adapted_source(entry: AdaptedEntry, faults: Faults) -> Source | None:
    node = entry.node
    name, kind = _read_name(node, faults), _read_kind(node, faults)
    shell = Source(node.place, name or "", kind or "events", entry.schema.text, "", entry.schema.place, ())
    source = replace(_with_rows(_with_times(shell, node, faults), node, faults), gathering=entry.gathering)
    return source if name and kind else None


def _read_source(node: Mapping, faults: Faults) -> Source | None:
    name = _read_name(node, faults)
    kind = _read_kind(node, faults)
    _check_words(node, kind, faults)
    table = read_table(node, faults)
    shell = Source(node.place, name or "", kind or "events", *(table or ("", "", node.place)), ())
    source = _with_rows(_with_times(shell, node, faults), node, faults)
    return source if name and kind and table else None


def _read_name(node: Mapping, faults: Faults) -> str | None:
    written = required(node, "source", "give the source a name, such as shop", faults)
    name = read_name(written, '"source"', faults) if written else None
    if written is None or name is None:
        return None
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        message = f"the source is called {quoted(name)}; use lower-case letters, digits, underscores"
        faults.add(written.place, f"{message}, beginning with a letter, at most {LONGEST_NAME} of them")
        return None
    return name


def _read_kind(node: Mapping, faults: Faults) -> SourceKind | None:
    written = required(node, "kind", f"write {', '.join(words_of(SourceKind))}", faults)
    word = read_choice(written, words_of(SourceKind), "kind", faults) if written else None
    return cast("SourceKind | None", word)


def _check_words(node: Mapping, kind: SourceKind | None, faults: Faults) -> None:
    kinds = (kind,) if kind else words_of(SourceKind)
    allowed = tuple(dict.fromkeys(word for each in kinds for word in words_of_kind(each)))
    for entry in node.entries:
        if entry.key not in allowed:
            faults.add(entry.place, _unknown_word(entry.key, kind, allowed))


def _unknown_word(word: str, kind: SourceKind | None, allowed: tuple[str, ...]) -> str:
    owners = [owner for owner, words in OWN_WORDS.items() if word in words and owner != kind]
    if owners and kind:
        return f'"{word}" belongs to "kind: {owners[0]}", but this source is of kind {kind}; change one'
    return unknown_word(word, allowed)


def _with_times(source: Source, node: Mapping, faults: Faults) -> Source:
    at = (
        node.get("at") if source.kind == "identifiers" else required(node, "at", _WHY_AT[source.kind], faults)
    )
    arrived, first_seen, back = (node.get(word) for word in ("arrived_at", "first_seen_at", "look_back"))
    order = node.get("order")
    if back and arrived is None:
        message = '"look_back" says how far to re-read by "arrived_at", which is missing; write both or none'
        faults.add(back.place, f"{message} (without them the whole table is read at each build)")
    return replace(
        source,
        at=read_at(at, source.kind, faults) if at else None,
        arrived_at=read_time_column(arrived, '"arrived_at"', faults) if arrived else None,
        look_back=read_look_back(back, faults) if back else None,
        order=read_column(order, '"order"', faults) if order else None,
        first_seen_at=read_time_column(first_seen, '"first_seen_at"', faults) if first_seen else None,
    )


def _with_rows(source: Source, node: Mapping, faults: Faults) -> Source:
    identifiers = None
    if source.kind != "entities":
        identifiers = required(node, "identifiers", "say which columns identify a person", faults)
    is_events, is_record = source.kind == "events", source.kind == "records"
    event = required(node, "event", "name the event, or its column", faults) if is_events else None
    event_id, mutable = node.get("event_id"), node.get("mutable")
    has_traits = source.kind in ("traits", "entities")
    word = "traits" if has_traits else "properties"
    values = node.get("properties") if is_events or is_record else None
    if has_traits:
        values = required(node, "traits", "say which columns are traits", faults)
    return replace(
        with_record(source, node, faults),
        identifiers=read_identifiers(identifiers, faults) if identifiers else (),
        event=read_event(event, faults) if event else None,
        event_id=read_column(event_id, '"event_id"', faults) if event_id and is_events else None,
        values=read_values(values, word, faults) if values else (),
        mutable=read_columns(mutable, '"mutable"', faults) if mutable else (),
    )


def read_table(node: Mapping, faults: Faults) -> tuple[str, str, Place] | None:
    """The database and the table, from `database.table` or a mapping of both."""
    written = required(node, "table", "write it as database.table, such as raw.orders", faults)
    if isinstance(written, Mapping):
        check_keys(written, ("database", "table"), faults)
        names = [required(written, word, "a table has both names", faults) for word in ("database", "table")]
        texts = [read_name(name, "a table's name", faults) for name in names if name]
        return _complete(texts, written.place)
    text = read_name(written, '"table"', faults) if written else None
    if written is None or text is None:
        return None
    database, dot, table = text.partition(".")
    if not database or not table or not dot:
        faults.add(written.place, f"the table came as {quoted(text)}; write it as database.table")
        return None
    return database, table, written.place


def _complete(texts: list[str | None], place: Place) -> tuple[str, str, Place] | None:
    found = [text for text in texts if text]
    return (found[0], found[1], place) if len(found) == len(("database", "table")) else None
