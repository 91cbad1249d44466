"""Where a sync writes beside its audience, which its kind of destination says."""

from collections.abc import Mapping
from dataclasses import replace

from segflux_cli.destinations.places import fields_there, in_one_spelling
from segflux_cli.destinations.types import DestinationType
from segflux_cli.sync.carried import CarriedSync


def located(sync: CarriedSync, types: Mapping[str, DestinationType]) -> CarriedSync:
    """The sync with its place in one spelling and where its fields are; as it is where its kind is unknown."""
    kind = types.get(sync.type)
    if kind is None:
        return sync
    place = in_one_spelling(sync.place, kind)
    return replace(sync, place=place, fields_at=fields_there(place, kind))
