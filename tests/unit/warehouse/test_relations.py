"""Notes of where tables are: those of another version, project or schema are told, never followed."""

import json
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.profiles import Target
from segflux_cli.warehouse.relations import read_relations, remember_relations

TARGET = Target("embedded", "chdb", "tiny")
MODEL = {
    "name": "evaluation_runs",
    "resource_type": "model",
    "relation_name": "`tiny`.`m`",
    "package_name": "tiny",
    "path": "m.sql",
    "config": {"meta": {"target_schema": "tiny"}},
}
FOUND = {"evaluation_runs": "`tiny`.`m`"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "dbt_project.yml").write_text("name: tiny\nprofile: tiny\n")
    write_manifest(tmp_path)
    return tmp_path


def write_manifest(project: Path, **metadata: str) -> None:
    (project / "target").mkdir(exist_ok=True)
    told = {"project_name": "tiny", "adapter_type": "chdb", **metadata}
    (project / "target/manifest.json").write_text(json.dumps({"metadata": told, "nodes": {"m": MODEL}}))


def spoil(project: Path, change: Any) -> None:
    path = project / ".segflux/relations/embedded.json"
    note = json.loads(path.read_text())
    path.write_text(json.dumps({**note, **change} if isinstance(change, dict) else change))


def test_a_note_is_read_back(project: Path) -> None:
    assert read_relations(project, TARGET) == FOUND
    remember_relations(project, TARGET)
    (project / "target/manifest.json").unlink()
    assert read_relations(project, TARGET) == FOUND


@pytest.mark.parametrize(
    ("change", "who"),
    [
        ({"format": 9}, "another version of Segflux"),
        ([], "another version of Segflux"),
        ({"models": 7}, "another version of Segflux"),
        ({"project": "other"}, "another project"),
        ({"schema": "elsewhere"}, "another schema of this target"),
    ],
)
def test_a_note_that_is_not_ours_is_told_with_the_way_out(project: Path, change: Any, who: str) -> None:
    remember_relations(project, TARGET)
    spoil(project, change)
    with pytest.raises(UsageError, match=f"but {who} wrote it .* Run `segflux build`"):
        read_relations(project, TARGET)
    remember_relations(project, TARGET)
    assert read_relations(project, TARGET) == FOUND


@pytest.mark.parametrize(
    ("metadata", "whose"),
    [
        ({"project_name": "other"}, "of another project"),
        ({"adapter_type": "clickhouse"}, "for another kind of target"),
    ],
)
def test_a_manifest_that_is_not_ours_is_not_taken_for_a_build(
    project: Path, metadata: dict[str, str], whose: str
) -> None:
    write_manifest(project, **metadata)
    with pytest.raises(UsageError, match=f"{whose} .* Run `segflux build --target embedded` first"):
        read_relations(project, TARGET)
    (project / "target/manifest.json").write_text("not JSON")
    with pytest.raises(UsageError, match="Nothing was built yet"):
        read_relations(project, TARGET)


@pytest.mark.parametrize("way", ["variable", "project"])
def test_the_manifest_is_read_where_dbt_writes_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    (project / "target").rename(project / "made")
    if way == "variable":
        monkeypatch.setenv("DBT_TARGET_PATH", "made")
    else:
        monkeypatch.setenv("MADE", "made")
        said = """name: tiny\nprofile: tiny\ntarget-path: "{{ env_var('MADE') }}"\n"""
        (project / "dbt_project.yml").write_text(said)
    remember_relations(project, TARGET)
    assert read_relations(project, TARGET) == FOUND


def test_a_manifest_of_another_schema_is_not_taken_for_a_build(project: Path) -> None:
    production = Target("production", "chdb", "shop")
    with pytest.raises(
        UsageError, match=r"for another schema \(tiny, here shop\).* --target production` first"
    ):
        read_relations(project, production)
