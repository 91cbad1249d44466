"""Reads `destinations.yml` and reports every fault in it at once."""

import re
from dataclasses import dataclass
from pathlib import Path

from segflux_cli.spec.declared.notifications import Notification
from segflux_cli.spec.declared.syncs import DeclaredDestination, DeclaredLimits, SyncWords
from segflux_cli.spec.syncs.notify_reader import read_notify
from segflux_cli.spec.syncs.sync_reader import SHARED_WORDS, read_sync_words
from segflux_cli.spec.yaml.env_values import VARIABLE, check_secrets
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_count, read_mapping, read_number, read_text, read_texts, wrong
from segflux_cli.spec.yaml.names import required
from segflux_cli.spec.yaml.nodes import Mapping, Node, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import check_keys
from segflux_cli.spec.yaml.yaml_reader import read_yaml

DESTINATIONS_FILE = "destinations.yml"
ROOT_WORDS = ("destinations", "notify")
OWN_WORDS = ("destination", "type", "limits", "defaults", "targets", "needs", "notify")
LIMIT_WORDS = ("rows", "bytes", "at_once", "requests", "seconds", "timeout")

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,59}", re.ASCII)


@dataclass(frozen=True)
class DeclaredDestinations:
    """The destinations of a project, and who hears of runs to those that say nothing else."""

    destinations: tuple[DeclaredDestination, ...] = ()
    notify: tuple[Notification, ...] = ()


def read_destinations(folder: Path, faults: Faults) -> DeclaredDestinations:
    """What a project declares, nothing without a file."""
    path = folder / DESTINATIONS_FILE
    root = read_yaml(path, DESTINATIONS_FILE, faults) if path.exists() else None
    declared = _read_root(root, faults) if root else DeclaredDestinations()
    _refuse_twins(declared.destinations, faults)
    return declared


def _read_root(root: Node, faults: Faults) -> DeclaredDestinations:
    if not isinstance(root, Mapping):
        faults.add(root.place, f'the file is {describe(root)}; begin it with "destinations:" and a list')
        return DeclaredDestinations()
    check_keys(root, ROOT_WORDS, faults)
    notify = root.get("notify")
    told = read_notify(notify, faults) if notify else ()
    return DeclaredDestinations(_read_listed(root, faults), told)


def _read_listed(root: Mapping, faults: Faults) -> tuple[DeclaredDestination, ...]:
    listed = required(root, "destinations", "list the destinations under it", faults)
    if listed is None:
        return ()
    if not isinstance(listed, Sequence):
        faults.add(listed.place, f'"destinations" came as {describe(listed)}; write a list of mappings')
        return ()
    read = [_read_destination(item, faults) for item in listed.items]
    return tuple(destination for destination in read if destination)


def _read_destination(node: Node, faults: Faults) -> DeclaredDestination | None:
    if not isinstance(node, Mapping):
        came = describe(node)
        faults.add(node.place, f'a destination came as {came}; write a mapping with "destination: name"')
        return None
    name = _read_name(node, faults)
    kind = required(node, "type", "say what it is, such as webhook", faults)
    type_name = read_text(kind, "type", faults) if kind else None
    limits, targets = node.get("limits"), node.get("targets")
    options = Mapping(node.place, tuple(entry for entry in node.entries if entry.key not in OWN_WORDS))
    check_secrets(options, faults)
    read_limits = _read_limits(limits, faults) if limits else DeclaredLimits()
    defaults = _read_defaults(node, faults)
    allowed = read_texts(targets, "targets", faults) if targets else ()
    needed = _read_needs(node, faults)
    notify = node.get("notify")
    told = read_notify(notify, faults) if notify else None
    if kind is None or not name or not type_name:
        return None
    return DeclaredDestination(
        node.place, name, type_name, kind.place, options, read_limits, defaults, allowed, needed, told
    )


def _read_needs(node: Mapping, faults: Faults) -> tuple[str, ...]:
    written = node.get("needs")
    if written is None:
        return ()
    names = read_texts(written, "needs", faults)
    for name in names:
        if not VARIABLE.fullmatch(name):
            faults.add(written.place, f"{quoted(name)} is no name of a variable; write it as in HOOK_SECRET")
    return names


def _read_name(node: Mapping, faults: Faults) -> str | None:
    written = required(node, "destination", "give it a name, such as shop_mail", faults)
    name = read_text(written, "destination", faults) if written else None
    if written and name and not NAME.fullmatch(name):
        message = f"the destination is called {quoted(name)}; use letters, digits and _"
        faults.add(written.place, f"{message}, not _ first, at most 60 characters")
        return None
    return name


def _read_defaults(node: Mapping, faults: Faults) -> SyncWords:
    written = node.get("defaults")
    block = read_mapping(written, "defaults", '"match_on: email"', faults) if written else None
    if block is None:
        return SyncWords()
    check_keys(block, SHARED_WORDS, faults)
    return read_sync_words(block, faults)


def _read_limits(node: Node, faults: Faults) -> DeclaredLimits:
    block = read_mapping(node, "limits", '"rows: 500"', faults)
    if block is None:
        return DeclaredLimits()
    check_keys(block, LIMIT_WORDS, faults)
    return DeclaredLimits(
        rows=read_count("rows", block, faults, least=1),
        bytes=read_count("bytes", block, faults, least=1),
        at_once=read_count("at_once", block, faults, least=1),
        requests=read_count("requests", block, faults, least=1),
        seconds=_read_seconds("seconds", block, faults),
        timeout=_read_seconds("timeout", block, faults),
    )


def _read_seconds(word: str, block: Mapping, faults: Faults) -> float | None:
    node = block.get(word)
    number = None if node is None else read_number(node, word, faults)
    if node is not None and number is not None and number <= 0:
        wrong(node, word, "a number of seconds above 0", faults)
        return None
    return number


def _refuse_twins(destinations: tuple[DeclaredDestination, ...], faults: Faults) -> None:
    seen: dict[str, DeclaredDestination] = {}
    for destination in destinations:
        first = seen.setdefault(destination.name.lower(), destination)
        if first is not destination:
            message = f"the destination {quoted(destination.name)} stands twice, first at line"
            faults.add(destination.place, f"{message} {first.place.line}; rename one")
