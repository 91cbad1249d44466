"""Reads `in_segment`, `not_in_segment` and `was_in_segment` (D22)."""

from typing import Literal

from segflux_cli.spec.declared.conditions import Membership
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.time_reader import read_length
from segflux_cli.spec.yaml.fields import read_text
from segflux_cli.spec.yaml.nodes import Entry, Mapping
from segflux_cli.spec.yaml.words import check_beside

# the one word that may stand beside each head
LENGTH_WORDS = {
    "in_segment": "for_at_least",
    "not_in_segment": "for_at_least",
    "was_in_segment": "left_within",
}
_WORDS: dict[str, Literal["in", "not_in", "was_in"]] = {
    "in_segment": "in",
    "not_in_segment": "not_in",
    "was_in_segment": "was_in",
}


def read_membership(head: Entry, condition: Mapping, reading: Reading) -> Membership | None:
    """The condition; whether there is such a segment is known when all are read."""
    legal = LENGTH_WORDS[head.key]
    check_beside(head, condition, (legal,), reading.faults)
    length = condition.get(legal)
    segment = read_text(head.value, head.key, reading.faults)
    read = None if length is None else read_length(length, legal, reading.faults)
    return Membership(head.place, segment, _WORDS[head.key], read) if segment is not None else None
