"""Asks what became of jobs that a destination took on: at the end of a run, and when the next one starts."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from segflux_cli.destinations.failures import TransientError
from segflux_cli.destinations.protocol import Batch, Destination, Outcome, Row
from segflux_cli.literals import spell_text
from segflux_cli.sync.frozen import Frozen
from segflux_cli.sync.handle import Handle
from segflux_cli.sync.ledger import LEDGER_COLUMNS, version_of
from segflux_cli.sync.outcomes import record
from segflux_cli.sync.scrub import scrub, values_of

_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between questions at the end of a run
_GIVEN_UP_AFTER = 24  # hours; what became of such a job is unknown, so its rows are sent again


async def await_jobs(handle: Handle, plan: Frozen, destination: Destination) -> None:
    """Asks until every job is done, or for a quarter of a minute; the next run asks again."""
    for pause in _PAUSES:
        if not await settle_jobs(handle, plan, destination):
            return
        await asyncio.sleep(pause)


async def settle_jobs(handle: Handle, plan: Frozen, destination: Destination) -> int:
    """Records what became of the jobs of this sync, and says how many still run."""
    ledger = plan.tables["sync_ledger"]
    had = await handle.one(f"select count() as people from {ledger} where {_pending(plan)}")
    if not had["people"]:  # asked without `final`, which takes ten times as long
        return 0
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
    running = 0
    for job in jobs:
        running += await _settle(handle, plan, destination, job)
    return running


async def _settle(handle: Handle, plan: Frozen, destination: Destination, job: Mapping[str, Any]) -> int:
    own = replace(plan, sequence=int(job["sequence"]))
    rows = await _rows_of(handle, own, str(job["job"]))
    batch = Batch("remove" if job["operation"] == "remove" else "add", "", len(rows), tuple(rows))
    try:
        outcome = await destination.poll(str(job["job"]), batch) if rows else None
    except TransientError:
        outcome = None
    if outcome is not None:
        values = list(values_of(rows))
        reasons = {key: scrub(reason, values) or "rejected" for key, reason in outcome.rejected.items()}
        condition = f"key in (select key from {plan.tables['sync_ledger']} final where {_of_job(own, job)})"
        await record(handle, own, condition, Outcome(reasons, outcome.remote_ids))
        return 0
    if job["is_old"] or not rows:
        await handle.run(_planned_again(plan, job))
        return 0
    return 1


async def _rows_of(handle: Handle, plan: Frozen, job: str) -> Sequence[Row]:
    found = await handle.ask(f"""
        select key, profile_id, remote_id, ids, fields
        from {plan.tables["sync_outbox"]}
        where {plan.rows} and key in (
            select key from {plan.tables["sync_ledger"]} final where {_of_job(plan, {"job": job})}
        )
        order by key
    """)
    return [
        Row(
            row["key"], row["profile_id"], json.loads(row["ids"]), json.loads(row["fields"]), row["remote_id"]
        )
        for row in found
    ]


def _pending(plan: Frozen) -> str:
    return f"sync = {spell_text(plan.sync.name)} and status = 'accepted'"


def _of_job(plan: Frozen, job: Mapping[str, Any]) -> str:
    return f"{_pending(plan)} and job = {spell_text(str(job['job']))}"


def _planned_again(plan: Frozen, job: Mapping[str, Any]) -> str:
    """The destination may have them or not; the run that begins now sends them again."""
    changed = {
        "status": "'planned'",
        "was_there": "true",
        "sequence": str(plan.sequence),
        "batch": "0",
        "job": "''",
        "changed_at": "now64(3, 'UTC')",
        "version": version_of(str(plan.sequence), "planned"),
    }
    columns = ", ".join(changed.get(name, name) for name in LEDGER_COLUMNS.split(", "))
    return f"""
        insert into {plan.tables["sync_ledger"]} ({LEDGER_COLUMNS})
        select {columns}
        from {plan.tables["sync_ledger"]} final
        where {_of_job(plan, job)}
    """
