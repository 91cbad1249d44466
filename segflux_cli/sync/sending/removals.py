"""Whom to remove: their identifiers are looked up by key, since no ledger holds personal data."""

import json
from collections.abc import Sequence

from segflux_cli.destinations.protocol import Identity
from segflux_cli.literals import spell_text
from segflux_cli.sync.members.people import applied, key_part
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.ledger import LEDGER_COLUMNS, LOST, constants, parts_of, version_of
from segflux_cli.sync.state.plan import Plan

_PARTS = parts_of("key")


async def written_fields(handle: Handle, plan: Plan) -> tuple[str, ...]:
    """The fields of `send` that an earlier run of the sync wrote; others are not ours to clear."""
    runs, name = plan.tables["sync_runs"], spell_text(plan.sync.name)
    earlier = f"sync = {name} and sequence < {plan.sequence}"
    rows = await handle.ask(f"""
        select distinct JSONExtractString(arrayJoin(JSONExtractArrayRaw(declaration, 'send')), 'name') as name
        from {runs}
        where {earlier} and sequence in (select sequence from {runs} where {earlier} and state = 'planned')
    """)
    written = {str(row["name"]) for row in rows}
    return tuple(value.name for value in plan.sync.send if value.name in written)


def removals_sql(plan: Plan, written: Sequence[str] = ()) -> str:
    """A query of the removals that can be sent, with ids and the fields to be cleared, which are those written before.

    Who goes from a content that is written anew needs none: its removals are recorded, never sent.
    """
    changes = f"(select * from {plan.tables.scratch(plan.sync, 'changes')} where {plan.removed})"
    cleared = spell_text(json.dumps(dict.fromkeys(written), ensure_ascii=False))
    if not plan.identities:
        return f"select *, '{{}}' as ids, {cleared} as fields from {changes}"
    known = [_values_of(identity, changes, plan) for identity in plan.identities]
    listed = [_values_there(identity, plan) for identity in plan.identities] if plan.is_listing else []
    looked_up = " union all ".join([*known, *listed])
    return f"""
        select changes.*, concat('{{', found.ids, '}}') as ids, {cleared} as fields
        from {changes} as changes
        any left join (
            select key, arrayStringConcat(arraySort(groupArray(pair)), ',') as ids
            from (select key, arrayJoin({_PARTS}) as part from {changes}) as wanted
            inner join (
                select part, any(pair) as pair from ({looked_up}) group by part
            ) as known on wanted.part = known.part
            group by key
        ) as found on changes.key = found.key
        where found.ids != '' or changes.remote_id != '' or {int(plan.is_replacing)}
    """


def _values_of(identity: Identity, changes: str, plan: Plan) -> str:
    normal = applied(identity.normal_form, "identifier_value")
    name = spell_text(f"{json.dumps(identity.type)}:")
    return f"""
        select part, any(concat({name}, toJSONString({applied(identity.sent_as, "normal")}))) as pair
        from (
            select {normal} as normal, {key_part(identity, "normal")} as part
            from {plan.tables["dim_identifiers"]}
            where identifier_type = {spell_text(identity.type)}
        )
        where part in (select arrayJoin({_PARTS}) from {changes})
        group by part
    """


def _values_there(identity: Identity, plan: Plan) -> str:
    """Identifiers as the destination told them: strangers are in no table of ours."""
    given = f"JSONExtractString(ids, {spell_text(identity.type)})"
    name = spell_text(f"{json.dumps(identity.type)}:")
    return f"""
        select {key_part(identity, applied(identity.normal_form, "given"))} as part,
            concat({name}, toJSONString(given)) as pair
        from (select {given} as given from {plan.tables.scratch(plan.sync, "remote")})
        where part != ''
    """


def lost_sql(plan: Plan) -> str:
    """Writes into the ledger who was to be removed but is not in the outbox, unless it says so already.

    Where the destination told who is there, somebody whom it did not name is gone.
    """
    if plan.is_listing:
        status, reason, is_there = "ok", "", "false"
    else:
        status, reason, is_there = "rejected", LOST, "true"
    ledger = plan.tables["sync_ledger"]
    known = f"""
        select key from {ledger} final
        where sync = {spell_text(plan.sync.name)} and status = 'rejected' and reason = {spell_text(LOST)}
    """
    return f"""
        insert into {ledger} ({LEDGER_COLUMNS})
        select
            {constants(plan.sync)}, key, profile_id, 'remove', 0, '{status}', {is_there}, true, {plan.sequence},
            0, '', remote_id, {spell_text(reason)}, there_since, now64(3, 'UTC'),
            {version_of(str(plan.sequence), status)}
        from {plan.tables.scratch(plan.sync, "changes")}
        where {plan.removed}
            and key not in (select key from {plan.tables["sync_outbox"]} where {plan.rows})
            and key not in ({known})
    """
