"""`segflux schema` writes what editors read."""

import json
from pathlib import Path

from click.testing import CliRunner

from segflux_cli.cli.schema_command import command
from segflux_cli.scaffold.project import new_project

SOURCES = """\
sources:
  - {source: shop, kind: events, table: raw.orders, at: at, event: order_completed, identifiers: {user_id: u}}
"""


def test_a_new_project_names_schemas_that_are_there(tmp_path: Path) -> None:
    new_project(tmp_path)
    for name in ("segflux.yml", "sources.yml", "segments/active_people.yml"):
        first = (tmp_path / name).read_text().splitlines()[0]
        marker, _, path = first.partition("$schema=")
        assert marker == "# yaml-language-server: "
        assert json.loads(((tmp_path / name).parent / path).read_text())["$schema"].endswith("2020-12/schema")


def test_the_names_of_the_project_are_offered(tmp_path: Path) -> None:
    new_project(tmp_path)
    (tmp_path / "sources.yml").write_text(SOURCES)
    told = CliRunner().invoke(command, ["--project-dir", str(tmp_path)], standalone_mode=False)
    assert told.output.count("wrote ") == 6
    written = (tmp_path / ".segflux/schemas/segment.schema.json").read_text()
    assert '"order_completed"' in written
    assert '"active_people"' in written


def test_one_schema_is_printed(tmp_path: Path) -> None:
    told = CliRunner().invoke(command, ["sources", "--project-dir", str(tmp_path)], standalone_mode=False)
    assert json.loads(told.stdout)["required"] == ["sources"]


def test_specs_with_faults_have_schemas_without_names(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text("sources: 3\n")
    told = CliRunner().invoke(command, ["segment", "--project-dir", str(tmp_path)], standalone_mode=False)
    assert "The specs have faults" in told.stderr
    assert json.loads(told.stdout)["properties"]["segment"]
