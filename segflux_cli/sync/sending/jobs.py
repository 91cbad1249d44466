"""Asks what became of jobs that a destination took on: at the end of a run, and when the next one starts."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from segflux_cli.destinations.failures import TerminalError, TransientError
from segflux_cli.destinations.protocol import Batch, Destination, Outcome, Row
from segflux_cli.literals import spell_text
from segflux_cli.sync.sending.opening import Opened
from segflux_cli.sync.sending.outbox import ROW_COLUMNS, row_of
from segflux_cli.sync.sending.outcomes import record
from segflux_cli.sync.sending.scrub import scrub, values_of
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.plan import Plan, among
from segflux_cli.sync.state.replanning import planned_again

_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between questions at the end of a run
_GIVEN_UP_AFTER = 24  # hours; what became of such a job is unknown, so its rows are sent again


@dataclass(frozen=True)
class Told:
    """What jobs told: how many people were rejected, of this run or an earlier one, and how many are not settled.

    `why` is that of one that is not settled, where it is more than that it still runs.
    """

    rejected: int = 0
    rejected_earlier: int = 0
    unsettled: int = 0
    why: str = ""

    def __add__(self, other: "Told") -> "Told":
        return Told(
            self.rejected + other.rejected,
            self.rejected_earlier + other.rejected_earlier,
            self.unsettled + other.unsettled,
            self.why or other.why,
        )


async def await_jobs(handle: Handle, plan: Plan, opened: Opened) -> Told:
    """Asks until every job is settled, or for a quarter of a minute; the next run asks again."""
    told = Told()
    for pause in _PAUSES:
        told = replace(told, unsettled=0, why="") + await settle_jobs(handle, plan, opened)
        if not told.unsettled:
            break
        await asyncio.sleep(pause)
    return told


async def settle_jobs(handle: Handle, plan: Plan, opened: Opened) -> Told:
    """Records what became of the jobs of this sync.

    Whose job can tell nothing is sent again: by the run that begins, where an earlier one sent them.
    """
    ledger = plan.tables["sync_ledger"]
    had = await handle.one(f"select count() as people from {ledger} where {_pending(plan)}")
    if not had["people"]:  # asked without `final`, which takes ten times as long
        return Told()
    jobs = await handle.ask(f"""
        select
            job,
            sequence,
            changed_at < now64(3) - interval {_GIVEN_UP_AFTER} hour as is_old,
            min(operation) as operation
        from {plan.tables["sync_ledger"]} final
        where {_pending(plan)}
        group by job, sequence, is_old
        order by sequence, job
    """)
    told = Told()
    for job in jobs:
        told += await _settle(handle, plan, opened, job)
    return told


async def _settle(handle: Handle, plan: Plan, opened: Opened, job: Mapping[str, Any]) -> Told:
    own = replace(plan, sequence=int(job["sequence"]))
    rows = await _rows_of(handle, own, str(job["job"]))
    batch = Batch("remove" if job["operation"] == "remove" else "add", "", len(rows), tuple(rows))
    outcome, why, is_hopeless = await _asked(opened.destination, str(job["job"]), batch)
    hidden = (*values_of(rows), *opened.secrets)
    is_earlier = own.sequence < plan.sequence
    told = Told()
    if outcome is not None:
        reasons = {key: scrub(reason, hidden) or "rejected" for key, reason in outcome.rejected.items()}
        condition = f"key in (select key from {plan.tables['sync_ledger']} final where {_of_job(own, job)})"
        if outcome.again:
            condition += f" and {among(reasons)}"
        await record(handle, own, condition, Outcome(reasons, outcome.remote_ids))
        rejected = sum(row.key in reasons for row in rows)
        told = Told(rejected_earlier=rejected) if is_earlier else Told(rejected)
        if not outcome.again:
            return told
    if is_earlier and (job["is_old"] or is_hopeless):
        # the run that begins now sends them
        await handle.run(planned_again(plan.tables, _of_job(plan, job), plan.sequence))
        return told
    return told + Told(unsettled=1, why=scrub(why, hidden))


async def _asked(destination: Destination, job: str, batch: Batch) -> tuple[Outcome | None, str, bool]:
    """What became of a job, why that is not all known, and whether it never will be."""
    if not batch.rows:
        return None, "the rows of a job are not kept any more", True
    try:
        outcome = await destination.poll(job, batch)
    except TransientError as error:
        return None, str(error), False
    except TerminalError as error:  # whoever may send may ask: the job is gone
        return None, str(error), True
    again = outcome.again if outcome else ""
    return outcome, again, bool(again)


async def _rows_of(handle: Handle, plan: Plan, job: str) -> Sequence[Row]:
    found = await handle.ask(f"""
        select {ROW_COLUMNS}
        from {plan.tables["sync_outbox"]}
        where {plan.rows} and key in (
            select key from {plan.tables["sync_ledger"]} final where {_of_job(plan, {"job": job})}
        )
        order by key
    """)
    return [row_of(row) for row in found]


def _pending(plan: Plan) -> str:
    return f"sync = {spell_text(plan.sync.name)} and status = 'accepted'"


def _of_job(plan: Plan, job: Mapping[str, Any]) -> str:
    return f"{_pending(plan)} and job = {spell_text(str(job['job']))}"
