"""Checks what a `sync` names in other files: destinations, traits, identifier types, segments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from segflux_cli.errors import Place
from segflux_cli.spec.declared.catalog import BUILT_IN_TRAITS, Catalog
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.declared.sources import ValueType
from segflux_cli.spec.declared.syncs import (
    PROFILE_ID,
    DeclaredDestination,
    InSegment,
    Listed,
    Sync,
    SyncWords,
    WithoutConsent,
    with_defaults,
)
from segflux_cli.spec.project.trait_types import check_default
from segflux_cli.spec.segments.references import former_names, unknown_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import unknown_word


@dataclass(frozen=True)
class Known:
    """The traits and the identifier types that files declare by name, and the catalog, which has the lists.

    `by_hand` are the segments written in SQL.
    """

    traits: frozenset[str]
    identifier_types: frozenset[str]
    catalog: Catalog
    by_hand: frozenset[str] = frozenset()
    types: Mapping[str, ValueType] = field(default_factory=dict)  # of traits

    def may_have(self, name: str, names: Iterable[str]) -> bool:
        """Whether a name is one of these, or may be one of an entry that has faults."""
        return self.catalog.is_partial or name in names


def check_syncs(
    segments: Iterable[Segment],
    destinations: Iterable[DeclaredDestination],
    known: Known,
    faults: Faults,
) -> None:
    """Adds a fault for every name in `sync` and `except`, and in defaults, that nothing declares."""
    listed = tuple(segments)
    by_name = {destination.name: destination for destination in destinations}
    for destination in by_name.values():
        _check_words(destination.defaults, known, faults)
    for segment in listed:
        for sync in segment.syncs:
            _check_sync(sync, by_name, known, faults)
        _check_held_back(segment, {each.name: each for each in listed}, known, faults)


def _check_sync(
    sync: Sync, destinations: Mapping[str, DeclaredDestination], known: Known, faults: Faults
) -> None:
    if sync.destination not in destinations:
        message = unknown_word(sync.destination, destinations, "a destination of destinations.yml")
        faults.add(sync.destination_place, message)
        return
    mode = with_defaults(sync.words, destinations[sync.destination].defaults).mode
    if mode == "mirror" and not sync.is_owned:
        message = "mode mirror removes people whom Segflux never added; if the audience is Segflux's alone"
        place = sync.words.place_of("mode", sync.place)
        faults.add(place, f'{message}, say so with "owned: true", else write "mode: add_and_remove"')
    _check_words(sync.words, known, faults)


def _check_words(words: SyncWords, known: Known, faults: Faults) -> None:
    places = dict(words.places)
    allowed = (PROFILE_ID, *sorted(known.identifier_types))
    for name in words.match_on:
        if not known.may_have(name, allowed):
            message = unknown_word(name, allowed, "an identifier type of sources.yml, or profile_id")
            faults.add(places["match_on"], message)
    for sent in words.send:
        if sent.trait is not None:
            _check_trait(sent.trait, sent.place, known, faults)
            check_default(sent, known.types, faults)
    if words.channel:
        _check_consent(words.channel, places["channel"], known, faults)


def _check_trait(name: str, place: Place, known: Known, faults: Faults) -> None:
    traits = (*sorted(known.traits), *sorted(BUILT_IN_TRAITS))
    if not known.may_have(name, traits):
        faults.add(place, unknown_word(name, traits, "a trait that a source or traits.yml declares by name"))


def _check_consent(channel: str, place: Place, known: Known, faults: Faults) -> None:
    trait = f"consent_{channel}"
    if not known.may_have(trait, known.traits):
        message = (
            f"the channel {quoted(channel)} asks for the trait {quoted(trait)}, which no source declares"
        )
        faults.add(place, f"{message}, so nobody would be sent; declare it under the traits of a source")


def _check_held_back(segment: Segment, segments: Mapping[str, Segment], known: Known, faults: Faults) -> None:
    for each in segment.held_back:
        if isinstance(each, InSegment) and each.segment not in segments:
            faults.add(each.place, _not_declared(each.segment, segments, known))
        elif isinstance(each, InSegment) and segments[each.segment].status == "retired":
            message = f"the segment {quoted(each.segment)} is retired, so it holds nobody back"
            faults.warn(each.place, f"{message}; leave the exception out, or name another segment")
        if isinstance(each, InSegment) and each.segment == segment.name:
            faults.add(each.place, "a segment cannot be an exception to itself; nobody would be left")
        if isinstance(each, Listed):
            known.catalog.check_list(each.name, each.place, faults)
        allowed = (PROFILE_ID, *sorted(known.identifier_types))
        if isinstance(each, Listed) and not known.may_have(each.id_type, allowed):
            faults.add(each.place, unknown_word(each.id_type, allowed, "an identifier type of sources.yml"))
        if isinstance(each, WithoutConsent):
            _check_consent(each.channel, each.place, known, faults)


def _not_declared(name: str, segments: Mapping[str, Segment], known: Known) -> str:
    if name in known.by_hand:
        advice = f"name a segment of YAML that reads it, `who: {{in_segment: {name}}}`"
        return f"the segment {quoted(name)} is written in SQL, and its model may name people who are merged; {advice}"
    return unknown_segment(name, segments, former_names(segments.values()))
