"""What the report reads: a few queries, each of which gives little, whatever the number of profiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.relations import relation_of

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Row = Mapping[str, Any]

_EVALUATIONS = 200  # the newest of each segment
_TRAITS = 6  # values that tell a segment from its base, each
_MATRIX = 24  # segments; more squares nobody reads


@dataclass(frozen=True)
class ReportRows:
    """Rows as the tables have them, in the order in which they are shown."""

    segments: Sequence[Row]
    sizes: Sequence[Row]
    findings: Sequence[Row]
    overlaps: Sequence[Row]
    differences: Sequence[Row]
    goals: Sequence[Row]
    sources: Sequence[Row]


def read_report_rows(client: "Client", relations: Mapping[str, str]) -> ReportRows:
    """All that the page shows; raises WarehouseError where a table is not there."""
    tables = {name: relation_of(relations, name) for name in _TABLES}

    def rows(sql: str, **values: object) -> list[dict[str, Any]]:
        return ask(client, sql.format_map(tables), values)

    segments = rows(_SEGMENTS)
    sizes = rows(_SIZES)
    newest = {row["segment"]: row["size"] for row in sizes}
    largest = sorted(newest, key=lambda name: (-newest[name], name))[:_MATRIX]
    return ReportRows(
        segments,
        sizes,
        rows(_FINDINGS),
        rows(_OVERLAPS, shown=largest),
        rows(_DIFFERENCES),
        rows(_GOALS),
        rows(_SOURCES),
    )


_TABLES = (
    "dim_segments",
    "fct_segment_sizes",
    "fct_segment_findings",
    "fct_segment_overlaps",
    "fct_segment_breakdowns",
    "fct_segment_performance",
    "event_loads",
)
_SEGMENTS = "select * from {dim_segments} where status != 'retired' order by segment"
_SIZES = f"""
select * from (
    select segment, as_of, size, base_size, share, verdict, entered, `left`
    from {{fct_segment_sizes}}
    where segment in (select segment from {{dim_segments}} where status != 'retired')
    order by as_of desc
    limit {_EVALUATIONS} by segment
)
order by segment, as_of
"""
_FINDINGS = "select * from {fct_segment_findings} order by segment, finding, other_segment"
_OVERLAPS = """
select segment, other_segment, shared_size, share, jaccard, lift
from {fct_segment_overlaps}
where has({{shown:Array(String)}}, segment) and has({{shown:Array(String)}}, other_segment)
order by segment, jaccard desc, other_segment
"""
_DIFFERENCES = f"""
select segment, trait, value, segment_count, segment_share, base_share, index
from {{fct_segment_breakdowns}}
where kind in ('value', 'band') and segment_share != base_share
order by abs(segment_share - base_share) desc, trait, value
limit {_TRAITS} by segment
"""
_GOALS = """
select
    segment,
    sum(goals.entered) as entered,
    sum(goals.converted) as converted,
    sum(goals.total) as total,
    sumIf(goals.entered, goals.is_complete) as entered_complete,
    sumIf(goals.converted, goals.is_complete) as converted_complete,
    sumIf(goals.total, goals.is_complete) as total_complete
from {fct_segment_performance} as goals
group by segment
order by segment
"""
_SOURCES = """
select source, shape, max(loads.loaded_at) as loaded_at, argMax(loads.rows_there, loads.loaded_at) as row_count
from {event_loads} as loads
group by source, shape
order by source, shape
"""
