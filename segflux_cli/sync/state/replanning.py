"""Takes back what the ledger says of people: planned again, or given up."""

from collections.abc import Iterable, Mapping

from segflux_cli.literals import spell_text
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.ledger import LEDGER_COLUMNS, OURS, last_version_of, parts_of, version_of
from segflux_cli.sync.state.runs import next_sequence
from segflux_cli.sync.state.tables import Tables

GIVEN_UP = "given up with their place, and may still be there"


def planned_again(tables: Tables, condition: str, sequence: int) -> str:
    """The statement after which those who satisfy a condition may be there or not: the next run sends them."""
    changed = {"was_there": "true", "batch": "0", "job": "''"}
    return _rewritten(tables, condition, str(sequence), {**changed, "status": "'planned'"})


async def plan_again_whom_both_had(
    handle: Handle, tables: Tables, sync: CarriedSync, gone: CarriedSync
) -> None:
    """Before people are taken from its audience for one that is gone: whom both had would be missing for ever."""
    condition = (
        f"sync = {spell_text(sync.name)} and is_there and operation = 'upsert' and status != 'planned'"
    )
    if sync.match_on == gone.match_on:  # else nothing tells who is the same person there
        parts, ledger = parts_of("key"), tables["sync_ledger"]
        going = f"""
            select arrayJoin({parts}) from {ledger} final where sync = {spell_text(gone.name)} and is_there and {OURS}
        """
        condition += f" and arrayExists(part -> part in ({going}), {parts})"
    sequence = await next_sequence(handle, tables, sync)
    await handle.run(planned_again(tables, condition, sequence))


async def staying(handle: Handle, tables: Tables, sync: CarriedSync) -> int:
    """How many are still there whose removal was rejected."""
    condition = f"sync = {spell_text(sync.name)} and is_there and {OURS} and status = 'rejected'"
    found = await handle.one(f"select count() as people from {tables['sync_ledger']} final where {condition}")
    return int(found["people"])


async def give_up(handle: Handle, tables: Tables, sync: CarriedSync, sequence: int) -> int:
    """Takes everybody out of the ledger of a place that cannot be emptied any more; says how many."""
    condition = f"sync = {spell_text(sync.name)} and is_there and {OURS}"
    found = await handle.one(f"select count() as people from {tables['sync_ledger']} final where {condition}")
    changed = {"operation": "'remove'", "status": "'ok'", "is_there": "false", "was_there": "true"}
    changed |= {"job": "''", "reason": spell_text(GIVEN_UP), "version": last_version_of(str(sequence))}
    await handle.run(_rewritten(tables, condition, str(sequence), changed))
    return int(found["people"])


async def forget_rejects(handle: Handle, tables: Tables, standing: Iterable[CarriedSync]) -> None:
    """Takes out of the ledger whom a sync that is gone did not bring anywhere: nothing is to be mended for them."""
    names = ", ".join(spell_text(sync.name) for sync in standing) or "''"
    condition = f"sync not in ({names}) and status = 'rejected' and operation = 'upsert' and not is_there"
    changed = {
        "operation": "'remove'",
        "status": "'ok'",
        "reason": "''",
        "version": last_version_of("sequence"),
    }
    await handle.run(_rewritten(tables, condition, "sequence", changed))


def _rewritten(tables: Tables, condition: str, sequence: str, words: Mapping[str, str]) -> str:
    status = words["status"].strip("'")
    changed = {
        "sequence": sequence,
        "changed_at": "now64(3, 'UTC')",
        "version": version_of(sequence, status),
        **words,
    }
    columns = ", ".join(changed.get(name, name) for name in LEDGER_COLUMNS.split(", "))
    ledger = tables["sync_ledger"]
    return f"insert into {ledger} ({LEDGER_COLUMNS}) select {columns} from {ledger} final where {condition}"
