"""The project resolves standing alone and as a package inside another dbt project."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from segflux_cli.compiler.files.on_disk import stale_files, write_files
from segflux_cli.compiler.files.project import compile_project
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.dbt_runner import run_dbt
from tests.dbt_projects import segflux_project, write_project
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
    manifest = _parsed(standalone)
    assert {node["package_name"] for node in _models(manifest)} == {"segflux"}


def test_as_a_package_with_names_of_the_example(tmp_path: Path) -> None:
    copy_project(tmp_path / "installed")  # as a wheel holds them, without the example's models
    _assert_resolved_as_a_package(_project_with_package(tmp_path / "project", tmp_path / "installed", SPECS))


def test_as_a_package_from_a_checkout(tmp_path: Path) -> None:
    renamed = {
        path: text.replace("source: shop", "source: till").replace("segment: big", "segment: very_big")
        for path, text in SPECS.items()
    }
    renamed["segments/very_big_spenders.yml"] = renamed.pop("segments/big_spenders.yml")
    _assert_resolved_as_a_package(_project_with_package(tmp_path / "project", project_files(), renamed))


def _assert_resolved_as_a_package(project: Path) -> None:
    manifest = _parsed(project)
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


def _parsed(project: Path) -> Any:
    """The manifest of the compiled project."""
    write_files(project, compile_project(project))
    outcome = run_dbt(["parse"], project=project)
    assert outcome.succeeded, "\n".join([outcome.problem, *(str(node) for node in outcome.failed_nodes)])
    return json.loads((project / "target/manifest.json").read_text())


def _models(manifest: Any) -> list[Any]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
