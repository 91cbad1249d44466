"""The SQL that compares the desired members with the ledger."""

from segflux_cli.literals import spell_text
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.state.ledger import LOST, OURS, parts_of
from segflux_cli.sync.state.plan import FIRST_NEW, Plan
from segflux_cli.sync.state.tables import SMALL_BLOCKS


def changes_sql(plan: Plan, wanted: str, wishes: Wishes, *, is_drain: bool) -> str:
    """A row per key that is to be sent, removed or waited for."""
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


def overlapping_sql(plan: Plan, wanted: str) -> str:
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
