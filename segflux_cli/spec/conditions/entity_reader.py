"""Reads `belongs_to`: a block about an entity that the profile is linked to (D23)."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from segflux_cli.errors import Place
from segflux_cli.spec.declared.conditions import (
    Behavior,
    BelongsTo,
    Block,
    Condition,
    EdgeEvent,
    Everyone,
    FromModel,
    Known,
    TraitTest,
)
from segflux_cli.spec.declared.patterns import Pattern
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.fields import read_text
from segflux_cli.spec.yaml.nodes import Entry, Mapping
from segflux_cli.spec.yaml.words import unknown_word

ENTITY_BLOCKS = ("all", "any", "none")

ReadBlock = Callable[[Entry, Reading], Condition | None]


def read_belongs_to(
    head: Entry, condition: Mapping, reading: Reading, read_block: ReadBlock
) -> BelongsTo | None:
    """`belongs_to: X` with at most one of `all`, `any` and `none`."""
    blocks = [entry for entry in condition.entries if entry.key in ENTITY_BLOCKS]
    for entry in condition.entries:
        if entry is not head and entry not in blocks:
            reading.faults.add(entry.place, unknown_word(entry.key, ENTITY_BLOCKS, "a word of belongs_to"))
    for entry in blocks[1:]:
        message = f"{blocks[0].key} and {entry.key} stand beside belongs_to, which takes one block"
        reading.faults.add(entry.place, f"{message}; put one into the list of the other")
    entity = read_text(head.value, head.key, reading.faults)
    if entity is None:
        return None
    known = reading.catalog.check_entity(entity, head.value.place, reading.faults)
    inside = replace(reading, catalog=reading.catalog.of_entity(known))
    block = read_block(blocks[0], inside) if blocks else None
    for part in _strangers(block):
        message = "inside belongs_to conditions are about the entity: its traits and events"
        reading.faults.add(part, f"{message}; what is asked of the person stands beside belongs_to")
    if blocks and not isinstance(block, Block):
        return None
    own = block if isinstance(block, Block) else None
    return BelongsTo(head.place, entity, known.event_property if known else f"{entity}_id", own)


def _strangers(condition: Condition | None) -> Iterator[Place]:
    """Where conditions stand that no entity can satisfy."""
    if condition is None or isinstance(condition, Behavior | EdgeEvent | Pattern | TraitTest):
        return
    if isinstance(condition, Block):
        for part in condition.conditions:
            yield from _strangers(part)
    elif not isinstance(condition, Everyone | Known | FromModel):
        yield condition.place
