"""Computed traits as leaves name them: each with the macro that spells it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from segflux_cli.compiler.leaves.leaf_calls import spell_others
from segflux_cli.compiler.rendering.fragments import spell_fragment
from segflux_cli.compiler.values.facets import Facet
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.computed_traits import ComputedTrait
from segflux_cli.spec.declared.other_traits import other_traits_in


@dataclass(frozen=True)
class DecidedTrait:
    """A computed trait, the macro that spells it with all traits that it reads, and the columns it needs."""

    trait: ComputedTrait
    call: str
    facets: frozenset[Facet]


Decided = Mapping[str, DecidedTrait]


def computed_among(names: Iterable[str], decided: Decided) -> tuple[DecidedTrait, ...]:
    """Those of the traits that are computed, each once, by name."""
    return tuple(decided[name] for name in sorted(set(names)) if name in decided)


def spell_computed(traits: Iterable[DecidedTrait]) -> tuple[str, ...]:
    """The word of the macros for computed traits; none without any."""
    pairs = [f"{spell_fragment(spell_text(each.trait.name))}: {each.call}" for each in traits]
    # two braces would end what Jinja prints
    return (f"computed={{ {', '.join(pairs)} }}",) if pairs else ()


def spell_beside(others: tuple[str, ...], computed: tuple[DecidedTrait, ...]) -> tuple[str, ...]:
    """The words of the macros for the traits beside rows and for those that are computed."""
    return (*spell_others(others), *spell_computed(computed))


def reads_of(trait: ComputedTrait, decided: Decided) -> Iterator[ComputedTrait]:
    """The trait and the computed ones that it compares with, and theirs."""
    yield trait
    for each in computed_among(other_traits_in(trait), decided):
        yield from reads_of(each.trait, decided)
