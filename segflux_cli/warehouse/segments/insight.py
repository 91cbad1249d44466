"""What segments say about each other: overlaps, breakdowns, how they moved."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.errors import UsageError
from segflux_cli.spec.yaml.words import did_you_mean
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.relations import relation_of

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Row = Mapping[str, Any]


def find_overlaps(project: Path, target: str | None, segments: Sequence[str]) -> tuple[Row, ...]:
    """Pairs that share members, the most alike first; with names, the pairs of those segments."""
    with opened(project, target) as (client, relations):
        for name in segments:
            _refuse_unknown(client, relations, "segment", name)
        condition = (
            "segment in {segments:Array(String)}"
            if segments
            else "segment < other_segment and shared_size > 0"
        )
        sql = f"""
            select segment, other_segment, shared_size, share, share_of_other, jaccard, lift
            from {relation_of(relations, "fct_segment_overlaps")}
            where {condition}
            order by jaccard desc nulls last, segment, other_segment
            """
        return tuple(ask(client, sql, {"segments": list(segments)}))


def find_trend(project: Path, target: str | None, segment: str, last: int) -> tuple[Row, ...]:
    """The newest evaluations of a segment, the oldest of them first."""
    with opened(project, target) as (client, relations):
        _refuse_unknown(client, relations, "segment", segment)
        sql = f"""
            select * from (
                select as_of, size, base_size, share, verdict, entered, `left`
                from {relation_of(relations, "fct_segment_sizes")}
                where segment = {{segment:String}}
                order by as_of desc
                limit {{last:UInt32}}
            )
            order by as_of
            """
        return tuple(ask(client, sql, {"segment": segment, "last": last}))


def read_findings(client: "Client", relations: Mapping[str, str]) -> tuple[Row, ...]:
    """What needs a look, by segment."""
    table = relation_of(relations, "fct_segment_findings")
    return tuple(ask(client, f"select * from {table} order by segment, finding, other_segment"))


def find_breakdown(project: Path, target: str | None, segment: str, trait: str) -> tuple[Row, ...]:
    """The values of a trait in their order, among members and in the base; raises UsageError where there is none."""
    with opened(project, target) as (client, relations):
        _refuse_unknown(client, relations, "segment", segment)
        _refuse_unknown(client, relations, "trait", trait)
        sql = f"""
            select kind, value, segment_count, base_count, segment_size, base_size, segment_share, base_share, index
            from {relation_of(relations, "fct_segment_breakdowns")}
            where segment = {{segment:String}} and trait = {{trait:String}}
            order by place
            """
        rows = tuple(ask(client, sql, {"segment": segment, "trait": trait}))
    if not rows:
        raise UsageError(
            f'"{segment}" has no breakdown: it is too small to keep its members anonymous (the var '
            "breakdown_least_people), retired, or its base reads other segments."
        )
    return rows


def _refuse_unknown(client: "Client", relations: Mapping[str, str], kind: str, name: str) -> None:
    table = relation_of(relations, {"segment": "dim_segments", "trait": "trait_bitmaps"}[kind])
    known = [row[kind] for row in ask(client, f"select distinct {kind} from {table} order by {kind}")]
    if name in known:
        return
    hint = did_you_mean(name, known)
    raise UsageError(
        f'No {kind} "{name}" in the last build.{hint} Known: {", ".join(known) or "none"}. '
        f"A new {kind} counts from the next `segflux build`."
    )
