"""Refuses what two syncs would fill together: one audience, or one field of the people of an account."""

from collections.abc import Iterator, Mapping, Sequence

from segflux_cli.destinations.places import audience_there, fields_there, place_of
from segflux_cli.destinations.types import DestinationType
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.declared.syncs import DeclaredDestination, Sync, with_defaults
from segflux_cli.spec.syncs.sync_reader import audience_key
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import plain, quoted

Types = Mapping[str, DestinationType]


def refuse_shared_places(
    segments: Sequence[Segment],
    destinations: Mapping[str, DeclaredDestination],
    types: Types,
    faults: Faults,
) -> None:
    """Adds a fault for every audience that two syncs fill: who leaves one would be taken from the other."""
    seen: dict[tuple[str, str], tuple[Segment, Sync]] = {}
    for segment, sync, destination, kind in _declared(segments, destinations, types):
        place = audience_there(place_of(segment.name, sync, destination, kind))
        first, other = seen.setdefault((place, _account(destination, kind)), (segment, sync))
        is_named = other.destination == sync.destination
        is_told = first is segment and is_named and audience_key(other) == audience_key(sync)
        if other is not sync and not is_told:
            faults.add(sync.place, _shared(first, other, segment, sync))


def _declared(
    segments: Sequence[Segment], destinations: Mapping[str, DeclaredDestination], types: Types
) -> Iterator[tuple[Segment, Sync, DeclaredDestination, DestinationType]]:
    for segment in segments:
        for sync in segment.syncs:
            destination = destinations.get(sync.destination)
            kind = types.get(destination.type) if destination else None
            if destination and kind:
                yield segment, sync, destination, kind


def _account(destination: DeclaredDestination, kind: DestinationType) -> str:
    """What tells equal numbers of lists apart: whose they are, which only a secret says, and where they are filled."""
    secret = {option.name for option in kind.options if option.is_secret}
    references = [(each.key, plain(each.value)) for each in destination.options.entries if each.key in secret]
    return str((sorted(references, key=str), destination.targets, destination.needs))


def _shared(first: Segment, other: Sync, segment: Segment, sync: Sync) -> str:
    name = quoted(sync.destination)
    if sync.destination != other.destination:
        name = f"{name} (the same place as {quoted(other.destination)})"
    if first is segment:
        return (
            f"{name} stands twice with one audience, first at line {other.place.line}; keep one, or give them "
            "different audiences"
        )
    return (
        f"{quoted(first.name)} fills this audience of {name} too: who leaves one would be taken from the other. "
        "Give them different audiences, or make one segment of both"
    )


def refuse_shared_fields(
    segments: Sequence[Segment],
    destinations: Mapping[str, DeclaredDestination],
    types: Types,
    faults: Faults,
) -> None:
    """Adds a fault for every field that two syncs of mode upsert write: who leaves one would lose it for the other."""
    seen: dict[tuple[str, str, str], tuple[str, Segment]] = {}
    for segment, sync, destination, kind in _declared(segments, destinations, types):
        words = with_defaults(sync.words, destination.defaults)
        place, account = place_of(segment.name, sync, destination, kind), _account(destination, kind)
        audience = audience_there(place)
        for field in words.send if (words.mode or kind.modes[0]) == "upsert" else ():
            where = (fields_there(place, kind), account, field.name)
            there, first = seen.setdefault(where, (audience, segment))
            if there != audience:
                faults.add(sync.place, _shared_field(field.name, first, segment, sync))


def _shared_field(name: str, first: Segment, segment: Segment, sync: Sync) -> str:
    owner = "another entry here" if first is segment else quoted(first.name)
    return (
        f"{owner} writes the field {quoted(name)} of people at {quoted(sync.destination)} too: it would be cleared "
        "for who leaves one, though the other wants it. Send it from one of them, or under another name"
    )
