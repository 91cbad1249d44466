"""The SQL of who is held back though a member: other segments, lists, consent, contact pressure."""

from collections.abc import Sequence

from segflux_cli.literals import spell_name, spell_text
from segflux_cli.spec.declared.syncs import PROFILE_ID, Contacted, HeldBack, InSegment, Listed, WithoutConsent
from segflux_cli.spec.times.spans import exact_seconds
from segflux_cli.spec.times.times import Duration
from segflux_cli.sync.members.cleaning import Clean
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.tables import Tables
from segflux_cli.sync.state.task import Task


def consents_of(sync: CarriedSync, held_back: Sequence[HeldBack]) -> tuple[str, ...]:
    """The traits that must be true."""
    channels = [sync.channel] if sync.channel else []
    channels += [each.channel for each in held_back if isinstance(each, WithoutConsent)]
    return tuple(dict.fromkeys(f"consent_{channel}" for channel in channels))


def held_back_sql(task: Task, tables: Tables, clean: Clean) -> str:
    """An expression of profile_id and has_consent: why a member is held back, '' for nobody."""
    cases = [
        f"{_condition(each, task, tables, clean)}, {spell_text(_reason(each))}"
        for each in task.held_back
        if not isinstance(each, WithoutConsent)
    ]
    if consents_of(task.sync, task.held_back):
        cases.append("not has_consent, 'no consent'")
    return f"multiIf({', '.join(cases)}, '')" if cases else "''"


def _reason(each: HeldBack) -> str:
    if isinstance(each, InSegment):
        return f"in segment {each.segment}"
    if isinstance(each, Listed):
        return f"listed in {each.name}"
    return "contacted often enough"


def _condition(each: HeldBack, task: Task, tables: Tables, clean: Clean) -> str:
    if isinstance(each, InSegment):
        return f"profile_id in (select profile_id from {tables.members(each.segment)})"
    if isinstance(each, Listed):
        return f"profile_id in ({_listed(each, tables, clean)})"
    if isinstance(each, Contacted):
        return f"profile_id in ({_contacted(each, task, tables)})"
    return "false"


def _listed(each: Listed, tables: Tables, clean: Clean) -> str:
    """Values are cleaned as the identifiers in the warehouse are, else who is listed would be sent."""
    column = f"ifNull(toString({spell_name(each.id_type)}), '')"
    if each.id_type == PROFILE_ID:
        return f"select {column} from {tables[each.name]}"
    return f"""
        select profile_id
        from {tables["dim_identifiers"]}
        where identifier_type = {spell_text(each.id_type)}
            and identifier_value in (select {clean(each.id_type, column)} from {tables[each.name]})
    """


def _contacted(each: Contacted, task: Task, tables: Tables) -> str:
    """Who entered other audiences that often lately, but for those who are in this one already.

    An entry is told by `there_since`, which stays when it is sent again or with other fields.
    """
    own = _own(task, tables)
    channel = f"and channel = {spell_text(each.channel)}" if each.channel else ""
    entered = f"""
        operation = 'upsert' and status in ('ok', 'accepted') and not {own} {channel}
        and there_since > now64(3) - interval {_seconds(each.within)} second
    """
    entries = f"""
        select sync, key, there_since, profile_id from {tables["sync_history"]} final where {entered}
        union distinct
        select sync, key, there_since, profile_id from {tables["sync_ledger"]} final where {entered}
    """
    here = f"""
        select profile_id
        from {tables["sync_ledger"]} final
        where {own} and (is_there or {_moves(task.sync, tables)})
    """
    return f"""
        select today
        from ({_with_today(entries, tables)})
        where today not in (select today from ({_with_today(here, tables)}))
        group by today
        having uniqExact(sync, key, there_since) >= {each.at_least}
    """


def _with_today(rows: str, tables: Tables) -> str:
    """Rows with the profile that each noted one is part of today: merged, it keeps the node that it is named after."""
    return f"""
        select noted.*, if(moved.profile_id = '', noted.profile_id, moved.profile_id) as today
        from ({rows}) as noted
        any left join (
            select leftPad(lower(hex(node)), 16, '0') as named, profile_id
            from {tables["dim_identifiers"]}
            where node in (select reinterpretAsUInt64(reverse(unhex(profile_id))) from ({rows}))
        ) as moved on noted.profile_id = moved.named
    """


def _own(task: Task, tables: Tables) -> str:
    """The condition of what is this sync's, also under names that it had with another place, segment or destination."""
    sync = task.sync
    segments = ", ".join(spell_text(name) for name in (sync.segment, task.former) if name)
    declared = audience_there_sql("JSONExtractString(declaration, 'place')")
    return f"""(
        (segment in ({segments}) and destination = {spell_text(sync.destination)})
        or sync in (
            select sync from {tables["sync_runs"]}
            where declaration != '' and {declared} = {audience_there_sql(spell_text(sync.place))}
        )
    )"""


def _moves(sync: CarriedSync, tables: Tables) -> str:
    """The condition of who was taken from the place that this sync takes over, and is not there again yet."""
    name = spell_text(sync.name)
    return f"""(
        operation = 'remove' and was_there
        and (sync, sequence) in (select sync, max(sequence) from {tables["sync_runs"]} group by sync)
        and not exists (
            select 1 from {tables["sync_ledger"]} final
            where sync = {name} and is_there and status in ('ok', 'accepted')
        )
    )"""


def audience_there_sql(place: str) -> str:
    """What is equal for SQL of two places where `audience_there` is equal for the two: names don't count."""
    return f"arrayFilter(word -> word.1 != 'destination', JSONExtractKeysAndValuesRaw({place}))"


def _seconds(length: Duration) -> int:
    days = {"month": 30, "year": 365}.get(length.unit)
    return exact_seconds(Duration(length.amount * days, "day") if days else length)
