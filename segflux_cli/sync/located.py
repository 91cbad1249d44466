"""Where a sync writes beside its audience, which its kind of destination says."""

from collections.abc import Mapping
from dataclasses import replace

from segflux_cli.destinations.places import fields_there
from segflux_cli.destinations.types import DestinationType
from segflux_cli.sync.carried import CarriedSync


def located(sync: CarriedSync, types: Mapping[str, DestinationType]) -> CarriedSync:
    """The sync with where the fields are that it writes; as it is where its kind is unknown."""
    kind = types.get(sync.type)
    return replace(sync, fields_at=fields_there(sync.place, kind)) if kind else sync
