"""What a segment reads: the start of its lineage."""

from collections.abc import Iterator
from dataclasses import dataclass

from segflux_cli.spec.declared.conditions import (
    Behavior,
    BelongsTo,
    Block,
    Condition,
    EdgeEvent,
    SqlTest,
    TraitTest,
)
from segflux_cli.spec.declared.other_traits import other_traits_in
from segflux_cli.spec.declared.patterns import Pattern, events_of
from segflux_cli.spec.declared.population import ByEvents, ByTrait, Rank, Rfm


@dataclass(frozen=True)
class NamesRead:
    """Events and traits by name, each once; an event may be a beginning such as `page_*`."""

    events: tuple[str, ...]
    traits: tuple[str, ...]


def names_read(*conditions: Condition | None) -> NamesRead:
    """What the conditions read."""
    leaves = [leaf for condition in conditions if condition for leaf in _leaves(condition)]
    events = {event for leaf in leaves for event in _events(leaf)}
    entities = [leaf for leaf in leaves if isinstance(leaf, BelongsTo)]
    events |= {event for each in entities for leaf in _leaves(each.block) for event in _events(leaf)}
    # the traits of entities are none of a profile
    leaves = [leaf for leaf in leaves if leaf not in entities]
    traits = {leaf.trait for leaf in leaves if isinstance(leaf, TraitTest)}
    traits |= {trait for leaf in leaves for trait in _ranked_traits(leaf)}
    traits |= {name for leaf in leaves for name in other_traits_in(leaf)}
    return NamesRead(tuple(sorted(events)), tuple(sorted(traits)))


def _events(leaf: Condition) -> tuple[str, ...]:
    if isinstance(leaf, Pattern):
        return events_of(leaf)
    if isinstance(leaf, Rank) and isinstance(leaf.by, ByEvents):
        return leaf.by.events
    if isinstance(leaf, Rfm):
        return leaf.events
    return leaf.events if isinstance(leaf, Behavior | EdgeEvent | SqlTest) else ()


def _ranked_traits(leaf: Condition) -> tuple[str, ...]:
    if not isinstance(leaf, Rank):
        return ()
    by = (leaf.by.trait,) if isinstance(leaf.by, ByTrait) else ()
    return by + ((leaf.within_each,) if leaf.within_each else ())


def _leaves(condition: Condition | None) -> Iterator[Condition]:
    if condition is None:
        return
    if not isinstance(condition, Block):
        yield condition
        return
    for child in condition.conditions:
        yield from _leaves(child)
