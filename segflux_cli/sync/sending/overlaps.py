"""Who shares an identifier with somebody whose removal a job has not made yet must wait for it.

Jobs are processed in any order: sent beside the removal, the identifier could be gone at the end.
"""

from segflux_cli.literals import spell_text
from segflux_cli.sync.sending.jobs import Told, await_jobs
from segflux_cli.sync.sending.opening import Opened
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.ledger import parts_of
from segflux_cli.sync.state.plan import Plan


async def await_removals(handle: Handle, plan: Plan, opened: Opened) -> tuple[tuple[str, ...], Told]:
    """The keys that are to wait for the next run, once the jobs were given time to settle, and what those told."""
    if len(plan.identities) <= 1 or not await _overlapping(handle, plan):
        return (), Told()
    told = await await_jobs(handle, plan, opened)
    return await _overlapping(handle, plan), told


async def _overlapping(handle: Handle, plan: Plan) -> tuple[str, ...]:
    rows = await handle.ask(f"""
        with pending as (
            select groupUniqArrayArray({parts_of("key")})
            from {plan.tables["sync_ledger"]} final
            where sync = {spell_text(plan.sync.name)} and status = 'accepted' and operation = 'remove'
        )
        select key
        from {plan.tables["sync_outbox"]}
        where {plan.rows} and operation = 'upsert' and hasAny({parts_of("key")}, (select * from pending))
        order by key
    """)
    return tuple(str(row["key"]) for row in rows)
