"""Reads the calls of a provider's file, once the file is known to fit its schema."""

from collections.abc import Mapping
from typing import Any

from segflux_cli.destinations.http.answers import Existing, RowReading
from segflux_cli.destinations.http.provider import METHODS, Call, ErrorsFile, ListedReading, Listing

_READ = ("rejects", "remote_ids", "exists")
_OF_LISTINGS = ("members", "next", "cursor", "counted", "lookup")


def read_call(tree: Mapping[str, Any]) -> Call:
    """One request and how its answer is read."""
    method = next(method for method in METHODS if method.lower() in tree)
    rejects, remote_ids, exists = (tree.get(word) for word in _READ)
    kept = {name: value for name, value in tree.items() if name not in {method.lower(), *_READ}}
    return Call(
        method,
        tree[method.lower()],
        rejects=_reading(rejects, "reason") if rejects else None,
        remote_ids=_reading(remote_ids, "id") if remote_ids else None,
        exists=Existing(**exists) if exists else None,
        **kept,
    )


def read_listing(tree: Mapping[str, Any]) -> Listing:
    """How the members of an audience are asked for."""
    lookup = tree.get("lookup")
    return Listing(
        read_call(_without(tree, _OF_LISTINGS)),
        _members(tree["members"]),
        next=tree.get("next", ""),
        cursor=tree.get("cursor", ""),
        is_counted=tree.get("counted", False),
        lookup=read_call(_without(lookup, _OF_LISTINGS)) if lookup else None,
        found=_members(lookup["members"]) if lookup else None,
    )


def read_errors_file(tree: Mapping[str, Any]) -> ErrorsFile:
    """Where a file tells who failed, and how."""
    return ErrorsFile(tree["at"], tree["count"], _reading(tree["rejects"], "reason"))


def _members(tree: Mapping[str, Any]) -> ListedReading:
    return ListedReading(tree["items"], tree.get("id", ""), tree.get("ids", {}))


def _without(tree: Mapping[str, Any], names: tuple[str, ...]) -> Mapping[str, Any]:
    return {name: value for name, value in tree.items() if name not in names}


def _reading(tree: Mapping[str, Any], gives: str) -> RowReading:
    return RowReading(
        tree["items"],
        tree.get(gives, "`rejected`"),
        tree.get("index", ""),
        tree.get("value", ""),
        tree.get("skips", ""),
        in_order=tree.get("in_order", False),
    )
