"""The target of profiles.yml that a command works on."""

import os
from pathlib import Path

import pytest
import yaml

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.profiles import read_target, render
from segflux_cli.warehouse.relations import study_relation

PROFILES = """
shop:
  target: here
  outputs:
    here: {type: chdb, path: .segflux/warehouse, schema: segflux}
    there:
      type: clickhouse
      host: "{{ env_var('SHOP_HOST') }}"
      port: "{{ env_var('SHOP_PORT', '8443') | as_number }}"
      password: "{{ env_var('SHOP_PASSWORD', '0123') }}"
      secure: "{{ env_var('SHOP_SECURE', 'false') | as_bool }}"
      schema: segflux
    old: {type: postgres, schema: x}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DBT_PROFILES_DIR", raising=False)
    monkeypatch.delenv("DBT_TARGET", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "dbt_project.yml").write_text("name: shop\nprofile: shop\n")
    (tmp_path / "profiles.yml").write_text(PROFILES)
    return tmp_path


def test_the_default_target_is_a_path_within_the_project(project: Path) -> None:
    target = read_target(project)
    assert (target.name, target.kind, target.schema) == ("here", "chdb", "segflux")
    assert target.path == str(project / ".segflux" / "warehouse")


def test_the_environment_is_read_as_dbt_reads_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_HOST", "db.example.com")
    options = read_target(project, "there").options
    assert (options["host"], options["port"], options["secure"]) == ("db.example.com", 8443, False)
    assert options["password"] == "0123"


@pytest.mark.parametrize(
    ("written", "is_secure"), [(None, True), ("true", True), ("1", True), ("False", False), ("false", False)]
)
def test_the_example_of_a_server_is_read_alike_by_dbt_and_here(
    monkeypatch: pytest.MonkeyPatch, written: str | None, is_secure: bool
) -> None:
    from dbt.config.renderer import ProfileRenderer
    from dbt_common.context import set_invocation_context

    file = Path(__file__).parents[3] / "profiles.yml.example"
    server = yaml.safe_load(file.read_text())["segflux"]["outputs"]["server"]
    monkeypatch.delenv("SEGFLUX_SECURE", raising=False)
    if written:
        monkeypatch.setenv("SEGFLUX_SECURE", written)
    set_invocation_context(dict(os.environ))
    read = ProfileRenderer({}).render_data(server)
    assert (read["port"], read["secure"]) == (8443, is_secure)
    assert render(server["secure"], file) is is_secure


def test_a_missing_variable_is_named(project: Path) -> None:
    with pytest.raises(UsageError, match="no variable SHOP_HOST"):
        read_target(project, "there")


def test_an_unknown_target_is_answered_with_the_nearest(project: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean `there`"):
        read_target(project, "ther")


def test_another_database_is_refused(project: Path) -> None:
    with pytest.raises(UsageError, match="allowed are chdb and clickhouse"):
        read_target(project, "old")


def test_without_profiles_the_places_looked_at_are_named(project: Path) -> None:
    (project / "profiles.yml").unlink()
    with pytest.raises(UsageError, match=r"Copy profiles\.yml\.example to profiles\.yml"):
        read_target(project)


@pytest.mark.parametrize("text", ["a: [", "shop: 3", "", "- x"])
def test_a_broken_profiles_file_is_a_sentence(project: Path, text: str) -> None:
    (project / "profiles.yml").write_text(text)
    with pytest.raises(UsageError, match=r"profiles\.yml"):
        read_target(project)


def test_jinja_that_cannot_be_worked_out_is_refused(project: Path) -> None:
    with pytest.raises(UsageError, match="could not be worked out"):
        render("{{ nothing.here }}", project)


def test_studies_stand_in_a_schema_beside_the_segments() -> None:
    assert study_relation("`segflux_segments`.`dim`") == "`segflux_segments_studies`.`dim`"
    assert study_relation("segflux_segments.dim") == "segflux_segments_studies.dim"
