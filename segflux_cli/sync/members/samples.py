"""A few of those whom a run would send, for people to look at."""

from typing import Any

from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.tables import Tables

_EACH = 5


async def samples_of(handle: Handle, tables: Tables, sync: CarriedSync) -> dict[str, list[str]]:
    """Profile ids by what would be done: add, update, remove; from the scratch table of changes."""
    rows = await handle.ask(f"""
        select operation, is_new, groupArrayIf({_EACH})(profile_id, profile_id != '') as profile_ids
        from {tables.scratch(sync, "changes")}
        where operation != 'wait'
        group by operation, is_new
        order by operation, is_new
    """)
    return {_name_of(row): list(row["profile_ids"]) for row in rows if row["profile_ids"]}


def _name_of(row: Any) -> str:
    if row["operation"] == "remove":
        return "remove"
    return "add" if row["is_new"] else "update"
