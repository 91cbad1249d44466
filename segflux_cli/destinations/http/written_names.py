"""The names that a provider's bodies write next to the fields, so that no field may have them."""

from collections.abc import Iterator
from typing import Any

from segflux_cli.destinations.http.provider import Provider

_FIELDS = ("{fields}", "{cleared}")


def written_names(provider: Provider) -> tuple[str, ...]:
    """Templates of names: the keys of each mapping that fields are merged into, and what the file reserves."""
    calls = (call for calls in provider.operations.values() for call in calls)
    beside = (name for call in calls for name in _beside_fields(call.body))
    return tuple(dict.fromkeys((*beside, *provider.reserved)))


def _beside_fields(tree: Any) -> Iterator[str]:
    if isinstance(tree, list):
        for item in tree:
            yield from _beside_fields(item)
    if isinstance(tree, dict):
        if tree.get("...") in _FIELDS:
            yield from (str(key) for key in tree if key != "...")
        for value in tree.values():
            yield from _beside_fields(value)
