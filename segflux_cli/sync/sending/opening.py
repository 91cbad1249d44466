"""Opens the destination of a sync: secrets from the environment, limits as declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segflux_cli.destinations.failures import StoppedError
from segflux_cli.destinations.option_values import read_values
from segflux_cli.destinations.protocol import Destination, Field, Limits, Warehouse
from segflux_cli.destinations.types import DestinationType, Opening
from segflux_cli.literals import spell_text
from segflux_cli.sync.state.carried import CarriedSync, limits_of
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.tables import Tables


@dataclass(frozen=True)
class Places:
    """Where a command runs: project, kinds of destinations, and environment."""

    project: Path
    types: Mapping[str, DestinationType]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Opened:
    """A destination, its limits, and the secrets that no message may show."""

    destination: Destination
    limits: Limits
    secrets: tuple[str, ...]


async def wrote_before(handle: Handle, tables: Tables, sync: CarriedSync) -> bool:
    """Whether the log of runs knows of somebody whom this sync brought to its place."""
    row = await handle.one(f"""
        select max(accepted) as most from {tables["sync_runs"]} where sync = {spell_text(sync.name)}
    """)
    return bool(row["most"])


def open_destination(
    sync: CarriedSync, places: Places, fields: tuple[Field, ...], warehouse: Warehouse, *, has_written: bool
) -> Opened:
    """The destination, opened; raises StoppedError when its type or a variable is missing or wrong."""
    kind = places.types.get(sync.type)
    if kind is None:
        raise StoppedError(f'there is no type of destination "{sync.type}"; it was {sync.destination}\'s')
    missing: list[str] = []
    found: list[str] = []
    options = _filled(sync.options, places.environment, missing, found)
    audience = _filled(sync.audience, places.environment, missing, found)
    if missing:
        names = ", ".join(dict.fromkeys(missing))
        raise StoppedError(
            f"the environment has no {names}, which {sync.destination} in destinations.yml refers to; set it"
        )
    limits = limits_of(kind.limits, sync.limits)
    opening = Opening(
        name=sync.destination,
        sync=sync.title,
        segment=sync.segment,
        mode=sync.mode,
        options=read_values(kind.options, sync.options, options, sync.destination),
        audience=read_values(kind.audience, sync.audience, audience, sync.destination),
        fields=fields,
        match_on=sync.match_on,
        limits=limits,
        project=places.project,
        warehouse=warehouse,
        has_written=has_written,
    )
    destination = kind.opened(opening)
    return Opened(destination, limits_of(destination.capabilities.limits, sync.limits), tuple(found))


def _filled(value: Any, environment: Mapping[str, str], missing: list[str], found: list[str]) -> Any:
    """The value with `{"env_var": NAME}` replaced; names of unset variables and values go to the lists."""
    if isinstance(value, Mapping) and "env_var" in value:
        name = str(value["env_var"])
        if environment.get(name):
            found.append(environment[name])
            return environment[name]
        if "default" not in value:
            missing.append(name)
        return value.get("default")
    if isinstance(value, Mapping):
        return {key: _filled(each, environment, missing, found) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, environment, missing, found) for each in value]
    return value
