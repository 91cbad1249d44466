"""Who should be at the destination: every member with key and payload hash, or with why not."""

from dataclasses import dataclass

from segflux_cli.literals import spell_text
from segflux_cli.sync.members.people import PeopleQuery
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.ledger import parts_of
from segflux_cli.sync.state.tables import SMALL_BLOCKS, Tables

_SHARED = "has the identifier of another member"
_COLUMNS = (
    "key String, profile_id String, payload_hash UInt64, held_back String, unmatched String, size UInt32"
)


@dataclass(frozen=True)
class Desired:
    """Counts of members: all, held back, without a usable identifier, and keys wanted."""

    members: int
    held_back: int
    unmatched: int
    wanted: int
    shared: int  # members whose identity another one has, who stands for them or is held back


async def store_desired(
    handle: Handle, people: PeopleQuery | None, held_back: str, tables: Tables, sync: CarriedSync
) -> Desired:
    """The desired members in a scratch table and their counts; nobody where a place is being emptied.

    `held_back` is the expression of why a member is held back.
    """
    table = tables.scratch(sync, "desired")
    await handle.run(f"drop table if exists {table}")
    await handle.run(f"create table {table} ({_COLUMNS}) engine = MergeTree order by (key, profile_id)")
    if people is None:
        return Desired(0, 0, 0, 0, 0)
    members = f"select profile_id from {tables.members(sync.segment)}"
    await handle.run(_insert(people, members, held_back, table))
    # two keys of one hash would only cost the way of shared identities
    found = await handle.one(f"""
        select
            (select count() from ({members})) as members,
            count() as found,
            countIf(key != '') as with_key,
            countIf(key != '' and held_back != '') as held_back,
            uniqExactIf(sipHash64(key), key != '') as keys
        from {table}
    """)
    if found["members"] > found["found"]:
        await handle.run(_insert_unknown(people, members, held_back, table))
    has_several = len(sync.match_on) > 1
    has_shared = found["with_key"] > found["keys"] or (has_several and found["held_back"] > 0)
    if has_shared:
        await _hold_back_sharing(handle, table, parts_of("key") if has_several else "[key]")
        await _mark_shared(handle, table)
    return await _count(handle, table, has_shared=has_shared)


def _insert(people: PeopleQuery, members: str, held_back: str, table: str) -> str:
    """Members in one pass over the profiles; a join of both would cost half as much again."""
    what = " or ".join(people.sync.match_on)
    return f"""
        insert into {table}
        select
            key,
            profile_id,
            sipHash64(ids, fields),
            {held_back},
            multiIf(key != '', '', raw != '', {spell_text(f"no valid {what}")}, {spell_text(f"no {what}")}),
            length(ids) + length(fields)
        from ({people.sql(members)})
        {SMALL_BLOCKS}
    """


def _insert_unknown(people: PeopleQuery, members: str, held_back: str, table: str) -> str:
    """Members without a profile, as a segment written by hand may name them.

    Whom a build made a member since the others were read has a profile, and is for the next run.
    """
    return f"""
        insert into {table}
        select '', profile_id, 0, {held_back}, {spell_text(f"no {' or '.join(people.sync.match_on)}")}, 0
        from (select distinct profile_id, false as has_consent from ({members}))
        where profile_id not in (select profile_id from {table})
            and profile_id not in (select profile_id from {people.tables["dim_profiles"]})
    """


async def _hold_back_sharing(handle: Handle, table: str, parts: str) -> None:
    """Who shares an identifier with somebody held back is held back too: sent, it would be there again."""
    await handle.run(f"""
        insert into {table}
        select key, profile_id, 0, min(reason), '{_SHARED}', 0
        from (
            select key, profile_id, arrayJoin({parts}) as part
            from {table}
            where key != '' and held_back = ''
        ) as sharing
        inner join (
            select arrayJoin({parts}) as part, min(held_back) as reason
            from {table}
            where key != '' and held_back != ''
            group by part
        ) as held using (part)
        group by key, profile_id
    """)


async def _mark_shared(handle: Handle, table: str) -> None:
    """Of several members with one identity the one with the smallest id stands for all, unless they are held back."""
    sharing = f"""
        select key from {table} where key != '' group by key having count() > 1 and countIf(held_back != '') = 0
    """
    await handle.run(f"""
        insert into {table}
        select '', profile_id, 0, '', '{_SHARED}', 0
        from {table}
        where key in ({sharing}) and (key, profile_id) not in (
            select key, min(profile_id) from {table} where key in ({sharing}) group by key
        )
    """)


async def _count(handle: Handle, table: str, *, has_shared: bool) -> Desired:
    row = await handle.one(f"""
        select
            countIf(rows.unmatched != '{_SHARED}') as members,
            countIf(rows.held_back != '') as held_back,
            countIf(rows.unmatched != '' and rows.held_back = '') as unmatched,
            countIf(rows.unmatched = '{_SHARED}') as shared,
            (select count() from ({wanted_sql(table, has_shared=has_shared)})) as wanted
        from {table} as rows
    """)
    return Desired(**{name: int(row[name]) for name in Desired.__dataclass_fields__})


def wanted_sql(table: str, *, has_shared: bool) -> str:
    """A query of key, profile_id, payload_hash and size, in bytes: nobody who shares with one who is held back."""
    if not has_shared:
        return f"""
            select key, profile_id, payload_hash, size from {table} where key != '' and held_back = ''
        """
    return f"""
        select
            members.key as key,
            min(members.profile_id) as profile_id,
            argMin(members.payload_hash, members.profile_id) as payload_hash,
            argMin(members.size, members.profile_id) as size
        from {table} as members
        where members.key != ''
        group by members.key
        having countIf(members.held_back != '') = 0
    """
