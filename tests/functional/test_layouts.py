"""The project resolves standing alone and as a package inside another dbt project."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from segflux_cli.compiler.files import stale_files, write_files
from segflux_cli.compiler.project import compile_project
from segflux_cli.compiler.project_files import project_files
from segflux_cli.dbt_runner import run_dbt
from tests.dbt_projects import execute, rows_of, segflux_project, write_project
from tests.parsed import copy_project

SPECS = {
    "segflux.yml": "time_zone: UTC\nbase: known\n",
    "sources.yml": """\
sources:
  - source: shop
    kind: events
    table: raw.orders
    at: ordered_at
    event_id: order_id
    event: order_completed
    identifiers: {user_id: customer}
    properties: {revenue: revenue}
""",
    "segments/big_spenders.yml": """\
segment: big_spenders
label: Big spenders
who:
  did: order_completed
  total: {of: revenue, at_least: 100}
goal: {metric: conversion, event: order_completed}
""",
}
ORDERS = """
    select * from values(
        'order_id String, ordered_at DateTime64(3, ''UTC''), customer String, revenue Float64',
        ('1', '2026-05-01 10:00:00', 'ada', 60), ('2', '2026-05-02 10:00:00', 'ada', 60),
        ('3', '2026-05-02 10:00:00', 'ben', 99), ('4', '2026-05-03 10:00:00', 'eve', 300)
    )
"""
# The user's own way of naming schemas.
SCHEMA_NAMES = """\
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{- 'shop_' ~ (custom_schema_name or 'main') -}}
{%- endmacro %}
"""


@pytest.fixture
def standalone(tmp_path: Path) -> Path:
    return segflux_project(tmp_path, SPECS)


def test_standing_alone(standalone: Path) -> None:
    manifest = _done(standalone, "parse")
    assert {node["package_name"] for node in _models(manifest)} == {"segflux"}


def test_as_a_package_with_names_of_the_example(tmp_path: Path) -> None:
    copy_project(tmp_path / "installed")  # as a wheel holds them, without the example's models
    _assert_resolved_as_a_package(
        _project_with_package(tmp_path / "project", tmp_path / "installed", SPECS), "parse"
    )


def test_as_a_package_from_a_checkout(tmp_path: Path) -> None:
    renamed = {
        path: text.replace("source: shop", "source: till").replace("segment: big", "segment: very_big")
        for path, text in SPECS.items()
    }
    renamed["segments/very_big_spenders.yml"] = renamed.pop("segments/big_spenders.yml")
    project = _project_with_package(tmp_path / "project", project_files(), renamed)
    execute(
        project,
        "create database raw",
        f"create table raw.orders engine = MergeTree order by order_id as {ORDERS}",
    )
    _assert_resolved_as_a_package(project, "build")
    assert _members(project, "seg_very_big_spenders") == ["ada", "eve"]
    assert rows_of(project, "select people from shop_main.offer") == [(2,)]


def _assert_resolved_as_a_package(project: Path, command: str) -> None:
    manifest = _done(project, command)
    written = compile_project(project)
    assert all(path.startswith("models/segflux/") for path in written)
    assert stale_files(project, written) == ()
    generated = [
        node for node in _models(manifest) if node["name"].startswith(("seg_", "stg_", "dim_sources"))
    ]
    assert {node["package_name"] for node in generated} == {"tiny"}
    assert [node["name"] for node in generated if node["name"].endswith("big_spenders")]


def _project_with_package(folder: Path, installed: Path, specs: Mapping[str, str]) -> Path:
    segment = next(Path(path).stem for path in specs if path.startswith("segments/"))
    own = {
        "packages.yml": yaml.safe_dump({"packages": [{"local": str(installed)}]}),
        "macros/generate_schema_name.sql": SCHEMA_NAMES,
        "models/offer.sql": f"select count() as people from {{{{ ref('seg_{segment}') }}}}",
    }
    project = write_project(folder, {**own, **specs})
    outcome = run_dbt(["deps"], project=project)
    assert outcome.succeeded, outcome
    return project


def _done(project: Path, command: str) -> Any:
    """The manifest of the compiled project after a command of dbt."""
    write_files(project, compile_project(project))
    outcome = run_dbt([command], project=project)
    assert outcome.succeeded, "\n".join([outcome.problem, *(str(node) for node in outcome.failed_nodes)])
    return json.loads((project / "target/manifest.json").read_text())


def _members(project: Path, view: str) -> list[str]:
    query = (
        "select user_id from shop_profiles.dim_profiles where profile_id in "
        f"(select profile_id from shop_segments.{view}) order by user_id"
    )
    return [row[0] for row in rows_of(project, query)]


def _models(manifest: Any) -> list[Any]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
