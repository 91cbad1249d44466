"""The schema of `sources.yml`."""

from collections.abc import Iterable

from segflux_cli.compiler.editor.segment import time_zone
from segflux_cli.compiler.editor.values import PATH, Schema, block, choice, listed, pattern
from segflux_cli.spec.declared.sources import SourceKind, UnmappedNames, ValueType
from segflux_cli.spec.sources.adapter_files import adapter_names, read_adapter
from segflux_cli.spec.sources.adapter_reader import CUSTOM, OWN_WORDS_OF_ADAPTED
from segflux_cli.spec.sources.source_reader import LONGEST_NAME, NAME, words_of_kind
from segflux_cli.spec.sources.source_times import TIME_CODES, TIME_UNITS
from segflux_cli.spec.times.times import Unit
from segflux_cli.spec.yaml.fields import words_of

# names may look like numbers: tables have columns called 2019
_NAME_TEXT: Schema = {"anyOf": [pattern(r"[^\x00]+"), {"type": ["number", "boolean"]}]}
_COLUMNS: Schema = {"anyOf": [_NAME_TEXT, listed(_NAME_TEXT)]}
_FORMAT: Schema = {
    "anyOf": [
        choice(TIME_UNITS),
        pattern(rf"(?=(?:[^%]|%[^Yy])*%[Yy])(?:[^%\x00]|%[{TIME_CODES}%])+", "%Y-%m-%d", "%d.%m.%Y %H:%M"),
    ]
}
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CONSTANT = pattern(rf"{_DAY}(?:[T ][0-9]{{2}}:[0-9]{{2}}.*)?", "2020-01-01")
_PLACE = r"[^.\[\]\x00]*[^.\[\]\x00\s][^.\[\]\x00]*"  # of a name in a path: no dots, no brackets, not blank
_EXACT_UNITS = tuple(unit for unit in words_of(Unit) if unit not in ("month", "year"))
_LOOK_BACK = pattern(rf"\+?0*[1-9][0-9]{{0,14}} +(?:{'|'.join(_EXACT_UNITS)})s?", "6 hours", "3 days")
_REQUIRED = {
    "events": ("at", "identifiers", "event"),
    "traits": ("at", "identifiers", "traits"),
    "records": ("at", "identifiers", "record", "id"),
    "links": ("at", "identifiers", "entity", "id"),
    "entities": ("at", "entity", "id", "traits"),
    "identifiers": ("identifiers",),
}
_ABOUT = {
    "source": "The name of the source: lower-case letters, digits, underscores.",
    "kind": "What its rows are: events, traits, records, links to entities, entities, or identifiers of one person.",
    "adapter": "The tool that writes the tables; its columns need no mapping then.",
    "schema": "The database that the tool writes into.",
    "tables": "Other names of the tool's tables.",
    "table": "The table, as database.table.",
    "at": "When it happened: a column, or a column with its format and zone.",
    "arrived_at": "When the row reached the warehouse; new rows are found by it.",
    "look_back": "How far to read again for rows that arrive late.",
    "order": "The column that says which of two rows of one time came later.",
    "identifiers": "The columns that identify a person, by type.",
    "mutable": "The columns that make a row the same row when it changes.",
    "first_seen_at": "When the source first saw the identifiers.",
    "record": "The kind of related records, such as subscriptions.",
    "entity": "The kind of entities that people belong to, such as account.",
    "id": "What tells one record or entity from another.",
    "deleted": "The column that says that a record or link is gone.",
    "event_property": "The property of events that holds the id of their entity; its name and _id if nothing is said.",
    "event_id": "What makes an event one of its kind.",
    "event": "The name of the event, or the column of names with a map.",
    "properties": "The columns that events carry, or the one column of a JSON object.",
    "traits": "The columns that say something of the person or entity, or the one column of a JSON object.",
}


def sources_schema() -> Schema:
    """The schema of the list of sources."""
    entry: Schema = {
        "type": "object",
        "properties": {"adapter": choice((CUSTOM, *adapter_names()))},
        "if": _names_an_adapter(adapter_names()),
        "then": {"allOf": [_adapted(name) for name in adapter_names()]},
        "else": {"required": ["source", "kind", "table"], "allOf": [_custom(k) for k in _kinds()]},
    }
    return {
        "type": "object",
        "properties": {"sources": {"type": "array", "items": entry}},
        "required": ["sources"],
        "additionalProperties": False,
    }


