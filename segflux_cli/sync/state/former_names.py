"""The names under which earlier versions kept the state of syncs: those of places as somebody had spelled them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from segflux_cli.destinations.types import DestinationType
from segflux_cli.literals import spell_text
from segflux_cli.sync.state.carried import CarriedSync, from_json, name_of
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.located import located
from segflux_cli.sync.state.tables import Tables

Types = Mapping[str, DestinationType]


async def named_as_before(
    handle: Handle, tables: Tables, declared: Iterable[CarriedSync], types: Types
) -> tuple[CarriedSync, ...]:
    """Each sync under the name that it has in the log of runs, so that nobody is sent again for a spelling."""
    listed = tuple(declared)
    noted = await handle.ask(f"select distinct sync from {tables['sync_runs']}")
    unknown = {sync.name for sync in listed}.difference(str(row["sync"]) for row in noted)
    former = await _former_names(handle, tables, listed, types) if unknown else {}
    return tuple(
        replace(sync, name=former.get(sync.name, sync.name)) if sync.name in unknown else sync
        for sync in listed
    )


async def _former_names(
    handle: Handle, tables: Tables, declared: tuple[CarriedSync, ...], types: Types
) -> Mapping[str, str]:
    """Names in the log by those that their declarations would have today, the newest where there are several."""
    names = ", ".join(spell_text(sync.name) for sync in declared)
    rows = await handle.ask(f"""
        select sync, argMax(runs.declaration, sequence) as declaration
        from {tables["sync_runs"]} as runs
        where runs.declaration != '' and sync not in ({names})
        group by sync
        order by max(changed_at), sync
    """)
    return {_name_today(str(row["declaration"]), types): str(row["sync"]) for row in rows}


def _name_today(declaration: str, types: Types) -> str:
    """'' for what another version declared."""
    try:
        sync = located(from_json(declaration), types, {})
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return name_of(sync.segment, sync.destination, sync.place, sync.match_on, sync.mode)
