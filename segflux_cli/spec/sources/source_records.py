"""Reads what sources say of related records, and of entities that people belong to."""

from collections.abc import Iterable
from dataclasses import replace

from segflux_cli.spec.conditions.paths import has_elements, read_path
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.sources import Source
from segflux_cli.spec.sources.source_columns import read_column
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.names import read_name, required
from segflux_cli.spec.yaml.nodes import Mapping, quoted

_WORD_OF_RECORD = {
    "records": ("record", "records, such as subscriptions", "record"),
    "links": ("entity", "entities, such as account", "entity"),
    "entities": ("entity", "entities, such as account", "entity"),
}


def with_record(source: Source, node: Mapping, faults: Faults) -> Source:
    """The source with the words that name a kind, and one of it, where its rows are of such."""
    if source.kind not in _WORD_OF_RECORD:
        return source
    word, what, one = _WORD_OF_RECORD[source.kind]
    record = required(node, word, f"name the kind of {what}", faults)
    record_id = required(node, "id", f"name the column that tells one {one} from another", faults)
    deleted = node.get("deleted") if source.kind != "entities" else None
    return replace(
        source,
        record=read_name(record, f'"{word}"', faults) if record else None,
        record_id=read_column(record_id, '"id"', faults) if record_id else None,
        deleted=read_column(deleted, '"deleted"', faults) if deleted else None,
        event_property=_read_event_property(source, node, faults),
    )


def _read_event_property(source: Source, node: Mapping, faults: Faults) -> str | None:
    written = node.get("event_property") if source.kind == "links" else None
    path = read_path(written, '"event_property"', Reading(faults)) if written else None
    if written and path and has_elements(path):
        message = f"{quoted(path)} leads into a list, and an event belongs to one entity"
        faults.add(written.place, f"{message}; name a property that holds one id")
        return None
    return path


def refuse_two_properties(sources: Iterable[Source], faults: Faults) -> None:
    """Adds a fault where sources say different properties of events for one kind of entities."""
    found: dict[str, str] = {}
    for source in sources:
        name, path = source.record or "", source.event_property
        if path and found.setdefault(name, path) != path:
            message = f"events of {quoted(name)} belong to the entity of {quoted(found[name])} already"
            faults.add(source.place, f"{message}; write one event_property for the kind")
