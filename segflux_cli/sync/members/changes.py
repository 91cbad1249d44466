"""What a run has to send: the desired members against the ledger."""

from dataclasses import dataclass

from segflux_cli.literals import spell_text
from segflux_cli.sync.members.compared import changes_sql, overlapping_sql
from segflux_cli.sync.members.desired import Desired, wanted_sql
from segflux_cli.sync.members.remote import missing_sql, strangers_sql
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.plan import Plan

_COLUMNS = (
    "key String, profile_id String, operation LowCardinality(String), remote_id String, was_there Bool, "
    "there_since DateTime64(3, 'UTC'), is_new Bool, is_suppressed Bool, size UInt32"
)


@dataclass(frozen=True)
class Changes:
    """Counts of what is to be sent, of whom the destination may hold before, and of whom jobs keep waiting."""

    there_before: int
    adds: int
    updates: int
    removals: int
    suppressed: int  # removals of members who are held back, and of whom an earlier run could not remove
    waiting: int
    strangers: int = 0  # removals of people whom Segflux never added; only in mode mirror

    @property
    def total(self) -> int:
        """Everything that is to be sent."""
        return self.adds + self.updates + self.removals


async def store_changes(
    handle: Handle, plan: Plan, desired: Desired, wishes: Wishes, *, is_drain: bool = False
) -> Changes:
    """The changes in a scratch table, and their counts."""
    sync, tables = plan.sync, plan.tables
    table = tables.scratch(sync, "changes")
    wanted = wanted_sql(tables.scratch(sync, "desired"), has_shared=desired.shared > 0)
    await handle.run(f"drop table if exists {table}")
    await handle.run(f"create table {table} ({_COLUMNS}) engine = MergeTree order by (operation, key)")
    await handle.run(f"insert into {table} {changes_sql(plan, wanted, wishes, is_drain=is_drain)}")
    if plan.is_listing:
        await handle.run(strangers_sql(plan, wanted))
        await handle.run(missing_sql(plan, wanted))
    if len(sync.match_on) > 1:
        await handle.run(overlapping_sql(plan, wanted))
    return await _count(handle, plan)


async def withdrawals(handle: Handle, plan: Plan) -> Changes:
    """The counts of what a braked run does all the same; nothing where a content is written anew, as a whole."""
    if plan.is_replacing:
        return Changes(0, 0, 0, 0, 0, 0)
    changes = plan.tables.scratch(plan.sync, "changes")
    row = await handle.one(f"select count() as removals from {changes} where {plan.removed}")
    removals = int(row["removals"])
    return Changes(0, 0, 0, removals, removals, 0)


async def has_people(handle: Handle, plan: Plan) -> bool:
    """Whether the ledger is sure that somebody is there."""
    ledger, name = plan.tables["sync_ledger"], spell_text(plan.sync.name)
    row = await handle.one(f"""
        select countIf(is_there and status = 'ok') as people from {ledger} final where sync = {name}
    """)
    return bool(row["people"])


async def _count(handle: Handle, plan: Plan) -> Changes:
    sync, tables = plan.sync, plan.tables
    there = (
        f"select countIf(is_there) from {tables['sync_ledger']} final where sync = {spell_text(sync.name)}"
    )
    if plan.is_listing:
        there = f"select uniqExact(key) from {tables.scratch(sync, 'remote')}"
    row = await handle.one(f"""
        select
            countIf(operation = 'upsert' and is_new) as adds,
            countIf(operation = 'upsert' and not is_new) as updates,
            countIf(operation = 'remove') as removals,
            countIf(is_suppressed) as suppressed,
            countIf(operation = 'wait') as waiting,
            countIf(operation = 'remove' and profile_id = '') as strangers,
            ({there}) as there_before
        from {tables.scratch(sync, "changes")}
    """)
    return Changes(**{name: int(row[name]) for name in Changes.__dataclass_fields__})
