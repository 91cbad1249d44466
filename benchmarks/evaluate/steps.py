"""The steps of the benchmark; each runs in a process of its own, so that its peak memory is its own."""

from typing import Any

from benchmarks.evaluate.by_hand import query_by_hand
from benchmarks.evaluate.data import AS_OF, Extent, merge_statements, statements
from benchmarks.evaluate.project import RELATIONS, Compiled, compile_specs
from benchmarks.evaluate.specs import segment_specs
from benchmarks.measuring import Figures, Warehouse, measured

_BITMAP = "AggregateFunction(groupBitmap, UInt32)"


def make(path: str, extent: Extent) -> Figures:
    """Generates the tables; the views are those that a build makes where nobody was split."""
    warehouse = Warehouse(path)
    for statement in merge_statements(extent):
        warehouse.run(statement)
    compiled = compile_specs(extent.segments, warehouse.ask)

    def work() -> None:
        for statement in statements(extent, compiled.facets, compiled.views):
            warehouse.run(statement)

    return measured(warehouse, work)


def plan(path: str, extent: Extent, segments: int) -> Figures:
    """Evaluates the first segments with the statements that a build runs."""
    warehouse = Warehouse(path)
    compiled = compile_specs(segments, warehouse.ask, columns_of=extent.segments)
    for table, columns in (("leaf_bitmaps", "leaf_columns"), ("evaluated", "evaluated_columns")):
        warehouse.run(f"drop table if exists bench.{table}")
        described = compiled.session.call(columns)
        warehouse.run(f"create table bench.{table} ({described}) engine = MergeTree order by slice")
    return measured(warehouse, lambda: _plan(warehouse, compiled))


def _plan(warehouse: Warehouse, compiled: Compiled) -> None:
    leaves = {name: leaf for said in compiled.segments for name, leaf in said["leaves"].items()}
    models = {
        "events": "int_events_resolved",
        "traits": "int_traits_resolved",
        "identifiers": "dim_identifiers",
    }
    relations = {word: str(RELATIONS[model]) for word, model in models.items()}
    call = compiled.session.call
    spelled: Any = call("leaf_statements", leaves, AS_OF, relations, "bench.leaf_bitmaps")
    for statement in spelled:
        warehouse.run(statement)
    combined: Any = call(
        "segment_statements", compiled.segments, {"leaves": "bench.leaf_bitmaps"}, "bench.evaluated"
    )
    for statement in combined:
        warehouse.run(statement)


def by_hand(path: str, extent: Extent, *, every: int, reads_wide_row: bool) -> Figures:
    """Evaluates each segment of a sample with a query of its own: every so many-th of all."""
    warehouse = Warehouse(path)
    table = _by_hand_table(reads_wide_row=reads_wide_row)
    columns = {
        (path_, kind): f"`{path_} {kind}`"
        for path_, kind in (facet["column"].rsplit(" ", 1) for facet in _facets(extent, warehouse))
    }
    warehouse.run(f"drop table if exists {table}")
    warehouse.run(
        f"create table {table} (segment String, members {_BITMAP}) engine = MergeTree order by segment"
    )

    def work() -> None:
        for spec in segment_specs(extent.segments)[::every]:
            query = query_by_hand(spec["who"], columns, reads_wide_row=reads_wide_row)
            state = f"select '{spec['segment']}', groupBitmapState(profile_number) from ({query})"
            warehouse.run(f"insert into {table} {state}")

    return measured(warehouse, work)


def differences(path: str, *, reads_wide_row: bool) -> tuple[int, int, int]:
    """Segments compared, profiles in them, and profiles that only one of the two ways finds."""
    table = _by_hand_table(reads_wide_row=reads_wide_row)
    row = (
        Warehouse(path)
        .ask(f"""
select count(), sum(bitmapCardinality(plan.members)), sum(bitmapXorCardinality(plan.members, hand.members))
from bench.evaluated as plan
inner join {table} as hand on plan.segment = hand.segment""")
        .rows[0]
    )
    segments, profiles, apart = (int(str(value)) for value in row)
    return segments, profiles, apart


def _by_hand_table(*, reads_wide_row: bool) -> str:
    return f"bench.by_hand_{'wide' if reads_wide_row else 'history'}"


def _facets(extent: Extent, warehouse: Warehouse) -> list[Any]:
    return list(compile_specs(extent.segments, warehouse.ask).facets)
