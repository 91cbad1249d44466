"""Who is at the destination, as it tells: mode mirror removes strangers and sends again who is missing."""

import json
from collections.abc import Awaitable, Callable, Sequence

from segflux_cli.destinations.protocol import Page, RemoteMember
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.syncs import PROFILE_ID
from segflux_cli.sync.members.people import applied, key_part
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.ledger import parts_of
from segflux_cli.sync.state.plan import Plan
from segflux_cli.sync.state.tables import LARGE_QUERY

_COLUMNS = "key String, parts Array(String), ids String, remote_id String"
_ROWS_AT_ONCE = 20_000


async def store_remote(handle: Handle, plan: Plan, list_members: Callable[[str], Awaitable[Page]]) -> None:
    """Everybody whom the destination holds, in a scratch table: keys as the ledger has them, and identifiers."""
    table = plan.tables.scratch(plan.sync, "remote")
    await handle.run(f"drop table if exists {table}")
    await handle.run(f"create table {table} ({_COLUMNS}) engine = MergeTree order by key")
    waiting: list[RemoteMember] = []
    page, is_last = "", False
    while not is_last:
        answer = await list_members(page)
        waiting += answer.members
        page, is_last = answer.next, not answer.next
        if waiting and (is_last or len(waiting) >= _ROWS_AT_ONCE):
            await handle.run(_insert(plan, table, waiting))
            waiting = []


def _insert(plan: Plan, table: str, members: Sequence[RemoteMember]) -> str:
    """Whom we could not know by any identifier is known by the id there."""
    rows = [(member.remote_id, json.dumps(dict(member.ids), ensure_ascii=False)) for member in members]
    text = spell_text(json.dumps(rows, ensure_ascii=False))
    unknown = "lower(leftPad(hex(sipHash64('remote id', '\\0', remote_id)), 16, '0'))"
    return f"""
        insert into {table}
        select if(arrayExists(part -> part != '', found), arrayStringConcat(found, '-'), {unknown}) as key,
            arrayFilter(part -> part != '', found) as parts, ids, remote_id
        from (
            select listed.1 as remote_id, listed.2 as ids, [{", ".join(_parts(plan))}] as found
            from (select arrayJoin(JSONExtract({text}, 'Array(Tuple(String, String))')) as listed)
        )
        {LARGE_QUERY}
    """


def _parts(plan: Plan) -> list[str]:
    if not plan.identities:
        return [f"JSONExtractString(ids, '{PROFILE_ID}')"]
    values = [
        applied(each.normal_form, f"JSONExtractString(ids, {spell_text(each.type)})")
        for each in plan.identities
    ]
    return [key_part(*each) for each in zip(plan.identities, values, strict=True)]


def strangers_sql(plan: Plan, wanted: str) -> str:
    """Adds to the changes the removal of everybody there who is neither wanted nor on the way.

    For us they are not there, neither before nor while it is planned: else a later run would remove them in any mode.
    """
    desired, changes = (plan.tables.scratch(plan.sync, what) for what in ("desired", "changes"))
    remote = plan.tables.scratch(plan.sync, "remote")
    ours = f"select key from ({wanted}) union all select key from {changes}"
    held_back = f"select key from {desired} where held_back != '' and key != ''"
    return f"""
        insert into {changes}
        select key, '', 'remove', any(remote_id), false, now64(3, 'UTC'), false,
            {_any_part(remote, held_back)}, 0
        from {remote}
        where not {_any_part(remote, ours)} and key not in (select key from {changes})
        group by key
    """


def missing_sql(plan: Plan, wanted: str) -> str:
    """Adds to the changes everybody whom the ledger has there and the destination has not."""
    changes, remote = (plan.tables.scratch(plan.sync, what) for what in ("changes", "remote"))
    known = f"""
        select key from {plan.tables["sync_ledger"]} final
        where sync = {spell_text(plan.sync.name)} and status = 'ok' and operation = 'upsert'
    """
    return f"""
        insert into {changes}
        select key, profile_id, 'upsert', '', false, now64(3, 'UTC'), true, false, size
        from ({wanted})
        where key in ({known}) and key not in (select key from {changes}) and key not in (
            select key from (select key, arrayJoin({parts_of("key")}) as part from ({wanted}))
            where part in (select arrayJoin(parts) from {remote})
        )
    """


def _any_part(remote: str, keys: str) -> str:
    """Whether a member of the destination has an identifier in common with one of the keys."""
    parts = f"select arrayJoin({parts_of('key')}) from ({keys})"
    return f"key in (select key from (select key, arrayJoin(parts) as part from {remote}) where part in ({parts}))"
