"""Segflux as a package in a dbt project with models, schemas and macros of its own, as docs/package.md sets it up."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from segflux_cli.dbt_runner import Outcome, run_dbt
from tests.dbt_projects import execute, rows_of, write_project
from tests.functional.commands import call
from tests.parsed import copy_project

OWN = {
    "macros/generate_schema_name.sql": """\
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{- 'shop_' ~ (custom_schema_name or 'main') -}}
{%- endmacro %}
""",
    "models/raw_orders.sql": """\
{{ config(materialized='table', order_by='order_id') }}
select * from values(
    'order_id String, ordered_at DateTime64(3, ''UTC''), customer String, revenue Float64',
    ('1', '2026-05-01 10:00:00', 'ada', 60), ('2', '2026-05-02 10:00:00', 'ada', 60),
    ('3', '2026-05-02 10:00:00', 'ben', 99), ('4', '2026-05-03 10:00:00', 'eve', 300)
)
""",
    "models/stg_orders.sql": "select * from {{ ref('raw_orders') }} where revenue > 0",
    "models/offer.sql": "select count() as people from {{ ref('seg_big_spenders') }}",
}
STAGING = """\
{{ config(materialized='view', schema='staging') }}
select
    'till' as source,
    order_id as event_id,
    toNullable(ordered_at) as occurred_at,
    ordered_at as arrived_at,
    toUInt64(0) as arrival_order,
    'order_completed' as event_name,
    [('user_id', customer)] as identifiers,
    toJSONString(map('revenue', revenue)) as properties,
    cast(null as Nullable(DateTime64(3, 'UTC'))) as first_seen_at
from {{ ref('stg_orders') }}
"""
# Beside the model by hand, one that Segflux generates.
SOURCES = """\
sources:
  - source: shop
    kind: events
    table: raw.carts
    at: filled_at
    event: cart_filled
    identifiers: {user_id: customer}
"""
CARTS = (
    "create database raw",
    "create table raw.carts (filled_at DateTime, customer String) engine = MergeTree order by filled_at",
    "insert into raw.carts values ('2026-05-01 10:00:00', 'fay')",
)
SEGMENT = """\
segment: big_spenders
who:
  did: order_completed
  total: {of: revenue, at_least: 100}
sync:
  - {destination: hook}
"""
DESTINATIONS = """\
destinations:
  - {destination: hook, type: webhook, base_url: "http://127.0.0.1:9/", secret: {env_var: HOOK_SECRET}}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    installed = tmp_path_factory.mktemp("installed")  # as a wheel holds it
    copy_project(installed)
    packages = {"packages.yml": yaml.safe_dump({"packages": [{"local": str(installed)}]})}
    folder = write_project(tmp_path_factory.mktemp("shop"), {**OWN, **packages})
    told = call(folder, "init")
    assert told.exit_code == 0, told.errors
    assert "packages.yml" in told.text
    (folder / "segments" / "active_people.yml").unlink()
    written = {
        "models/segflux/staging/stg_till__events.sql": STAGING,
        "sources.yml": SOURCES,
        "segments/big_spenders.yml": SEGMENT,
        "destinations.yml": DESTINATIONS,
    }
    for path, text in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    compiled = call(folder, "compile")
    assert compiled.exit_code == 0, compiled.errors
    execute(folder, *CARTS)
    dbt(folder, "deps")
    dbt(folder, "run", "--select", "raw_orders", "stg_orders")
    return folder


def dbt(folder: Path, *arguments: str) -> Outcome:
    outcome = run_dbt([*arguments], project=folder)
    assert outcome.succeeded, "\n".join([outcome.problem, *(str(node) for node in outcome.failed_nodes)])
    return outcome


def members(folder: Path) -> list[Any]:
    people = "select profile_id from shop_segments.seg_big_spenders"
    sql = f"select user_id from shop_profiles.dim_profiles where profile_id in ({people}) order by user_id"
    return [row[0] for row in rows_of(folder, sql)]


def test_the_selector_builds_segflux_and_nothing_else(project: Path) -> None:
    outcome = dbt(project, "build", "--selector", "segflux")
    built = {node.name for node in outcome.nodes}
    staged = {"stg_till__events", "stg_shop__events"}
    assert {"seg_big_spenders", "fct_segment_bitmaps", "dim_profiles", *staged} <= built
    assert not built & {"raw_orders", "stg_orders", "offer"}
    assert members(project) == ["ada", "eve"]
    stored = "select source, toUInt64(count()) from shop_events.fct_events group by source order by source"
    assert rows_of(project, stored) == [("shop", 1), ("till", 4)]


def test_a_full_refresh_of_everything_ends_alike(project: Path) -> None:
    numbers = "select profile_id, profile_number from shop_identity.profile_numbers order by profile_id"
    before = rows_of(project, numbers)
    dbt(project, "build", "--full-refresh", "--exclude-resource-type", "unit_test")
    assert members(project) == ["ada", "eve"]
    assert rows_of(project, numbers) == before
    assert rows_of(project, "select people from shop_main.offer") == [(2,)]


def test_docs_show_the_way_from_own_models_to_segments_and_destinations(project: Path) -> None:
    dbt(project, "docs", "generate")
    manifest = json.loads((project / "target" / "manifest.json").read_text())
    catalog = json.loads((project / "target" / "catalog.json").read_text())
    assert "model.tiny.seg_big_spenders" in catalog["nodes"]
    assert "model.tiny.raw_orders" in ancestors(manifest, "model.tiny.seg_big_spenders")
    (exposure,) = manifest["exposures"]
    assert "model.tiny.seg_big_spenders" in ancestors(manifest, exposure)


def ancestors(manifest: Any, node: str) -> set[str]:
    found: set[str] = set()
    ahead = [node]
    while ahead:
        new = set(manifest["parent_map"].get(ahead.pop(), [])) - found
        found |= new
        ahead += new
    return found


def test_own_selectors_are_kept_and_what_to_add_is_told(tmp_path: Path) -> None:
    own = "selectors: [{name: mine, definition: {method: path, value: models}}]\n"
    folder = write_project(tmp_path, {"selectors.yml": own})
    told = call(folder, "init")
    assert told.exit_code == 0, told.errors
    assert (folder / "selectors.yml").read_text() == own
    assert "{method: path, value: models/segflux}" in told.text
