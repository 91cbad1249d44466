"""Who is in a segment, now, in a study or at a past evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from segflux_cli.errors import UsageError
from segflux_cli.spec.yaml.words import did_you_mean
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.query import ask, ask_if_there
from segflux_cli.warehouse.relations import study_relation
from segflux_cli.warehouse.segments.export import ExportFormat, export, select_list
from segflux_cli.warehouse.segments.member_columns import member_columns
from segflux_cli.warehouse.segments.segment_tables import (
    Member,
    count_members,
    current_members_sql,
    past_members_sql,
    read_members,
)

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


@dataclass(frozen=True)
class MembersRequest:
    """Which members to read; `as_of` names a study or an evaluation, no limit means all."""

    segment: str
    limit: int | None = None
    as_of: datetime | None = None
    has_identifiers: bool = False
    columns: tuple[str, ...] = ()  # of dim_profiles, and types of identifiers, for files


def find_members(
    project: Path, target: str | None, request: MembersRequest
) -> tuple[int, tuple[Member, ...]]:
    """How many members the segment has, and those asked for."""
    with opened(project, target) as (client, relations):
        members, values = _query(client, relations, request)
        total = count_members(client, members, values)
        profiles = relations["dim_profiles"] if request.has_identifiers else None
        return total, read_members(client, members, values, limit=request.limit, profiles=profiles)


def export_members(
    project: Path, target: str | None, request: MembersRequest, form: ExportFormat, out: BinaryIO | Path
) -> int:
    """Writes members with the columns asked for, by profile id; gives how many."""
    with opened(project, target) as (client, relations):
        members, values = _query(client, relations, request)
        columns, joins = member_columns(client, relations, request.columns)
        total = count_members(client, members, values)
        source = " ".join((f"({members}) as members", *joins))
        bound = "" if request.limit is None else f" limit {int(request.limit)}"
        listed = select_list(columns, form)
        sql = f"select {listed} from {source} order by {columns[0].source}{bound}"
        export(client, sql, values, columns, form, out)
        return total if request.limit is None else min(total, request.limit)


def _query(
    client: "Client", relations: Mapping[str, str], request: MembersRequest
) -> tuple[str, dict[str, Any]]:
    """The query of the members asked for, and its values; raises UsageError where they were never evaluated."""
    values: dict[str, Any] = {"segment": request.segment}
    if request.as_of is None:
        _refuse_unknown(client, relations, request.segment)
        return current_members_sql(relations), values
    bitmaps = _bitmaps_of(client, relations, request.segment, request.as_of.replace(tzinfo=None))
    return past_members_sql(relations, bitmaps), {**values, "as_of": request.as_of}


def _bitmaps_of(client: "Client", relations: Mapping[str, str], segment: str, as_of: datetime) -> str:
    """Where the members of an instant stand: in a study, which somebody asked for, else where a build left them."""
    bitmaps = relations["fct_segment_bitmaps"]
    studied = _instants(client, study_relation(bitmaps), segment)
    if as_of in studied:
        return study_relation(bitmaps)
    evaluated = _instants(client, bitmaps, segment)
    if as_of in evaluated:
        return bitmaps
    if not studied:
        _refuse_unknown(client, relations, segment)
    raise UsageError(_not_evaluated(segment, as_of, evaluated, studied))


def _refuse_unknown(client: "Client", relations: Mapping[str, str], segment: str) -> None:
    rows = ask(client, f"select distinct segment from {relations['fct_segment_sizes']} order by segment")
    known = [row["segment"] for row in rows]
    if segment not in known:
        raise UsageError(_no_segment(segment, known))


def _no_segment(segment: str, known: list[str]) -> str:
    hint = did_you_mean(segment, known)
    return (
        f'No segment "{segment}" was evaluated.{hint} Known: {", ".join(known) or "none"}. '
        "A new spec counts from the next `segflux build`."
    )


def _not_evaluated(segment: str, as_of: datetime, evaluated: list[datetime], studied: list[datetime]) -> str:
    return (
        f'No evaluation and no study of "{segment}" is as of {_spelled(as_of)}. '
        f"Newest evaluations: {_newest(evaluated)}. Newest studies: {_newest(studied)}. "
        f"Build a study, by the specs of now, with `segflux build --as-of {_spelled(as_of)}`; "
        "without --as-of you get the members of now."
    )


def _newest(instants: list[datetime]) -> str:
    return ", ".join(_spelled(instant) for instant in instants[:5]) or "none"


def _spelled(instant: datetime) -> str:
    """The instant as --as-of takes it: builds of now have milliseconds."""
    precision = "milliseconds" if instant.microsecond else "seconds"
    return f"{instant.replace(tzinfo=None).isoformat(timespec=precision)}Z"


def _instants(client: "Client", bitmaps: str, segment: str) -> list[datetime]:
    """The instants of a segment in a table of bitmaps, the newest first; none where there is no table."""
    sql = f"select distinct as_of from {bitmaps} where segment = {{segment:String}} order by as_of desc"
    return [row["as_of"].replace(tzinfo=None) for row in ask_if_there(client, sql, {"segment": segment})]
