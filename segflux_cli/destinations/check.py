"""Checks destinations and syncs against what their types say of themselves."""

from collections.abc import Mapping

from segflux_cli.destinations.field_names import check_field_names
from segflux_cli.destinations.option_check import check_options
from segflux_cli.destinations.places import words_there
from segflux_cli.destinations.shared import refuse_shared_fields, refuse_shared_places
from segflux_cli.destinations.types import DestinationType
from segflux_cli.spec.declared.syncs import PROFILE_ID, DeclaredDestination, Sync, with_defaults
from segflux_cli.spec.project.specs import Specs
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping as Block
from segflux_cli.spec.yaml.words import unknown_word

Types = Mapping[str, DestinationType]


def check_destinations(specs: Specs, types: Types, faults: Faults) -> None:
    """Adds a fault for every word that the type of a destination does not know or that it misses."""
    by_name = {destination.name: destination for destination in specs.destinations}
    for destination in specs.destinations:
        _check_destination(destination, types, faults)
    for segment in specs.segments:
        for sync in segment.syncs:
            named = by_name.get(sync.destination)
            if named and named.type in types:
                _check_sync(segment.name, sync, named, types[named.type], faults)
    standing = [segment for segment in specs.segments if segment.status != "retired"]
    refuse_shared_places(standing, by_name, types, faults)
    refuse_shared_fields(standing, by_name, types, faults)


def _check_destination(destination: DeclaredDestination, types: Types, faults: Faults) -> None:
    kind = types.get(destination.type)
    if kind is None:
        message = unknown_word(destination.type, sorted(types), "a type of destination")
        faults.add(destination.type_place, message)
        return
    check_options(destination.options, kind.options, faults)
    _check_limits(destination, kind, faults)


def _check_limits(destination: DeclaredDestination, kind: DestinationType, faults: Faults) -> None:
    limits = destination.limits
    if kind.is_one_batch and (limits.rows or limits.bytes):
        message = f"limits: {kind.name} writes everybody at once; leave rows and bytes out"
        faults.add(destination.place, message)
        return
    for word, most in (("rows", kind.limits.rows), ("bytes", kind.limits.bytes)):
        written = getattr(limits, word)
        if written is not None and most is not None and written > most:
            faults.add(destination.place, f"limits: {word} is {written}; {kind.name} takes at most {most}")


def _check_sync(
    segment: str, sync: Sync, destination: DeclaredDestination, kind: DestinationType, faults: Faults
) -> None:
    words = with_defaults(sync.words, destination.defaults)
    if words.mode and words.mode not in kind.modes:
        message = unknown_word(words.mode, kind.modes, f"a mode of {kind.name}")
        if words.mode == "mirror":
            message = (
                f"{kind.name} does not tell who is in an audience, so mode mirror cannot remove strangers there; "
                f"its modes: {', '.join(kind.modes)}"
            )
        faults.add(words.place_of("mode", sync.place), message)
    match_on = words.match_on or kind.default_match_on
    allowed = (*kind.identities, *(name for name in kind.default_match_on if name == PROFILE_ID))
    for name in match_on:
        if kind.identities and name not in allowed:
            message = unknown_word(name, allowed, f"an identifier that {kind.name} knows people by")
            faults.add(words.place_of("match_on", sync.place), message)
    if kind.has_one_identity and len(match_on) > 1:
        message = f"{kind.name} knows people by one identifier; name one of {', '.join(kind.identities)}"
        faults.add(words.place_of("match_on", sync.place), message)
    if not match_on:
        example = kind.identities[0] if kind.identities else "email"
        message = f'{kind.name} must know people by something; add "match_on: {example}"'
        faults.add(sync.place, message)
    check_options(sync.audience or Block(sync.place, ()), kind.audience, faults)
    known = words_there(segment, sync, destination, kind)
    check_field_names(words, match_on, kind, known, sync.place, faults)
