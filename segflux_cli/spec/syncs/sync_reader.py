"""Reads the `sync` of a segment: where its members go, how, and what is sent of them."""

import re
from typing import get_args

from segflux_cli.spec.declared.syncs import PROFILE_ID, Mode, StopIf, Sync, SyncWords
from segflux_cli.spec.syncs.send_reader import read_send
from segflux_cli.spec.syncs.stop_reader import read_stop_if
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import (
    read_choice,
    read_items,
    read_mapping,
    read_text,
    read_texts,
    read_truth,
)
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import check_keys

SHARED_WORDS = ("mode", "match_on", "send", "channel", "schedule", "stop_if")
SYNC_WORDS = ("destination", "audience", "owned", *SHARED_WORDS)

CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_syncs(node: Node, faults: Faults) -> tuple[Sync, ...]:
    """The entries of `sync`, each a mapping or just the name of a destination."""
    if not isinstance(node, Sequence):
        faults.add(node.place, f'"sync" came as {describe(node)}; write a list: "- destination: shop_mail"')
        return ()
    read = [_read_sync(item, faults) for item in read_items(node, "sync", faults)]
    syncs = tuple(sync for sync in read if sync)
    _refuse_twins(syncs, faults)
    return syncs


def _read_sync(node: Node, faults: Faults) -> Sync | None:
    if isinstance(node, Scalar):
        name = read_text(node, "destination", faults)
        return Sync(node.place, name, node.place) if name else None
    block = read_mapping(node, "sync", '"destination: shop_mail"', faults)
    if block is None:
        return None
    check_keys(block, SYNC_WORDS, faults)
    words = read_sync_words(block, faults)
    audience, owned = block.get("audience"), block.get("owned")
    named = None if audience is None else read_mapping(audience, "audience", '"list_id: ab12"', faults)
    is_owned = bool(owned and read_truth(owned, "owned", faults))
    destination = block.get("destination")
    if destination is None:
        faults.add(block.place, 'the entry names no destination; add "destination:" and a name')
        return None
    name = read_text(destination, "destination", faults)
    return Sync(block.place, name, destination.place, words, named, is_owned) if name else None


def read_sync_words(block: Mapping, faults: Faults) -> SyncWords:
    """The words that a sync and a destination's defaults have in common."""
    mode, match_on, send = (block.get(word) for word in ("mode", "match_on", "send"))
    channel, schedule, stop_if = (block.get(word) for word in ("channel", "schedule", "stop_if"))
    read_mode: Mode | None = read_choice(mode, get_args(Mode), "mode", faults) if mode else None
    return SyncWords(
        mode=read_mode,
        match_on=_read_match_on(match_on, faults) if match_on else (),
        send=read_send(send, faults) if send else (),
        channel=read_channel(channel, faults) if channel else None,
        schedule=read_text(schedule, "schedule", faults) if schedule else None,
        stop_if=read_stop_if(stop_if, faults) if stop_if else StopIf(),
        places=tuple((entry.key, entry.value.place) for entry in block.entries),
    )


def read_channel(node: Node, faults: Faults) -> str | None:
    """The name of a channel, such as `email`."""
    name = read_text(node, "channel", faults)
    if name is None or CHANNEL.fullmatch(name):
        return name
    message = f"the channel is called {quoted(name)}; use lower-case letters, digits and underscores"
    faults.add(node.place, f"{message}: the trait consent_<channel> is asked for its consent")
    return None


def _read_match_on(node: Node, faults: Faults) -> tuple[str, ...]:
    names = read_texts(node, "match_on", faults)
    if len(set(names)) < len(names):
        faults.add(node.place, "match_on names a type twice; keep one")
    if PROFILE_ID in names and len(names) > 1:
        faults.add(
            node.place, "profile_id stands alone in match_on: every member has one; leave the rest out"
        )
    return tuple(dict.fromkeys(names))


def _refuse_twins(syncs: tuple[Sync, ...], faults: Faults) -> None:
    seen: dict[tuple[str, object], Sync] = {}
    for sync in syncs:
        key = (sync.destination, audience_key(sync))
        first = seen.setdefault(key, sync)
        if first is not sync:
            message = f"{quoted(sync.destination)} stands twice with one audience, first at line"
            faults.add(
                sync.place, f"{message} {first.place.line}; keep one, or give them different audiences"
            )


def audience_key(sync: Sync) -> object:
    """The words of the audience as they are written; equal ones stand for one audience."""
    entries = sync.audience.entries if sync.audience else ()
    return tuple(sorted((entry.key, getattr(entry.value, "text", "")) for entry in entries))
