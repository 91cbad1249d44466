"""What the log of runs and the ledger say, for people: runs, rejects, match rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from segflux_cli.sync.state.tables import Tables
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.query import ask


@dataclass(frozen=True)
class PastRun:
    """A run as its newest state tells it; `match_rate` is the share of members not held back who were wanted."""

    segment: str
    destination: str
    sequence: int
    state: str
    changed_at: datetime
    members: int
    held_back: int
    unmatched: int
    match_rate: float | None
    adds: int
    updates: int
    removals: int
    accepted: int
    rejected: int
    there: int
    reason: str


@dataclass(frozen=True)
class Reject:
    """How many people a sync does not carry, or could not remove, for one reason, with some of them."""

    segment: str
    destination: str
    operation: str
    reason: str
    people: int
    profile_ids: list[str]


@dataclass(frozen=True)
class PastSyncs:
    """The newest runs and all rejects."""

    runs: tuple[PastRun, ...]
    rejects: tuple[Reject, ...]


def read_past_syncs(
    project: Path, target: str | None, *, limit: int, segment: str | None = None
) -> PastSyncs:
    """The newest runs of every sync, `limit` a sync, and what is rejected now; of one segment if named."""
    with opened(project, target) as (client, relations):
        tables = Tables(relations)
        values: Mapping[str, Any] = {"segment": segment or "", "limit": limit}
        runs = ask(client, _runs_sql(tables), values)
        rejects = ask(client, _rejects_sql(tables), values)
    return PastSyncs(tuple(PastRun(**row) for row in runs), tuple(Reject(**row) for row in rejects))


def _runs_sql(tables: Tables) -> str:
    return f"""
        select
            runs.segment as segment, runs.destination as destination, runs.sequence as sequence,
            runs.state as state, runs.changed_at as changed_at, runs.members as members,
            runs.held_back as held_back, runs.unmatched as unmatched,
            if(members > held_back, (members - held_back - unmatched) / (members - held_back), null) as match_rate,
            planned_adds as adds, planned_updates as updates, planned_removals as removals, accepted, rejected,
            people.there as there, runs.reason as reason
        from (
            select *
            from {tables["sync_runs"]}
            where {{segment:String}} in ('', segment)
            order by sync, sequence desc, state in ('started', 'planned'), state = 'started', changed_at desc
            limit 1 by sync, sequence
        ) as runs
        any left join (
            select sync, countIf(is_there) as there from {tables["sync_ledger"]} final group by sync
        ) as people using (sync)
        order by segment, destination, runs.sync, sequence desc
        limit {{limit:UInt32}} by runs.sync
    """


def _rejects_sql(tables: Tables) -> str:
    return f"""
        select
            segment, destination, operation, reason, count() as people,
            groupArray(5)(profile_id) as profile_ids
        from {tables["sync_ledger"]} final
        where status = 'rejected' and {{segment:String}} in ('', segment)
        group by segment, destination, operation, reason
        order by segment, destination, people desc, reason
    """
