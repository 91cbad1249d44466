"""The log of runs: a row for every change of a run's state."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from segflux_cli.literals import spell_text
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.ledger import LOST, OURS
from segflux_cli.sync.state.tables import Tables

State = Literal["started", "planned", "ok", "failed", "braked", "waiting"]


@dataclass(frozen=True)
class Counts:
    """What a run has counted so far; people, not requests."""

    members: int = 0
    held_back: int = 0
    unmatched: int = 0
    wanted: int = 0
    there_before: int = 0
    planned_adds: int = 0
    planned_updates: int = 0
    planned_removals: int = 0
    waiting: int = 0
    sent: int = 0
    accepted: int = 0
    rejected: int = 0

    def with_sent(self, *, accepted: int, rejected: int) -> "Counts":
        """The counts after another batch."""
        return replace(
            self,
            sent=self.sent + accepted + rejected,
            accepted=self.accepted + accepted,
            rejected=self.rejected + rejected,
        )

    def with_lost(self, people: int) -> "Counts":
        """The counts once nothing tells who some are that were to be removed: they are not sent."""
        return replace(self, rejected=self.rejected + people)

    def with_told(self, rejected: int, earlier: int) -> "Counts":
        """The counts once jobs have told whom they rejected, of those sent by this run and by earlier ones."""
        return replace(self, accepted=self.accepted - rejected, rejected=self.rejected + rejected + earlier)


class RunLog:
    """Writes the states of one run."""

    def __init__(
        self, handle: Handle, tables: Tables, sync: CarriedSync, sequence: int, found: str = ""
    ) -> None:
        self._handle = handle
        self._tables = tables
        self._sync = sync
        self._sequence = sequence
        self._found = found

    async def write(self, state: State, counts: Counts, reason: str = "") -> None:
        """Adds the state; the declaration stands in the first row, for the run that will empty the place."""
        sync = self._sync
        declaration = sync.as_json(self._found) if state == "started" else ""
        texts = (sync.name, sync.segment, sync.destination, sync.mode)
        named = (*asdict(counts), "reason", "declaration", "declaration_hash")
        numbers = ", ".join(str(value) for value in asdict(counts).values())
        await self._handle.run(f"""
            insert into {self._tables["sync_runs"]}
                (sync, segment, destination, mode, sequence, state, changed_at, {", ".join(named)})
            select
                {", ".join(spell_text(text) for text in texts)}, {self._sequence}, '{state}', now64(3, 'UTC'),
                {numbers}, {spell_text(reason)}, {spell_text(declaration)}, {spell_text(sync.hash)}
        """)


async def next_sequence(handle: Handle, tables: Tables, sync: CarriedSync) -> int:
    """A number above all that the sync ever had; clocks play no part in it."""
    name = spell_text(sync.name)
    row = await handle.one(f"""
        select 1 + greatest(
            (select max(sequence) from {tables["sync_runs"]} where sync = {name}),
            (select max(sequence) from {tables["sync_ledger"]} where sync = {name})
        ) as sequence
    """)
    return int(row["sequence"])


async def ran_beside(handle: Handle, tables: Tables) -> frozenset[tuple[str, str]]:
    """Pairs of syncs of one segment and destination: the second had members of its own while the first had some too.

    A run that empties has none, so that whoever moved here since, or was emptied before, was not beside it.
    """
    rows = await handle.ask(f"""
        select ended.sync as sync, runs.sync as beside
        from (
            select sync, sequence, segment, destination, min(changed_at) as began, max(members) as members
            from {tables["sync_runs"]}
            group by sync, sequence, segment, destination
        ) as runs
        inner join (
            select sync, segment, destination, maxIf(changed_at, members > 0) as at
            from {tables["sync_runs"]}
            group by sync, segment, destination
        ) as ended on runs.segment = ended.segment and runs.destination = ended.destination
        where runs.sync != ended.sync and runs.began <= ended.at
        group by ended.sync, runs.sync
        having argMax(runs.members, runs.sequence) > 0
    """)
    return frozenset((str(row["sync"]), str(row["beside"])) for row in rows)


async def syncs_with_people(handle: Handle, tables: Tables) -> tuple[Mapping[str, Any], ...]:
    """Every sync whose destination may hold somebody whom a run can remove, with its newest declaration."""
    rows = await handle.ask(f"""
        select
            runs.sync as sync, any(runs.segment) as segment, any(runs.destination) as destination,
            argMax(runs.mode, runs.sequence) as mode, argMax(runs.declaration, runs.sequence) as declaration,
            any(people.is_lost) as is_lost, JSONExtract(declaration, 'match_on', 'Array(String)') as match_on
        from {tables["sync_runs"]} as runs
        inner join (
            select sync, min(reason = {spell_text(LOST)}) as is_lost
            from {tables["sync_ledger"]} final
            where is_there and {OURS}
            group by sync
        ) as people on runs.sync = people.sync
        where runs.declaration != ''
        group by runs.sync
        order by sync
    """)
    lost = {str(row["sync"]): row["match_on"] for row in rows if row["is_lost"]}
    found = await _with_found_again(handle, tables, lost) if lost else ()
    return tuple(row for row in rows if not row["is_lost"] or row["sync"] in found)


async def _with_found_again(
    handle: Handle, tables: Tables, syncs: Mapping[str, Iterable[str]]
) -> frozenset[str]:
    """Of syncs that lost people's identifiers, those with somebody who has one again of a type that counts there."""
    types = ", ".join(spell_text(name) for name in sorted({name for each in syncs.values() for name in each}))
    lost = f"""
        select sync, profile_id from {tables["sync_ledger"]} final
        where sync in ({", ".join(map(spell_text, syncs))}) and is_there and reason = {spell_text(LOST)}
    """
    rows = await handle.ask(f"""
        select distinct sync from ({lost}) where profile_id in (
            select profile_id from {tables["dim_identifiers"]}
            where identifier_type in ({types or "''"}) and profile_id in (select profile_id from ({lost}))
        )
    """)
    return frozenset(str(row["sync"]) for row in rows)
