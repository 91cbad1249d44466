"""The rows of a case in the shapes of staging, as one source."""

import json
from collections.abc import Iterator, Mapping

from segflux_cli.compiler.rendering.dbt_context import Relation
from segflux_cli.literals import spell_text
from segflux_cli.live.cases.case import Given, Identifier, RecordRow
from segflux_cli.live.cases.engine import ScratchEngine

SCHEMA = "one_case"
LISTS = Relation(SCHEMA, "segment_lists")
_SOURCE = "case"
_FIRST_SEEN = 365 * 86_400_000  # everything is first seen at once, before any row may lie
_SHARED = """
    source String,
    occurred_at Nullable(DateTime64(3, 'UTC')),
    arrived_at DateTime64(3, 'UTC'),
    arrival_order UInt64,
    identifiers Array(Tuple(String, String)),
    first_seen_at Nullable(DateTime64(3, 'UTC'))"""
_OWN = {
    "events": ", event_id String, event_name String, properties String",
    "traits": ", traits String",
    "records": ", traits String",
    "links": ", traits String",
    "entities": ", traits String",
    "identifiers": "",
}
_TIMES = ("occurred_at", "arrived_at", "first_seen_at")
_GIVEN = {
    "occurred_at": "Nullable(Int64)",
    "arrived_at": "Int64",
    "arrival_order": "UInt64",
    "identifiers": "Array(Tuple(String, String))",
    "first_seen_at": "Int64",
}
_EARLIEST, _LATEST = -2_208_988_800_000, 10_413_791_999_999  # 1900 and 2299, all that the engine can store
_Row = Mapping[str, object]


def create_staging(engine: ScratchEngine) -> None:
    """Makes the tables of all shapes, empty."""
    for shape, columns in _OWN.items():
        engine.query(f"create table {_relation(shape)} ({_SHARED}{columns}) engine = Memory")
    engine.query(f"create table {LISTS} (list String, id_type String, id String) engine = Memory")


def stage(engine: ScratchEngine, given: Given) -> list[dict[str, object]]:
    """Replaces what is staged by the rows of a case; gives its sources as `declared_sources` would."""
    staged = {
        "events": _events(given),
        "traits": _traits(given),
        "records": _records("record", given.records),
        "links": _records("link", given.memberships),
        "entities": _entities(given),
        "identifiers": _links(given),
    }
    sources: list[dict[str, object]] = []
    for shape, rows in staged.items():
        engine.query(f"truncate table {_relation(shape)}")
        listed = list(rows)
        if listed:
            engine.query(_insert(shape, listed))
            sources.append(_source(shape))
    return sources


def stage_lists(engine: ScratchEngine, given: Given) -> None:
    """Replaces the lists by those of a case, whose ids are of any type."""
    engine.query(f"truncate table {LISTS}")
    if given.lists:
        rows = ", ".join(f"({spell_text(name)}, '', {spell_text(each)})" for name, each in given.lists)
        engine.query(f"insert into {LISTS} values {rows}")


def _insert(shape: str, rows: list[_Row]) -> str:
    columns = [*rows[0]]
    given = ", ".join(f"{column} {_GIVEN.get(column, 'String')}" for column in columns)
    values = ", ".join(_from_milliseconds(column) if column in _TIMES else column for column in columns)
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return (
        f"insert into {_relation(shape)} ({', '.join(columns)}) "
        f"select {values} from format(JSONEachRow, {spell_text(given)}, {spell_text(lines)})"
    )


def _from_milliseconds(column: str) -> str:
    return f"fromUnixTimestamp64Milli({column}, 'UTC')"


def _source(shape: str) -> dict[str, object]:
    return {
        "source": _SOURCE,
        "shape": shape,
        "relation": str(_relation(shape)),
        "look_back_seconds": None,
        "is_mutable": False,
        "traits": [],
    }


def _relation(shape: str) -> Relation:
    return Relation(SCHEMA, f"stg_case__{shape}")


def _events(given: Given) -> Iterator[_Row]:
    for order, row in enumerate(given.events, 1):
        own = {"event_id": row.event_id, "event_name": row.event, "properties": row.properties}
        yield _shared(order, row.at, row.received_at, row.identifiers) | own


def _traits(given: Given) -> Iterator[_Row]:
    for order, row in enumerate(given.traits, 1):
        yield _shared(order, row.at, row.received_at, row.identifiers) | {"traits": row.traits}


def _records(word: str, rows: tuple[RecordRow, ...]) -> Iterator[_Row]:
    for order, row in enumerate(rows, 1):
        state = _state(f"{word}: {row.record}", row.id, row.properties, is_deleted=row.is_deleted)
        yield _shared(order, row.at, row.received_at, row.identifiers) | {"traits": state}


def _entities(given: Given) -> Iterator[_Row]:
    for order, row in enumerate(given.entities, 1):
        state = _state(f"entity: {row.entity}", row.id, row.traits, is_deleted=False)
        yield _shared(order, row.at, row.received_at, ()) | {"traits": state}


def _state(name: str, own_id: str, properties: str, *, is_deleted: bool) -> str:
    """What the macro `read_record` makes of a row."""
    state = f'{{"id":{_json(own_id)},"deleted":{_json(is_deleted)},"properties":{properties}}}'
    return f"{{{_json(name)}:{state}}}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _links(given: Given) -> Iterator[_Row]:
    for order, row in enumerate(given.links, 1):
        yield _shared(order, row.at, row.at or _FIRST_SEEN, row.identifiers)


def _shared(
    order: int, at: int | None, received_at: int, identifiers: tuple[Identifier, ...]
) -> dict[str, object]:
    return {
        "source": _SOURCE,
        "occurred_at": None if at is None else _storable(at),
        "arrived_at": _storable(received_at),
        "arrival_order": order,
        "identifiers": identifiers,
        "first_seen_at": _FIRST_SEEN,
    }


def _storable(milliseconds: int) -> int:
    return min(max(milliseconds, _EARLIEST), _LATEST)
