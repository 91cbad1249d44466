"""Quotes, braces and line breaks in every name and value go through a whole build and come back."""

import json
from pathlib import Path

from tests.dbt_projects import rows_of
from tests.functional.bad_input.conftest import LONG, ODD
from tests.functional.commands import call


def test_specs_of_any_names_are_sound_and_their_models_true(built: Path) -> None:
    assert call(built, "check").exit_code == 0
    assert call(built, "compile", "--check").exit_code == 0


def test_members_are_found_by_names_and_values_of_any_characters(built: Path) -> None:
    told = call(built, "members", "odd", "--identifiers", "--format", "json")
    assert told.exit_code == 0, told.errors
    assert [member["user_id"] for member in told.answer["members"]] == [f"user1{LONG}"]
    lines = call(built, "members", "odd", "--identifiers").text.splitlines()
    assert len(lines) == 1


def test_texts_are_never_rendered(built: Path) -> None:
    sql = "select label, about, owner, tags from segflux_segments.dim_segments where segment = 'odd'"
    (row,) = rows_of(built, sql)
    assert row == (ODD["label"], ODD["about"], ODD["owner"], ODD["tags"])
    # the home of the commands is the project's folder
    manifest = json.loads((built / "target/manifest.json").read_text())
    model = manifest["nodes"]["model.segflux.seg_odd"]
    assert model["description"].startswith(f"about{LONG}")
    generated = [path.read_text() for path in sorted((built / "models").rglob("*odd*.sql"))]
    assert generated
    assert all("env_var('HOME')" not in text for text in generated)


def test_traits_keep_their_values_under_a_name_that_dbt_can_quote(built: Path) -> None:
    name = f"trait{LONG}".replace('"', "_").replace("`", "_").replace("\\", "_").replace("\n", "_")
    sql = f"select \"{name}\" from segflux_profiles.dim_profiles where user_id = unhex('{_hex(f'user1{LONG}')}')"
    assert rows_of(built, sql) == [(f"value{LONG}",)]


def _hex(text: str) -> str:
    return text.encode().hex()
