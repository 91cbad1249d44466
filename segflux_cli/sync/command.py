"""What `segflux sync` does: reads specs, opens the warehouse, runs what is chosen."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from segflux_cli.compiler.files.identity_rules import identity_rules
from segflux_cli.compiler.files.trait_columns import trait_columns
from segflux_cli.destinations.check import check_destinations
from segflux_cli.destinations.registry import destination_types
from segflux_cli.destinations.types import DestinationType
from segflux_cli.spec.declared.sources import Column
from segflux_cli.spec.project.specs import Specs, read_specs
from segflux_cli.sync.members.cleaning import identifier_cleaning
from segflux_cli.sync.members.people import Traits
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.notifying import Notifier
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.sending.opening import Places
from segflux_cli.sync.session import run_tasks
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.former_names import named_as_before
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.replanning import forget_rejects
from segflux_cli.sync.state.tables import Tables
from segflux_cli.sync.surroundings import Surroundings
from segflux_cli.sync.tasks import Chosen, choose_tasks, declared_syncs, standing_syncs
from segflux_cli.warehouse.builds.lease import Claim, Lease, held_lease
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.profiles import Target, project_variables, read_target


@dataclass(frozen=True)
class SyncRequest:
    """What to sync, from which target, and how."""

    project: Path
    target: str | None = None
    chosen: Chosen = field(default_factory=Chosen)
    wishes: Wishes = field(default_factory=Wishes)
    is_dry: bool = False


def read_checked_specs(project: Path) -> tuple[Specs, Mapping[str, DestinationType]]:
    """The specs, destinations checked against their types, and the types."""
    types = destination_types(project)
    specs = read_specs(project, also=lambda read, faults: check_destinations(read, types, faults))
    return specs, types


def sync_project(request: SyncRequest, tell: Callable[[str], None]) -> list[RunReport]:
    """Runs every chosen sync; each report says what came of it."""
    specs, types = read_checked_specs(request.project)
    target = read_target(request.project, request.target)
    _keep_quiet()
    with opened(request.project, request.target) as (client, relations):
        handle = Handle(client)
        try:
            session = _Session(request, specs, types, target, Tables(relations))
            return asyncio.run(session.run(handle, tell))
        finally:
            handle.close()


@dataclass(frozen=True)
class _Session:
    """What is read before the warehouse is asked."""

    request: SyncRequest
    specs: Specs
    types: Mapping[str, DestinationType]
    target: Target
    tables: Tables

    async def run(self, handle: Handle, tell: Callable[[str], None]) -> list[RunReport]:
        """The reports of all chosen syncs."""
        now = declared_syncs(self.specs, self.types)
        declared = await named_as_before(handle, self.tables, now, self.types)
        chosen = replace(self.request.chosen, target=self.target.name, environment=os.environ)
        tasks = await choose_tasks(handle, self.tables, self.specs, self.types, declared, chosen)
        if not self.request.is_dry:
            await forget_rejects(handle, self.tables, standing_syncs(self.specs, declared))
        around = Surroundings(
            handle=handle,
            tables=self.tables,
            traits=await self._traits(handle),
            clean=identifier_cleaning(self._identity_variables()),
            places=Places(self.request.project, self.types, os.environ),
            wishes=self.request.wishes,
            is_dry=self.request.is_dry,
            tell=tell,
            notify=Notifier(self.specs, os.environ).notify,
        )
        return await run_tasks(tasks, around, self._take_lease)

    async def _traits(self, handle: Handle) -> Traits:
        rows = await handle.ask(f"describe table {self.tables['dim_profiles']}")
        columns = {str(row["name"]): str(row["type"]) for row in rows}
        declared = trait_columns(self.request.project, self.specs)
        return Traits(columns, declared, _json_traits(self.specs))

    def _identity_variables(self) -> Mapping[str, object]:
        identity = self.specs.identity
        rules = identity_rules(identity) if identity else {}
        return {**project_variables(self.request.project), "identity_rules": rules}

    def _take_lease(self, sync: CarriedSync) -> AbstractContextManager[Lease]:
        return held_lease(self.target, Claim(f"sync {sync.name}", f"segflux sync, {sync.title}"))


def _json_traits(specs: Specs) -> frozenset[str]:
    """Traits whose values are JSON: they are sent as what they hold, not as text."""
    values = [source.values for source in specs.sources if source.kind == "traits"]
    named = [each for listed in values if not isinstance(listed, Column) for each in listed]
    listed = {name for name, trait in specs.project.traits.items() if trait.type == "json"}
    return frozenset({value.name for value in named if value.type == "json"} | listed)


def _keep_quiet() -> None:
    """Loggers of libraries would write URLs, which may hold identifiers."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.ERROR)
