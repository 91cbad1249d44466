"""What the segment tables say: sizes, members, rejected rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.relations import relation_of, study_relation

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


@dataclass(frozen=True)
class SegmentSize:
    """A segment at its newest evaluation; the status is `gone` where the last build had no spec of it."""

    segment: str
    status: str
    size: int
    base_size: int
    share: float
    verdict: str
    entered: int
    left: int
    as_of: datetime


@dataclass(frozen=True)
class RejectedRows:
    """Rows of a source that belong to no event or trait, and why."""

    source: str
    shape: str
    reason: str
    rows: int


@dataclass(frozen=True)
class Member:
    """A profile in a segment; its identifiers only when they were asked for."""

    profile_id: str
    user_id: str | None = None
    email: str | None = None


def read_sizes(client: "Client", relations: Mapping[str, str]) -> tuple[SegmentSize, ...]:
    """Every segment at its newest evaluation, by name."""
    return _sizes(client, relations, relation_of(relations, "fct_segment_sizes"), {})


def read_study_sizes(
    client: "Client", relations: Mapping[str, str], as_of: datetime
) -> tuple[SegmentSize, ...]:
    """Every segment in a study, by name."""
    sizes = study_relation(relation_of(relations, "fct_segment_sizes"))
    return _sizes(client, relations, sizes, {"as_of": as_of})


def _sizes(
    client: "Client", relations: Mapping[str, str], sizes: str, values: Mapping[str, object]
) -> tuple[SegmentSize, ...]:
    condition = "as_of = {as_of:DateTime64(3, 'UTC')}" if values else "true"
    declared = f"segment in (select segment from {relation_of(relations, 'dim_segments')})"
    rows = ask(
        client,
        f"""
        select
            segment, if({declared}, status, 'gone') as status, size, base_size, share, verdict, entered, left, as_of
        from {sizes}
        where {condition}
        order by segment, as_of desc
        limit 1 by segment
        """,
        values,
    )
    return tuple(SegmentSize(**row) for row in rows)


def read_rejected(client: "Client", relations: Mapping[str, str]) -> tuple[RejectedRows, ...]:
    """Rejected rows by source and reason."""
    rows = ask(
        client,
        f"""
        select source, shape, reason, count() as rows
        from {relation_of(relations, "rejected_rows")}
        group by source, shape, reason
        order by source, shape, reason
        """,
    )
    return tuple(RejectedRows(**row) for row in rows)


def count_members(client: "Client", members: str, values: Mapping[str, object]) -> int:
    """How many rows a query of members has."""
    return int(ask(client, f"select count() as c from ({members})", values)[0]["c"])


def current_members_sql(relations: Mapping[str, str]) -> str:
    """The query of a segment's members now; `segment` is its value."""
    return f"""
        select profile_id
        from {relation_of(relations, "fct_segment_members")}
        where segment = {{segment:String}}
        """


def past_members_sql(relations: Mapping[str, str], bitmaps: str) -> str:
    """The query of a segment's members at an instant of a table of bitmaps; `segment` and `as_of` are its values."""
    return f"""
        select numbers.profile_id as profile_id
        from {relation_of(relations, "profile_numbers")} as numbers
        inner join (
            select arrayJoin(bitmapToArray(groupBitmapOrState(members))) as profile_number
            from {bitmaps}
            where segment = {{segment:String}} and as_of = {{as_of:DateTime64(3, 'UTC')}}
        ) as members on numbers.profile_number = members.profile_number
        """


def read_members(
    client: "Client",
    members: str,
    values: Mapping[str, object],
    *,
    limit: int | None,
    profiles: str | None = None,
) -> tuple[Member, ...]:
    """Members by profile id; `profiles` is the relation that knows their identifiers."""
    columns, source = "profile_id", f"({members})"
    if profiles:
        columns = "profile_id, profiles.user_id as user_id, profiles.email as email"
        source = f"({members}) as members left join {profiles} as profiles using (profile_id)"
    bound = "" if limit is None else f"limit {int(limit)}"
    rows = ask(client, f"select {columns} from {source} order by profile_id {bound}", values)
    return tuple(Member(**row) for row in rows)


def read_sampled(
    client: "Client", relations: Mapping[str, str], numbers: Sequence[int], *, has_identifiers: bool
) -> tuple[Member, ...]:
    """The profiles of these numbers, in their order."""
    columns, source = "profile_id", relation_of(relations, "profile_numbers")
    if has_identifiers:
        columns, source = "profile_id, user_id, email", relation_of(relations, "dim_profiles")
    sql = f"""
        select {columns}
        from {source}
        where profile_number in {{numbers:Array(UInt32)}}
        order by indexOf({{numbers:Array(UInt32)}}, profile_number)
        limit 1 by profile_number
        """
    return tuple(Member(**row) for row in ask(client, sql, {"numbers": list(numbers)})) if numbers else ()
