"""Writes merged and split profiles into the stored rows."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.errors import UsageError
from segflux_cli.live.warehouse_macros import warehouse_macros
from segflux_cli.warehouse.builds.lease import Claim, held_lease
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import Target, read_target
from segflux_cli.warehouse.relations import read_relations

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_TABLES = {
    "events": "fct_events",
    "traits": "fct_traits",
    "numbers": "profile_numbers",
    "overrides": "profile_overrides",
    "node_overrides": "profile_node_overrides",
    "nodes": "int_identifiers_resolved",
    "splits": "int_identifiers_split",
    "verdicts": "int_links_judged",
    "merges": "int_profiles_moved",
    "applied": "int_overrides_applied",
    "resolutions": "identity_resolutions",
}


@dataclass(frozen=True)
class SquashedTable:
    """How many rows of a table were written anew, or would be, in how many partitions."""

    table: str
    rows: int
    partitions: int


@dataclass(frozen=True)
class Squash:
    """What a squash did or would do; `state` is how many rows of superseded state went from which table."""

    tables: tuple[SquashedTable, ...]
    state: Mapping[str, int]


def squash(project: Path, target_name: str | None, *, is_dry: bool) -> Squash:
    """Squashes while builds are kept out; dry, it only counts and holds nobody up."""
    target = read_target(project, target_name)
    relations = read_relations(project, target)
    if missing := [model for model in _TABLES.values() if model not in relations]:
        raise UsageError(f"The last build was without {', '.join(missing)}. Run `segflux build` first.")
    if is_dry:
        return _squash(project, target, relations, is_dry=True)
    with held_lease(target, Claim("build", "`segflux identity squash`")):
        return _squash(project, target, relations, is_dry=False)


def _squash(project: Path, target: Target, relations: Mapping[str, str], *, is_dry: bool) -> Squash:
    client: Client = connect(target)
    try:
        session = warehouse_macros(project, target, client)
        tables = {name: relations[model] for name, model in _TABLES.items()}
        run = {"run_id": uuid.uuid4().hex}
        told: Any = session.call("squash_identity", tables, run, {"is_dry": is_dry})
    finally:
        client.close()
    rows = tuple(
        SquashedTable(_plain(each["table"]), each["rows"], each["partitions"]) for each in told["rows"]
    )
    return Squash(rows, {_plain(each["table"]): each["rows"] for each in told["state"] if each["rows"]})


def _plain(relation: str) -> str:
    return relation.replace("`", "")
