"""Reads `listed` (D21)."""

from segflux_cli.spec.declared.conditions import Listed
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.fields import read_text
from segflux_cli.spec.yaml.nodes import Entry, Mapping
from segflux_cli.spec.yaml.words import check_beside

WORDS_OF_LISTED = ("id_type",)


def read_listed(head: Entry, condition: Mapping, reading: Reading) -> Listed | None:
    """`listed: name` and the type of its ids."""
    check_beside(head, condition, WORDS_OF_LISTED, reading.faults)
    name, written = read_text(head.value, "listed", reading.faults), condition.get("id_type")
    id_type = read_text(written, "id_type", reading.faults) if written else "user_id"
    if name is not None:
        reading.catalog.check_list(name, head.value.place, reading.faults)
    return Listed(head.place, name, id_type) if name is not None and id_type is not None else None
