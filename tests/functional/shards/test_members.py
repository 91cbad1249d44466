"""Segments have the same members over two shards as on one node."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.live.planned_segments import PlannedSegment, facets_of, plan_segments
from segflux_cli.spec.project.specs import read_specs
from tests.arrivals.build import Warehouse
from tests.functional.shards.conftest import CLOCK

pytestmark = pytest.mark.embedded_only(reason="two shards are a configuration of the embedded engine")
SPECS = {
    "viewers": "{did: page_viewed}",
    "regulars": "{did: [page_viewed, signed_in], at_least: 2 times}",
    "rarely": "{did: '*', at_most: 3 times}",
    "lately": "{did: '*', within: 60 days}",
    "quiet": "{did_not: '*', within: 60 days}",
    "seven": "{did: '*', at_least: 1 time, where: {age: 7}}",
    "spenders": "{did: '*', total: {of: age, at_least: 14}}",
    "free": "{trait: plan, is: free}",
    "unpaid": "{trait: plan, is_not: free}",
    "newcomers": "{first_did: '*', within: 900 days}",
    "silent": "{last_did: '*', before: 60 days ago}",
    "mixed": "[{any: [{did: order_completed}, {trait: age, at_least: 7}]}, {none: [{did: signed_in}]}]",
}

_NAMES = dict.fromkeys(("fct_segment_bitmaps", "profile_numbers"), "not read here")


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> tuple[PlannedSegment, ...]:
    folder = tmp_path_factory.mktemp("specs")
    (folder / "segflux.yml").write_text("time_zone: Europe/Berlin\nbase: everyone\n")
    (folder / "segments").mkdir()
    for name, who in SPECS.items():
        _spec(folder, name).write_text(
            f"segment: {name}\nwho: {who}\ngoal: {{metric: conversion, event: x}}\n"
        )
    specs = read_specs(folder)
    return plan_segments(
        specs.segments, specs.project, load_macros(project_files()).session(relations=_NAMES)
    )


def _spec(folder: Path, name: str) -> Path:
    return folder / "segments" / f"{name}.yml"


def _members(
    warehouse: Warehouse, segments: tuple[PlannedSegment, ...], as_of: int
) -> Mapping[str, list[str]]:
    said: list[Any] = [segment.said for segment in segments]
    place = warehouse.relation("fct_segment_bitmaps")
    tables = {
        "leaves": str(warehouse.relation("leaf_bitmaps")),
        "overrides": str(warehouse.relation("profile_overrides")),
        "numbers": str(warehouse.relation("profile_numbers")),
    }
    relations = {
        "events": str(warehouse.relation("int_events_resolved")),
        "traits": str(warehouse.relation("int_traits_resolved")),
        "identifiers": str(warehouse.relation("dim_identifiers")),
    }
    run = {"run_id": "evaluated-once", "as_of": as_of, "started_at": as_of, "is_study": False}
    leaves = {name: leaf for one in said for name, leaf in one["leaves"].items()}
    columns = warehouse.call("leaf_columns")
    warehouse.client.command(
        f"create table {tables['leaves']} ({columns}) engine = MergeTree order by leaf_id"
    )
    statements: Any = warehouse.call("leaf_statements", leaves, run["as_of"], relations, tables["leaves"])
    for statement in statements:
        warehouse.client.command(statement)
    warehouse.call("evaluate_segments", place, said, tables, run)
    sql = warehouse.call("segment_members_sql", place, tables["numbers"])
    rows = warehouse.client.query(f"select segment, profile_id from ({sql}) order by all").result_rows
    return {name: [str(row[1]) for row in rows if row[0] == name] for name in SPECS}


def test_members_are_those_of_one_node(
    client: Client, warehouses: tuple[Warehouse, Warehouse], segments: tuple[PlannedSegment, ...]
) -> None:
    found: list[Mapping[str, list[str]]] = []
    started_at = next(CLOCK)
    for built in warehouses:
        built.facets = [*built.facets, *map(dict, facets_of(segments))]
        built.build(started_at)
        found.append(_members(built, segments, started_at))
    whole, spread = found
    assert spread == whole
    assert sum(1 for members in whole.values() if members) > 9
    assert len({tuple(members) for members in whole.values()}) > 8


def test_the_shards_answer_with_their_bitmaps(
    client: Client, warehouses: tuple[Warehouse, Warehouse]
) -> None:
    """No rows travel to the node that dbt talks to: each shard aggregates its own."""
    _, spread = warehouses
    plan = spread.client.query(
        "explain select groupBitmapState(profile_number) from spread.int_events_resolved "
        "where event_name = 'page_viewed'"
    ).result_rows
    text = "\n".join(str(row[0]) for row in plan)
    assert "MergingAggregated" in text
    assert text.index("MergingAggregated") < text.index("Aggregating", text.index("MergingAggregated") + 20)
