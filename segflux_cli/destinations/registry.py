"""Which kinds of destinations there are."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from segflux_cli.destinations.providers import find_types
from segflux_cli.destinations.types import DestinationType

_MODULES = ("clickhouse", "files", "google", "mysql", "postgresql", "redis")  # each has `TYPES`


def destination_types(project: Path) -> Mapping[str, DestinationType]:
    """Every kind of destination by name, those that files of the project describe among them."""
    modules = [import_module(f"segflux_cli.destinations.{name}") for name in _MODULES]
    made: dict[str, DestinationType] = {kind.name: kind for module in modules for kind in module.TYPES}
    return made | {kind.name: kind for kind in find_types(project, made)}
