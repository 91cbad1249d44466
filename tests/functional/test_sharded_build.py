"""A whole build of dbt, every model and every test, has on two shards the members that it has on one node."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from segflux_cli.compiler.files.on_disk import write_files
from segflux_cli.compiler.files.project import compile_project
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.dbt_runner import run_dbt
from tests.dbt_projects import execute, rows_of, segflux_project
from tests.shards import VARIABLES, two_shards

pytestmark = pytest.mark.embedded_only(reason="two shards are a configuration of the embedded engine")

SOURCES = """\
sources:
  - source: shop
    kind: events
    table: raw.orders
    at: ordered_at
    event_id: order_id
    event: order_completed
    identifiers: {user_id: customer, email: mail}
    properties: {revenue: revenue}
"""
SEGMENTS = {
    "buyers": "who: [{did: order_completed, within: 30 days}]",
    "spenders": "who: [{did: order_completed, total: {of: revenue, at_least: 250}}]",
    "best": "who: [{rank: {by: {total: {of: revenue}, did: order_completed}, top: 10%}}]",
    "others": "who: [{not_in_segment: spenders}]",
}
# Every third customer has an address that a later order of another one has too: profiles of two shards become one.
ORDERS = (
    "select toString(number) as order_id, toDateTime64('2026-05-01', 3, 'UTC') + toIntervalHour({hours}) as ordered_at,"
    " concat('u', toString({customer})) as customer, {mail} as mail, toFloat64(number % 97) as revenue"
    " from numbers({rows})"
)
FIRST = ORDERS.format(
    hours="number % 700",
    customer="number % 60",
    mail="if(number % 3 = 0, concat('m', customer), '')",
    rows="0, 300",
)
SECOND = ORDERS.format(
    hours="number", customer="number % 60 + 7", mail="concat('mu', toString(number % 60))", rows="300, 40"
)
COMPARED = {
    "members": "select segment, profile_id from segflux_segments.fct_segment_members order by all",
    "changes": "select segment, profile_id, change, cause from segflux_segments.fct_segment_changes order by all",
    "sizes": "select segment, as_of, size from segflux_segments.fct_segment_sizes order by all",
    "people": "select profile_id, first_seen_at from segflux_profiles.dim_profiles order by all",
    "events": "select event_id, occurred_at, node from segflux_events.int_events_resolved order by all",
}
HELD = "select shardNum() as shard, count() from segflux_events.fct_events group by shard order by shard"


def built(folder: Path, *, is_sharded: bool) -> dict[str, list[tuple[Any, ...]]]:
    """What two builds end with; the second brings orders that join people."""
    target: dict[str, Any] = {"cluster": "two", "config_file": _shards(folder)} if is_sharded else {}
    files = {f"segments/{name}.yml": f"segment: {name}\n{who}\n" for name, who in SEGMENTS.items()}
    files |= {"segflux.yml": "time_zone: UTC\n", "sources.yml": SOURCES}
    project = segflux_project(folder / "project", files, **target)
    if is_sharded:
        _say_shards(project / "dbt_project.yml")
    write_files(project, compile_project(project))
    execute(
        project,
        "create database raw",
        f"create table raw.orders engine = MergeTree order by order_id as {FIRST}",
    )
    for instant, arrival in (("2026-05-20", ""), ("2026-05-28", f"insert into raw.orders {SECOND}")):
        if arrival:
            execute(project, arrival)
        # one node is what other tests are about: the data tests hold for what the shards end with
        left_out = ["unit_test"] if is_sharded and arrival else ["unit_test", "test"]
        told = run_dbt(
            ["build", *(word for kind in left_out for word in ("--exclude-resource-type", kind))],
            project=project,
            environment={"SEGFLUX_RUN": f'{{"as_of": "{instant}"}}'},
        )
        assert told.succeeded, (told.problem, told.failed_nodes)
    return {name: rows_of(project, sql) for name, sql in {**COMPARED, "held": HELD}.items()}


def _shards(folder: Path) -> str:
    spread: list[str] = []
    at_home: list[str] = []
    for path in (project_files() / "models").rglob("*.sql"):
        stage, name = path.relative_to(project_files() / "models").parts[0], path.stem
        if name in ("fct_events", "fct_traits"):
            spread.append(f"segflux_{stage}.{name}_local")
        elif not name.endswith("_resolved"):
            at_home.append(f"segflux_{stage}.{name}")
    folder.mkdir(parents=True)
    return two_shards(folder, spread, at_home)


def _say_shards(path: Path) -> None:
    project = yaml.safe_load(path.read_text())
    project["vars"]["segflux"] |= dict(VARIABLES)
    path.write_text(yaml.safe_dump(project))


def test_a_whole_build_on_two_shards_is_that_of_one_node(tmp_path: Path) -> None:
    whole = built(tmp_path / "whole", is_sharded=False)
    spread = built(tmp_path / "spread", is_sharded=True)
    assert {name: spread[name] for name in COMPARED} == {name: whole[name] for name in COMPARED}
    assert {segment for segment, _ in whole["members"]} == set(SEGMENTS)
    assert [shard for shard, _ in spread["held"]] == [1, 2]
