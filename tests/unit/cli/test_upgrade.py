"""`segflux init --upgrade`: Segflux's files become those of the installed version, a person's stay."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segflux_cli.cli.main import main
from segflux_cli.compiler.files.shipped import LOCK, Shipped, hash_of, read_lock, shipped_now, spell_lock
from segflux_cli.scaffold.project import new_project

MACRO, DROPPED = "macros/values/trimmed.sql", "macros/values/no_longer_there.sql"
OLD = b"{% macro trimmed() %}old{% endmacro %}"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A project that an older Segflux wrote: one macro was another, one was there that is no more, one was not."""
    folder = tmp_path / "shop"
    new_project(folder)
    files = dict(shipped_now().files) | {MACRO: hash_of(OLD), DROPPED: hash_of(OLD)}
    del files["macros/values/lowered.sql"]
    for path in (MACRO, DROPPED):
        (folder / path).write_bytes(OLD)
    (folder / "macros/values/lowered.sql").unlink()
    (folder / LOCK).write_bytes(spell_lock(Shipped("0.0.9", files)))
    (folder / "sources.yml").write_text("sources: []  # mine\n")
    return folder


def test_a_new_project_says_what_it_was_written_from(tmp_path: Path) -> None:
    new_project(tmp_path)
    assert read_lock(tmp_path) == shipped_now()


def test_shipped_files_follow_and_specs_stay(older: Path) -> None:
    told = run("init", str(older), "--upgrade", "--format", "json")
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    assert (answer["before"], answer["kept"], answer["removed"]) == ("0.0.9", [], [DROPPED])
    assert answer["written"] == ["macros/values/lowered.sql", MACRO]
    assert hash_of((older / MACRO).read_bytes()) == shipped_now().files[MACRO]
    assert not (older / DROPPED).exists()
    assert (older / "sources.yml").read_text() == "sources: []  # mine\n"
    assert read_lock(older) == shipped_now()
    assert "0 files written, 0 removed" in run("init", str(older), "--upgrade").output


def test_a_file_changed_by_hand_stays_and_the_new_one_lies_beside_it(older: Path) -> None:
    (older / MACRO).write_text("mine")
    (older / DROPPED).write_text("mine too")
    told = run("init", str(older), "--upgrade")
    assert told.exit_code == 1
    assert f"{MACRO} was changed by hand and stays" in told.output
    assert ((older / MACRO).read_text(), (older / DROPPED).read_text()) == ("mine", "mine too")
    assert hash_of((older / f"{MACRO}.new").read_bytes()) == shipped_now().files[MACRO]
    assert run("init", str(older), "--upgrade", "--overwrite").exit_code == 0
    assert hash_of((older / MACRO).read_bytes()) == shipped_now().files[MACRO]


def test_without_a_lock_nothing_is_replaced_unasked(older: Path) -> None:
    (older / LOCK).unlink()
    told = run("init", str(older), "--upgrade")
    assert told.exit_code == 3
    assert "run `segflux init --upgrade --overwrite`" in told.output
    assert (older / MACRO).read_bytes() == OLD
    assert run("init", str(older), "--upgrade", "--overwrite").exit_code == 0
    assert read_lock(older) == shipped_now()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": "1"}', '{"version": "1", "files": 3}'])
def test_a_lock_that_is_none_is_told_with_the_way_out(older: Path, content: str) -> None:
    (older / LOCK).write_text(content)
    told = run("init", str(older), "--upgrade")
    assert told.exit_code == 3
    assert "segflux.lock: not a lock that Segflux wrote" in told.output


def test_a_build_with_macros_of_another_version_is_refused_before_anything_happens(older: Path) -> None:
    told = run("build", "--project-dir", str(older))
    assert told.exit_code == 3
    assert "Segflux 0.0.9 wrote the macros and models" in told.output
    assert "Run `segflux init --upgrade`" in told.output
    assert not (older / ".segflux" / "warehouse").exists()


@pytest.mark.parametrize("name", ["", "name: mine\n"])
def test_a_dbt_project_of_ones_own_is_upgraded_by_dbt_deps(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / "dbt_project.yml").write_text(name)
    told = run("init", str(tmp_path), "--upgrade")
    assert told.exit_code == 3
    assert "run `dbt deps`" in told.output
    assert list(tmp_path.iterdir()) == ([tmp_path / "dbt_project.yml"] if name else [])
