"""What a run has to send: the desired members against the ledger."""

from dataclasses import dataclass

from segflux_cli.literals import spell_text
from segflux_cli.sync.desired import Desired, wanted_sql
from segflux_cli.sync.handle import Handle
from segflux_cli.sync.ledger import LOST, OURS, parts_of
from segflux_cli.sync.plan import FIRST_NEW, Plan
from segflux_cli.sync.remote import missing_sql, strangers_sql
from segflux_cli.sync.tables import SMALL_BLOCKS

_COLUMNS = (
    "key String, profile_id String, operation LowCardinality(String), remote_id String, was_there Bool, "
    "there_since DateTime64(3, 'UTC'), is_new Bool, is_suppressed Bool, size UInt32"
)


@dataclass(frozen=True)
class Wishes:
    """How a run was asked for: resend everything, retry what was rejected, go on in spite of brakes.

    `gives_up`: a place that is left and cannot be emptied counts as empty.
    """

    is_full: bool = False
    retries_rejected: bool = False
    allows_large_change: bool = False
    gives_up: bool = False


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
    await handle.run(f"insert into {table} {_changes_sql(plan, wanted, wishes, is_drain=is_drain)}")
    if plan.is_listing:
        await handle.run(strangers_sql(plan, wanted))
        await handle.run(missing_sql(plan, wanted))
    if len(sync.match_on) > 1:
        await handle.run(_overlapping(plan, wanted))
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


def _changes_sql(plan: Plan, wanted: str, wishes: Wishes, *, is_drain: bool) -> str:
    sync, tables = plan.sync, plan.tables
    desired = tables.scratch(sync, "desired")
    removes = sync.mode != "add_only"
    everything = wishes.is_full
    return f"""
        with wanted as ({wanted}),
        known as (
            select key, profile_id, operation, payload_hash, status, is_there, batch, remote_id,
                there_since, reason
            from {tables["sync_ledger"]} final
            where sync = {spell_text(sync.name)} and not startsWith(key, '!')
        ),
        judged as (
            select
                if(wanted.key != '', wanted.key, known.key) as key,
                if(wanted.key != '', wanted.profile_id, known.profile_id) as profile_id,
                wanted.key != '' as is_wanted,
                known.key != '' as is_known,
                known.is_there as was_there,
                {_in_doubt(plan)} as is_in_doubt,
                known.remote_id as remote_id,
                known.reason = {spell_text(LOST)} as is_lost,
                if(known.is_there, known.there_since, now64(3, 'UTC')) as there_since,
                wanted.size as size,
                multiIf(
                    known.status = 'accepted', 'wait',
                    is_wanted and (
                        not is_known
                        or known.operation = 'remove'
                        or known.status = 'planned'
                        or known.payload_hash != wanted.payload_hash
                        or known.profile_id != wanted.profile_id
                        or (known.status = 'rejected' and {int(wishes.retries_rejected)})
                        or {int(everything)}
                    ), 'upsert',
                    not is_wanted and {int(removes)} and {_is_to_go(plan)}, 'remove',
                    'keep'
                ) as operation
            from wanted
            full outer join known on wanted.key = known.key
        )
        select
            key,
            profile_id,
            operation,
            remote_id,
            was_there,
            there_since,
            (not was_there or is_in_doubt) and operation = 'upsert' as is_new,
            operation = 'remove' and (is_lost or {_suppressed(desired, is_drain=is_drain)}) as is_suppressed,
            size
        from judged
        where operation != 'keep'
        {SMALL_BLOCKS}
    """


def _is_to_go(plan: Plan) -> str:
    """Whom we added and, where the destination is asked who is there, strangers whose removal was not seen through."""
    ours = f"(known.is_there and known.{OURS})"
    return f"({ours} or (known.status = 'planned' and not known.{OURS}))" if plan.is_listing else ours


def _in_doubt(plan: Plan) -> str:
    """Whether a run that died left open if somebody's entering or leaving was told, where both must be."""
    if not plan.tells_new:
        return "false"
    return f"known.status = 'planned' and (known.operation = 'remove' or known.batch >= {FIRST_NEW})"


def _suppressed(desired: str, *, is_drain: bool) -> str:
    if is_drain:
        return "true"
    return f"key in (select key from {desired} where held_back != '' and key != '')"


def _overlapping(plan: Plan, wanted: str) -> str:
    """Who stays but shares an identifier with somebody who goes is sent again, after the removal."""
    sync, tables = plan.sync, plan.tables
    table = tables.scratch(sync, "changes")
    parts = parts_of("key")
    return f"""
        insert into {table}
        select
            wanted.key, wanted.profile_id, 'upsert', known.remote_id, known.is_there, known.there_since, 0, 0,
            wanted.size
        from ({wanted}) as wanted
        inner join (
            select key, is_there, remote_id, there_since
            from {tables["sync_ledger"]} final
            where sync = {spell_text(sync.name)}
        ) as known on wanted.key = known.key
        where hasAny(
            {parts_of("wanted.key")},
            (select groupUniqArrayArray({parts}) from {table} where operation = 'remove')
        ) and wanted.key not in (select key from {table})
    """


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
