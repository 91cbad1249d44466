"""Computed traits decided: what the plan computes, as the macro `computed_trait` takes it."""

from collections.abc import Mapping

from segflux_cli.compiler.leaves.computed_values import each_sql, listed_where, value_sql
from segflux_cli.compiler.leaves.decided_traits import Decided, DecidedTrait, computed_among, spell_computed
from segflux_cli.compiler.leaves.leaf_calls import (
    moments_in,
    range_words,
    spell_call,
    spell_others,
    zone_word,
)
from segflux_cli.compiler.values.event_names import named
from segflux_cli.compiler.values.filters import filter_test
from segflux_cli.compiler.values.moments import ALL_HISTORY, window_range
from segflux_cli.compiler.values.values import EventDocument
from segflux_cli.spec.declared.computed_traits import ComputedTrait
from segflux_cli.spec.declared.other_traits import other_traits_in


def decide_traits(traits: Mapping[str, ComputedTrait], time_zone: str) -> Decided:
    """All computed traits by name; those that one compares with are decided before it."""
    decided: dict[str, DecidedTrait] = {}
    for name in sorted(traits):
        _decide(name, traits, time_zone, decided)
    return decided


def _decide(
    name: str, traits: Mapping[str, ComputedTrait], time_zone: str, decided: dict[str, DecidedTrait]
) -> None:
    if name in decided:
        return
    trait = traits[name]
    others = other_traits_in(trait)
    for other in others:
        if other in traits:
            _decide(other, traits, time_zone, decided)
    nested = computed_among(others, decided)
    event = EventDocument()
    call = _call(trait, event, trait.time_zone or time_zone, spell_computed(nested))
    facets = frozenset(event.facets).union(*(each.facets for each in nested))
    decided[name] = DecidedTrait(trait, call, facets)


def _call(trait: ComputedTrait, event: EventDocument, time_zone: str, nested: tuple[str, ...]) -> str:
    value = value_sql(trait, event)
    # what a list leaves out is looked at in windows of its own
    window = ALL_HISTORY if trait.kind == "list" else window_range(trait.window)
    where = listed_where(trait, event) if trait.kind == "list" else filter_test(trait.where, event)
    moments = (*window.moments, *moments_in(where), *moments_in(value))
    words = {
        "events": named(trait.all_events),
        "where": where,
        **range_words(window),
        "each": each_sql(trait, event),
        "default": "0" if trait.is_zero_of_nothing else "",
        **zone_word(time_zone, moments),
    }
    return spell_call("computed_trait", (value,), words, *spell_others(other_traits_in(trait)), *nested)
