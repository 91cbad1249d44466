"""Files and folders that are missing, unreadable or something else are told with what to do."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segflux_cli.cli.main import main
from tests.functional.commands import call

NEEDS_PROJECT = (
    ("check",),
    ("compile",),
    ("build",),
    ("segments",),
    ("members", "x"),
    ("probe",),
    ("load", "a.csv", "--as", "a.b"),
)
NEEDS_WAREHOUSE = (("build",), ("segments",), ("members", "x"), ("load", "a.csv", "--as", "a.b"))


def run(folder: Path, arguments: tuple[str, ...]) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project-dir", str(folder)])


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert CliRunner().invoke(main, ["init", str(tmp_path / "fresh")]).exit_code == 0
    return tmp_path / "fresh"


@pytest.mark.parametrize("arguments", NEEDS_PROJECT)
def test_a_folder_without_dbt_project_is_told_to_init(fresh: Path, arguments: tuple[str, ...]) -> None:
    (fresh / "dbt_project.yml").unlink()
    told = run(fresh, arguments)
    assert told.exit_code == 3
    assert "dbt_project.yml: no such file" in told.output
    assert "segflux init" in told.output


@pytest.mark.parametrize("arguments", NEEDS_WAREHOUSE)
def test_a_project_without_profiles_is_told_to_copy_the_example(
    fresh: Path, arguments: tuple[str, ...]
) -> None:
    (fresh / "profiles.yml").unlink()
    told = run(fresh, arguments)
    assert told.exit_code == 3
    assert "No profiles.yml in" in told.output
    assert "Copy profiles.yml.example to profiles.yml" in told.output


@pytest.mark.parametrize("arguments", NEEDS_WAREHOUSE)
def test_a_variable_of_a_profile_that_is_not_set_is_named(fresh: Path, arguments: tuple[str, ...]) -> None:
    profile = fresh / "profiles.yml"
    profile.write_text(profile.read_text().replace(".segflux/warehouse", "\"{{ env_var('NOT_SET') }}\""))
    told = run(fresh, arguments)
    assert told.exit_code == 3
    assert "profiles.yml: the environment has no variable NOT_SET; set it" in told.output


@pytest.mark.parametrize("arguments", [("segments",), ("members", "x")])
def test_before_the_first_build_there_is_nothing_to_list(fresh: Path, arguments: tuple[str, ...]) -> None:
    told = run(fresh, arguments)
    assert told.exit_code == 3
    assert "Nothing was built yet" in told.output
    assert "Run `segflux build --target embedded` first" in told.output


@pytest.mark.embedded_only(reason="about the folder of the engine in the process")
def test_a_warehouse_without_the_tables_of_a_build_is_told(project: Path) -> None:
    shutil.rmtree(project / ".segflux/warehouse")
    for command in (("segments",), ("preview", "odd")):
        told = call(project, *command)
        assert told.exit_code == 3
        assert "this is another warehouse. Run `segflux build`" in told.errors
    assert "this is another warehouse. Run `segflux build`" in call(project, "doctor").text


@pytest.mark.embedded_only(reason="about the folder of the engine in the process")
@pytest.mark.parametrize("command", ["build", "segments"])
def test_a_warehouse_that_cannot_be_there_is_told(project: Path, command: str) -> None:
    shutil.rmtree(project / ".segflux/warehouse")
    (project / ".segflux/warehouse").write_text("not a folder")
    told = call(project, command)
    assert told.exit_code == 2
    assert f"The warehouse at {project / '.segflux/warehouse'} could not be opened" in told.errors


@pytest.mark.parametrize("command", ["compile", "build"])
def test_a_folder_that_cannot_be_written_is_told(fresh: Path, command: str) -> None:
    # a file in the folder's place: rights mean nothing to root
    (fresh / "models/segments/generated").write_text("")
    told = run(fresh, (command,))
    assert told.exit_code == 3
    assert "a generated file could not be written" in told.output


def test_init_in_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("")
    told = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert told.exit_code == 3
    assert "could not be written" in told.output


@pytest.mark.parametrize(
    "instant", ["", "yesterday", "2026-13-01", "2026-02-30", "2026-06-01T09:00:00+99:00"]
)
def test_an_instant_that_does_not_exist_is_refused(fresh: Path, instant: str) -> None:
    told = run(fresh, ("build", "--as-of", instant))
    assert told.exit_code == 3
    assert f"{instant!r} is no instant. Write 2026-06-01 or 2026-06-01T09:00:00Z." in told.output


def test_a_selection_of_nothing_is_not_a_success(project: Path) -> None:
    told = call(project, "build", "--select", "seg_oddd")
    assert told.exit_code == 3
    assert "--select seg_oddd names no node of the project, and nothing was built" in told.errors


def test_a_study_that_was_not_built_is_told(built: Path) -> None:
    told = call(built, "members", "odd", "--as-of", "2026-01-01")
    assert told.exit_code == 3
    assert 'no study of "odd" is as of 2026-01-01T00:00:00Z' in told.errors
    assert "segflux build --as-of 2026-01-01T00:00:00Z" in told.errors


def test_a_model_that_fails_is_named_with_its_reason_and_its_sql(project: Path) -> None:
    (project / "models/staging/wrong.sql").write_text("select missing_column from system.one")
    told = call(project, "build", "--select", "wrong")
    assert told.exit_code == 1
    assert "wrong: " in told.errors
    assert "missing_column" in told.errors
    assert "target/compiled/segflux/models/staging/wrong.sql" in told.errors
    assert "run `segflux build` again" in told.errors
