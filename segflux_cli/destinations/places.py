"""Where members end up: what must be emptied when a sync moves elsewhere."""

import json

from segflux_cli.destinations.types import DestinationType, Option, with_option_defaults
from segflux_cli.spec.declared.syncs import DeclaredDestination, Sync
from segflux_cli.spec.yaml.nodes import Mapping, plain


def place_of(segment: str, sync: Sync, destination: DeclaredDestination, kind: DestinationType) -> str:
    """The destination and the options that say where, as text; equal for syncs that fill one audience."""
    words: dict[str, object] = {"destination": destination.name, "type": kind.name}
    words["options"] = place_options(segment, destination, kind)
    words["audience"] = _places(sync.audience, kind.audience, _names(segment, destination))
    if kind.is_shared:
        words["segment"] = segment
    return json.dumps(words, sort_keys=True, ensure_ascii=False)


def place_options(segment: str, destination: DeclaredDestination, kind: DestinationType) -> dict[str, object]:
    """What of a destination itself says where; a place holds them under `options`."""
    return _places(destination.options, kind.options, _names(segment, destination))


def words_there(
    segment: str, sync: Sync, destination: DeclaredDestination, kind: DestinationType
) -> dict[str, object]:
    """What templates of the type may say before anything is opened; references to the environment stay as written."""
    names = _names(segment, destination)
    options = with_option_defaults(kind.options, _written(destination.options), names)
    return {
        **names,
        "options": options,
        "audience": with_option_defaults(kind.audience, _written(sync.audience), names),
    }


def _written(block: Mapping | None) -> dict[str, object]:
    return {entry.key: plain(entry.value) for entry in block.entries} if block else {}


def _names(segment: str, destination: DeclaredDestination) -> dict[str, str]:
    return {"segment": segment, "destination": destination.name, "sync": f"{segment} to {destination.name}"}


def audience_there(place: str) -> str:
    """A place whatever the destination is called here: a name is no part of who is there."""
    words = {key: value for key, value in json.loads(place).items() if key != "destination"}
    return json.dumps(words, sort_keys=True)


def fields_there(place: str, kind: DestinationType) -> str:
    """Where mode upsert writes the fields of people: most kinds know a person once in an account, whatever the list."""
    words = json.loads(audience_there(place))
    audience = words.get("audience", {})
    words["audience"] = {name: audience[name] for name in kind.fields_in if name in audience}
    return json.dumps(words, sort_keys=True)


def _places(block: Mapping | None, options: tuple[Option, ...], names: dict[str, str]) -> dict[str, object]:
    """Defaults and one spelling of each value, so that two ways to write one place are one."""
    written = with_option_defaults(options, _written(block), names)
    return _one_spelling(
        {o.name: written[o.name] for o in options if o.is_place and o.name in written}, options
    )


def in_one_spelling(place: str, kind: DestinationType) -> str:
    """A stored place as one that is declared today: an earlier version stored what stood in the file."""
    words = json.loads(place)
    for name, options in (("options", kind.options), ("audience", kind.audience)):
        if name in words:
            words[name] = _one_spelling(words[name], options)
    return json.dumps(words, sort_keys=True, ensure_ascii=False)


def _one_spelling(written: dict[str, object], options: tuple[Option, ...]) -> dict[str, object]:
    known = {option.name: option for option in options}
    return {
        name: known[name].one_spelling(value) if name in known else value for name, value in written.items()
    }
