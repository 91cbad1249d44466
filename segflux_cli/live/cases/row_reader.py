"""Reads one row of what is given in a case."""

from collections.abc import Iterator

from segflux_cli.live.cases.case import EntityRow, EventRow, Identifier, LinkRow, RecordRow, TraitRow
from segflux_cli.live.cases.instants import EXAMPLE, instant_of
from segflux_cli.live.cases.plain_nodes import json_of, text_of
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe

_IDENTIFIERS = ("user_id", "anonymous_id", "email")
RECORD_KEYS = ("id", "at", *_IDENTIFIERS, "ids", "properties", "deleted", "received_at")
MEMBERSHIP_KEYS = tuple(key for key in RECORD_KEYS if key != "properties")
ENTITY_KEYS = ("id", "at", "traits", "received_at")
KEYS = {
    "events": ("at", *_IDENTIFIERS, "ids", "event", "properties", "event_id", "received_at"),
    "traits": ("at", *_IDENTIFIERS, "ids", "traits", "received_at"),
    "links": ("at", *_IDENTIFIERS, "ids"),
}


def read_event(row: Mapping, number: int, faults: Faults) -> EventRow:
    """The event; `number` is its place in the file, which names it unless it names itself."""
    at = _time(row, "at", faults)
    return EventRow(
        at=at,
        received_at=_time(row, "received_at", faults) if "received_at" in row else at,
        identifiers=_identifiers(row, faults),
        event_id=_text(row, "event_id", faults) if "event_id" in row else f"~{number:08d}",
        event=_text(row, "event", faults),
        properties=_object(row, "properties", faults) if "properties" in row else "{}",
    )


def read_trait(row: Mapping, faults: Faults) -> TraitRow:
    """The traits that a row says of a person."""
    at = _time(row, "at", faults)
    received_at = _time(row, "received_at", faults) if "received_at" in row else at
    return TraitRow(at, received_at, _identifiers(row, faults), _object(row, "traits", faults))


def read_link(row: Mapping, faults: Faults) -> LinkRow:
    """The identifiers that a row says belong together."""
    at = _time(row, "at", faults) if "at" in row else None
    return LinkRow(at, _identifiers(row, faults))


def read_record(row: Mapping, record: str, faults: Faults) -> RecordRow:
    """The state of a record of a kind."""
    at, deleted = _time(row, "at", faults), row.get("deleted")
    if deleted is not None and not (isinstance(deleted, Scalar) and isinstance(deleted.value, bool)):
        _refuse(row, "deleted", "true or false", faults)
    return RecordRow(
        at=at,
        received_at=_time(row, "received_at", faults) if "received_at" in row else at,
        identifiers=_identifiers(row, faults),
        record=record,
        id=_text(row, "id", faults),
        properties=_object(row, "properties", faults) if "properties" in row else "{}",
        is_deleted=isinstance(deleted, Scalar) and deleted.value is True,
    )


def read_entity(row: Mapping, entity: str, faults: Faults) -> EntityRow:
    """The traits that a row says of an entity of a kind."""
    at = _time(row, "at", faults)
    received_at = _time(row, "received_at", faults) if "received_at" in row else at
    return EntityRow(at, received_at, entity, _text(row, "id", faults), _object(row, "traits", faults))


def _time(row: Mapping, key: str, faults: Faults) -> int:
    node = row.get(key)
    instant = None if node is None else instant_of(node)
    if instant is None:
        _refuse(row, key, f"a time, as {EXAMPLE}", faults)
    return instant or 0


def _text(row: Mapping, key: str, faults: Faults) -> str:
    node = row.get(key)
    if isinstance(node, Scalar) and node.value not in (None, ""):
        return text_of(node)
    _refuse(row, key, "a text", faults)
    return ""


def _object(row: Mapping, key: str, faults: Faults) -> str:
    node = row.get(key)
    if isinstance(node, Mapping):
        return json_of(node)
    _refuse(row, key, "a mapping", faults)
    return "{}"


def _refuse(row: Mapping, key: str, wanted: str, faults: Faults) -> None:
    node = row.get(key)
    came = "nothing" if node is None else describe(node)
    faults.add((node or row).place, f"{came} came for {key}; write {wanted}")


def _identifiers(row: Mapping, faults: Faults) -> tuple[Identifier, ...]:
    pairs = [(entry.key, entry.value) for entry in row.entries if entry.key in _IDENTIFIERS]
    ids = row.get("ids")
    if isinstance(ids, Mapping):
        pairs += [(entry.key, entry.value) for entry in ids.entries]
    elif ids is not None:
        _refuse(row, "ids", "a mapping of types to values", faults)
    elif not pairs:
        message = f"the row names nobody; write one of {', '.join(_IDENTIFIERS)}, or ids"
        faults.add(row.place, message)
    return tuple((kind, text) for kind, node in pairs for text in _values(kind, node, faults))


def _values(kind: str, node: Node, faults: Faults) -> Iterator[str]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _values(kind, item, faults)
    elif isinstance(node, Mapping):
        faults.add(node.place, f"a mapping came for {kind}; write a value or a list of values")
    elif node.value is not None:
        yield text_of(node)
