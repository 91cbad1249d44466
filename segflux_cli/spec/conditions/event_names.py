"""Reads the events that a head word names."""

from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.fields import one_or_more, read_text
from segflux_cli.spec.yaml.nodes import Entry


def read_event_names(head: Entry, reading: Reading) -> tuple[str, ...]:
    """The names as written, one or a list; those that nobody declared are reported."""
    events = []
    for node in one_or_more(head.value, f"events of {head.key}", reading.faults):
        name = read_text(node, head.key, reading.faults)
        if name is not None:
            reading.catalog.check_event(name, node.place, reading.faults)
            events.append(name)
    return tuple(events)
