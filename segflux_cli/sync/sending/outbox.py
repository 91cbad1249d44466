"""The frozen plan: what is sent to whom in which batch, and the ledger's word that it may have been."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segflux_cli.destinations.protocol import Row
from segflux_cli.literals import spell_text
from segflux_cli.sync.members.changes import Changes
from segflux_cli.sync.members.people import PeopleQuery
from segflux_cli.sync.sending.removals import lost_sql, removals_sql, written_fields
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.ledger import LEDGER_COLUMNS, OURS, constants, version_of
from segflux_cli.sync.state.plan import FIRST_NEW, Plan
from segflux_cli.sync.state.tables import SMALL_BLOCKS

FIRST_UPSERT = 1_000_000  # batches of removals have smaller numbers, so that they come first

_COLUMNS = (
    "sync, sequence, batch, operation, key, profile_id, remote_id, payload_hash, was_there, there_since, "
    "ids, fields, planned_at"
)
ROW_COLUMNS = "key, profile_id, remote_id, ids, fields"  # of the outbox, of which `row_of` makes a row
_FILLED = 0.9  # of a batch's bytes: what a destination renders around payloads needs room too


async def freeze(handle: Handle, plan: Plan, people: PeopleQuery | None, changes: Changes) -> int:
    """The run's rows in the outbox, in batches within the limits; says how many removals lack an identifier."""
    lost = 0
    if changes.removals:
        written = await written_fields(handle, plan) if plan.sync.mode == "upsert" else ()
        await handle.run(_insert(plan, _removed(plan, changes, written)))
        outbox = plan.tables["sync_outbox"]
        found = await handle.one(f"select count() as removals from {outbox} where {plan.rows}")
        if found["removals"] < changes.removals:
            await handle.run(lost_sql(plan))
            lost = 0 if plan.is_listing else changes.removals - int(found["removals"])
    if people and (changes.adds or changes.updates):
        await handle.run(_insert(plan, _upserted(plan, people, changes)))
    return lost


def _removed(plan: Plan, changes: Changes, written: Sequence[str]) -> str:
    most = plan.limits.removed_rows or plan.limits.rows
    size = "length(ids) + length(fields)"
    return _in_batches(
        removals_sql(plan, written), _cut(most, plan.limits.bytes, changes.removals, size), "0"
    )


def _upserted(plan: Plan, people: PeopleQuery, changes: Changes) -> str:
    """Payloads stream past the changes: only these, which are narrow, are numbered and held in memory."""
    table = plan.tables.scratch(plan.sync, "changes")
    chosen = f"select * from {table} where operation = 'upsert'"
    cut = _cut(plan.limits.rows, plan.limits.bytes, changes.adds + changes.updates, "size")
    first = f"if(is_new, {FIRST_NEW}, {FIRST_UPSERT})" if plan.tells_new else str(FIRST_UPSERT)
    return f"""
        select
            numbered.key as key, numbered.profile_id as profile_id, batch, operation, remote_id, was_there,
            there_since, people.ids as ids, people.fields as fields
        from ({people.sql(f"select profile_id from ({chosen})")}) as people
        inner join ({_in_batches(chosen, cut, first)}) as numbered
            on numbered.profile_id = people.profile_id and numbered.key = people.key
    """


@dataclass(frozen=True)
class _Cut:
    """How rows are cut into batches: what is equal for the rows of one, and its number among all."""

    chunk: str
    number: str


def _cut(most_rows: int, most_bytes: int | None, count: int, size: str) -> _Cut:
    """By rows, and by the bytes that come before a row where bytes are limited; no sorting where one batch does."""
    by_rows = f"intDiv(row_number() over (order by key) - 1, {most_rows})" if count > most_rows else "0"
    if most_bytes is None:
        return _Cut(by_rows, "chunk")
    room = max(int(most_bytes * _FILLED), 1)
    by_bytes = f"intDiv(sum({size}) over (order by key), {room})"
    return _Cut(f"({by_rows}, {by_bytes})", "dense_rank() over (order by chunk) - 1")


def _in_batches(rows: str, cut: _Cut, first_batch: str) -> str:
    return (
        f"select *, {cut.number} + {first_batch} as batch from (select *, {cut.chunk} as chunk from ({rows}))"
    )


def _insert(plan: Plan, rows: str) -> str:
    return f"""
        insert into {plan.tables["sync_outbox"]} ({_COLUMNS})
        select
            {spell_text(plan.sync.name)}, {plan.sequence}, batch, operation, key, profile_id, remote_id,
            sipHash64(ids, fields), was_there, there_since, ids, fields, now64(3, 'UTC')
        from ({rows})
        {SMALL_BLOCKS}
    """


def row_of(stored: Mapping[str, Any], *, is_new: bool = False) -> Row:
    """A person of the outbox as destinations take them."""
    return Row(
        stored["key"],
        stored["profile_id"],
        json.loads(stored["ids"]),
        json.loads(stored["fields"]),
        stored["remote_id"],
        is_new=is_new,
    )


async def write_ahead(handle: Handle, plan: Plan) -> None:
    """The plan in the ledger, before anything is sent: from now on the destination may have it."""
    await handle.run(f"""
        insert into {plan.tables["sync_ledger"]} ({LEDGER_COLUMNS})
        select
            {constants(plan.sync)}, key, profile_id, operation, payload_hash, 'planned', {OURS}, was_there,
            sequence, batch, '', remote_id, '', there_since, now64(3, 'UTC'), {version_of("sequence", "planned")}
        from {plan.tables["sync_outbox"]}
        where {plan.rows}
        {SMALL_BLOCKS}
    """)
