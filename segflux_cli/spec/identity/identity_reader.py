"""Reads `identity.yml` and reports every fault in it at once."""

from pathlib import Path

from segflux_cli.spec.declared.identity import (
    Backdating,
    IdentifierType,
    Identity,
    NamedIdentifier,
    NamedSource,
)
from segflux_cli.spec.identity.identity_type_reader import (
    default_types,
    read_identifier_type,
    read_ignored,
    read_value,
)
from segflux_cli.spec.times.time_reader import read_length
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import (
    one_or_more,
    read_count,
    read_items,
    read_mapping,
    read_percent,
    read_text,
)
from segflux_cli.spec.yaml.names import required
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, describe
from segflux_cli.spec.yaml.words import check_keys
from segflux_cli.spec.yaml.yaml_reader import read_yaml

IDENTITY_FILE = "identity.yml"
IDENTITY_WORDS = (
    "types",
    "ignore",
    "never_merge",
    "low_confidence",
    "too_big",
    "merged_today",
    "backdate_anonymous",
    "overrides",
)
_PAIR = 2


def read_identity(folder: Path, faults: Faults) -> Identity | None:
    """The rules of identity of the project in a folder; None where it has no such file."""
    path = folder / IDENTITY_FILE
    if not path.exists():
        return None
    root = read_yaml(path, IDENTITY_FILE, faults)
    if isinstance(root, Mapping):
        return _read(root, faults)
    if root is not None:
        faults.add(
            root.place,
            f'the file is {describe(root)}; begin it with a word and a colon, such as "types:" and a list',
        )
    return Identity()


def _read(root: Mapping, faults: Faults) -> Identity:
    check_keys(root, IDENTITY_WORDS, faults)
    ignore, overrides = root.get("ignore"), root.get("overrides")
    return Identity(
        types=_read_types(root, faults),
        ignore=read_ignored(ignore, faults) if ignore else None,
        never_merge=_read_never_merge(root.get("never_merge"), faults),
        low_confidence=_read_sources(root.get("low_confidence"), faults),
        too_big=read_count("too_big", root, faults, least=2),
        merged_today_percent=_read_merged_today(root.get("merged_today"), faults),
        backdate_anonymous=_read_backdating(root.get("backdate_anonymous"), faults),
        overrides=read_text(overrides, "overrides", faults) if overrides else None,
        overrides_place=overrides.place if overrides else root.place,
    )


def _read_types(root: Mapping, faults: Faults) -> tuple[IdentifierType, ...]:
    types = root.get("types")
    if types is None:
        return default_types(root.place)
    read = [read_identifier_type(item, faults) for item in read_items(types, "types", faults)]
    return tuple(each for each in read if each)


def _read_never_merge(node: Node | None, faults: Faults) -> tuple[tuple[NamedIdentifier, ...], ...]:
    groups = [_read_apart(item, faults) for item in read_items(node, "never_merge", faults)] if node else []
    return tuple(group for group in groups if group)


def _read_apart(node: Node, faults: Faults) -> tuple[NamedIdentifier, ...]:
    items = read_items(node, "an entry of never_merge", faults)
    named = [_read_named(item, faults) for item in items]
    found = tuple(each for each in named if each)
    if items and len(items) < _PAIR:
        faults.add(
            node.place,
            "an entry of never_merge names two identifiers or more that no profile may hold together, "
            "such as [{user_id: ada}, {user_id: bob}]; this one names one",
        )
    return found if len(found) == len(items) else ()


def _read_named(node: Node, faults: Faults) -> NamedIdentifier | None:
    block = read_mapping(node, "an identifier of never_merge", "{user_id: ada}", faults)
    if block is None:
        return None
    if len(block.entries) > 1:
        faults.add(
            block.place,
            "an identifier is one type with its value, such as {user_id: ada}; write each in a mapping",
        )
        return None
    entry = block.entries[0]
    value = read_value(entry.value, entry.key, faults)
    return None if value is None else NamedIdentifier(entry.place, entry.key, value)


def _read_sources(node: Node | None, faults: Faults) -> tuple[NamedSource, ...]:
    items = one_or_more(node, "low_confidence", faults) if node else ()
    texts = [(item.place, read_text(item, "low_confidence", faults)) for item in items]
    return tuple(NamedSource(place, text) for place, text in texts if text)


def _read_backdating(node: Node | None, faults: Faults) -> Backdating:
    if node is None:
        return "always"
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return "always" if node.value else "never"
    return read_length(node, "backdate_anonymous", faults, others="true, false or ") or "always"


def _read_merged_today(node: Node | None, faults: Faults) -> float | None:
    if node is None:
        return None
    block = read_mapping(node, "merged_today", '"at_most: 2%"', faults)
    if block is None:
        return None
    check_keys(block, ("at_most",), faults)
    most = required(block, "at_most", "say which share of profiles, such as 2%", faults)
    return read_percent(most, "at_most", faults) if most else None
