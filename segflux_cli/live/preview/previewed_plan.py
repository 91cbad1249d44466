"""The plan of segments over the tables of a build, for previews and explanations."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from segflux_cli.compiler.rendering.dbt_context import QueryResult
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.live.planned_segments import plan_segments
from segflux_cli.live.preview.previewed import Previewed, needed
from segflux_cli.live.preview.previewed_events import read_event_columns
from segflux_cli.live.preview.previewed_lists import check_lists
from segflux_cli.live.preview.previewed_sql import PreviewSql
from segflux_cli.spec.times.zones import milliseconds_of
from segflux_cli.warehouse.statements import fetch

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

PLAN_READS = (
    *("int_events_resolved", "int_traits_resolved", "fct_events", "fct_traits", "profile_overrides"),
    *("dim_identifiers", "profile_numbers", "dim_profiles", "evaluation_runs", "fct_segment_bitmaps"),
    "int_segment_lists",
)


def open_plan(
    client: "Client", relations: Mapping[str, str], previewed: Previewed, as_of: datetime
) -> PreviewSql:
    """The segments asked for and those they read, compiled, as of an instant."""
    session = load_macros(project_files()).session(
        run_query=lambda sql: QueryResult(*fetch(client, sql)), relations=relations
    )
    compiled = plan_segments(needed(previewed), previewed.project, session)
    check_lists(client, relations, compiled)
    slices: Any = session.call("slices_of_profiles", relations["profile_numbers"])
    segments = {segment.name: segment for segment in compiled}
    events = read_event_columns(client, relations)
    return PreviewSql(session, segments, events, relations, milliseconds_of(as_of), slices)