def _kinds() -> tuple[str, ...]:
    return words_of(SourceKind)


def _names_an_adapter(names: Iterable[str]) -> Schema:
    return {"properties": {"adapter": {"enum": list(names)}}, "required": ["adapter"]}


def _custom(kind: str) -> Schema:
    """What an entry of a kind takes."""
    schema = block(_words(words_of_kind(kind), kind), _REQUIRED[kind])
    together = {"dependentRequired": {"look_back": ["arrived_at"]}}
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {**schema, **together},
        "else": {"properties": {"kind": choice(_kinds())}},
    }


def _adapted(name: str) -> Schema:
    """What an entry of an adapter takes: its words, and those of its kinds in place of its own."""
    kinds = [kind.kind for kind in read_adapter(name)]
    tables = [part.table for kind in read_adapter(name) for part in kind.gathering.parts]
    own = [word for kind in kinds for word in words_of_kind(kind) if word != "table"]
    words = _words((*OWN_WORDS_OF_ADAPTED, *own), "traits" if "traits" in kinds else kinds[0])
    words |= {"kind": choice(kinds), "tables": block(dict.fromkeys(tables, _NAME_TEXT)), "schema": _NAME_TEXT}
    return {"if": _names_an_adapter((name,)), "then": block(words, ("source", "schema"))}


def _words(words: Iterable[str], kind: str) -> dict[str, Schema]:
    kinds = _schemas(kind)
    return {word: {**kinds.get(word, {}), "description": _ABOUT[word]} for word in dict.fromkeys(words)}


def _schemas(kind: str) -> dict[str, Schema]:
    """What every word takes; a word that is new to the reader must come in here too."""
    return {
        "source": {**pattern(NAME.pattern), "maxLength": LONGEST_NAME},
        "kind": choice(_kinds()),
        "adapter": choice((CUSTOM, *adapter_names())),
        "table": {
            "anyOf": [
                pattern(r"[^.\x00]+\.[^\x00]+"),
                {"type": "number"},
                block(dict.fromkeys(("database", "table"), _NAME_TEXT), ("database", "table")),
            ]
        },
        "at": _at(kind),
        "arrived_at": _time_column(),
        "first_seen_at": _time_column(),
        "look_back": _LOOK_BACK,
        "order": _NAME_TEXT,
        **dict.fromkeys(("event_id", "record", "entity", "id", "deleted"), _NAME_TEXT),
        "mutable": _COLUMNS,
        "identifiers": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": r"^[^\x00]*[^\x00\s][^\x00]*$"},
            "additionalProperties": _COLUMNS,
        },
        "event": _event(),
        "event_property": PATH,
        "properties": _values(),
        "traits": _values(),
    }


def _at(kind: str) -> Schema:
    constant = block({"constant": _CONSTANT}, ("constant",))
    return _time_column() if kind == "events" else {"anyOf": [_time_column(), constant]}


def _time_column() -> Schema:
    words = {"column": _NAME_TEXT, "format": _FORMAT, "time_zone": time_zone()}
    return {"anyOf": [_NAME_TEXT, block(words, ("column",))]}


def _event() -> Schema:
    names: Schema = {"type": "object", "minProperties": 1, "additionalProperties": _NAME_TEXT}
    words = {"column": _NAME_TEXT, "map": names, "unmapped": choice(words_of(UnmappedNames))}
    mapped = {**block(words, ("column",)), "dependentRequired": {"unmapped": ["map"]}}
    return {"anyOf": [_NAME_TEXT, mapped]}


def _values() -> Schema:
    words = {
        "column": _NAME_TEXT,
        "type": choice(words_of(ValueType)),
        "format": _FORMAT,
        "time_zone": time_zone(),
    }
    is_time: Schema = {"properties": {"type": {"const": "time"}}, "required": ["type"]}
    needs_time = {"dependentSchemas": {"format": is_time, "time_zone": is_time}}
    value = {"anyOf": [_NAME_TEXT, {**block(words, ("column",)), **needs_time}]}
    named: Schema = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": f"^{_PLACE}$"},
        "additionalProperties": value,
    }
    in_path: Schema = {"anyOf": [pattern(_PLACE), {"type": ["integer", "boolean"]}]}
    return {"anyOf": [_NAME_TEXT, {**listed(in_path), "uniqueItems": True}, named]}
