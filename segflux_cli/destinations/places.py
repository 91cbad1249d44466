"""Where members end up: what must be emptied when a sync moves elsewhere."""

import json

from segflux_cli.destinations.types import DestinationType, Option
from segflux_cli.spec.nodes import Mapping, plain
from segflux_cli.spec.syncs import DeclaredDestination, Sync


def place_of(segment: str, sync: Sync, destination: DeclaredDestination, kind: DestinationType) -> str:
    """The destination and the options that say where, as text; equal for syncs that fill one audience."""
    words: dict[str, object] = {"destination": destination.name, "type": kind.name}
    words["options"] = _places(destination.options, kind.options)
    words["audience"] = _places(sync.audience, kind.audience)
    if kind.is_shared:
        words["segment"] = segment
    return json.dumps(words, sort_keys=True, ensure_ascii=False)


def _places(block: Mapping | None, options: tuple[Option, ...]) -> dict[str, object]:
    names = {option.name for option in options if option.is_place}
    entries = block.entries if block else ()
    return {entry.key: plain(entry.value) for entry in entries if entry.key in names}
