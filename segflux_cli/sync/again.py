"""Puts people of the ledger back to planned: the destination may have them or not, and the next run sends them."""

from segflux_cli.literals import spell_text
from segflux_cli.sync.carried import CarriedSync
from segflux_cli.sync.handle import Handle
from segflux_cli.sync.ledger import LEDGER_COLUMNS, version_of
from segflux_cli.sync.runs import next_sequence
from segflux_cli.sync.tables import Tables


def planned_again(tables: Tables, condition: str, sequence: int) -> str:
    """The statement for those who satisfy a condition."""
    changed = {
        "status": "'planned'",
        "was_there": "true",
        "sequence": str(sequence),
        "batch": "0",
        "job": "''",
        "changed_at": "now64(3, 'UTC')",
        "version": version_of(str(sequence), "planned"),
    }
    columns = ", ".join(changed.get(name, name) for name in LEDGER_COLUMNS.split(", "))
    ledger = tables["sync_ledger"]
    return f"insert into {ledger} ({LEDGER_COLUMNS}) select {columns} from {ledger} final where {condition}"


async def plan_everybody_again(handle: Handle, tables: Tables, sync: CarriedSync) -> None:
    """Before people are taken from its audience by another sync: whom both had would be missing for ever."""
    condition = (
        f"sync = {spell_text(sync.name)} and is_there and operation = 'upsert' and status != 'planned'"
    )
    sequence = await next_sequence(handle, tables, sync)
    await handle.run(planned_again(tables, condition, sequence))
