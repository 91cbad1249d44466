"""Which kinds of destinations there are."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from segflux_cli.destinations.types import DestinationType

# Each has `TYPES`, or `find_types(project)` where kinds come from files.
_MODULES: tuple[str, ...] = ("clickhouse", "files", "google", "mysql", "postgresql", "providers", "redis")


def destination_types(project: Path) -> Mapping[str, DestinationType]:
    """Every kind of destination by name, those that files of the project describe among them."""
    found: dict[str, DestinationType] = {}
    for name in _MODULES:
        module = import_module(f"segflux_cli.destinations.{name}")
        types = module.find_types(project) if hasattr(module, "find_types") else module.TYPES
        found |= {kind.name: kind for kind in types}
    return found
