"""A shared tablet, a junk e-mail and a wrong merge: shown by the commands, and undone by one line."""

from pathlib import Path

import pytest

from tests.dbt_projects import rows_of, segflux_project
from tests.functional.cli.conftest import WITHOUT_TESTS, call

EXAMPLE = Path(__file__).parents[3] / "examples/identity"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of identity, built once."""
    paths = [path for path in EXAMPLE.rglob("*") if path.is_file()]
    files = {path.relative_to(EXAMPLE).as_posix(): path.read_text() for path in paths}
    folder = segflux_project(tmp_path_factory.mktemp("identity"), files)
    for table in ("sign_ins", "orders"):
        loaded = call(folder, "load", str(folder / f"raw/{table}.csv"), "--as", f"raw.{table}")
        assert loaded.exit_code == 0, loaded.errors
    told = call(folder, "build", **WITHOUT_TESTS)
    assert told.exit_code == 0, told.errors
    return folder


def test_why_two_are_one_person_or_not(project: Path) -> None:
    """The tablet merges nobody, the junk is nobody's, and the shared e-mail is to blame for the rest."""
    family = call(project, "identity", "why", "ada", "ben", "--format", "json").answer
    assert not family["is_one_person"]
    assert {link["rule"] for link in family["links"]} == {"linked_to device_id user_id"}
    told = call(project, "identity", "why", "user_id:flo", "gus")
    assert "are one person" in told.text
    assert "to email:till@shop.example  by sign_ins, first seen" in told.text
    assert "split,user_id,flo,user_id,gus" in told.text
    assert "No links lead" in call(project, "identity", "why", "dan", "eve").text
    unknown = call(project, "identity", "why", "nobody", "flo")
    assert unknown.exit_code == 3
    assert "Nobody has the identifier 'nobody'" in unknown.errors


def test_stats_tell_what_would_merge_the_most(project: Path) -> None:
    stats = call(project, "identity", "stats", "--format", "json").answer
    assert stats["totals"]["overrides_unknown"] == 1
    assert stats["suspicious"][0]["identifier_value"] == "tablet"
    assert {row["rule"]: row["links"] for row in stats["unused"]} == {"linked_to device_id user_id": 3}
    text = call(project, "identity", "stats").text
    assert "Those that would merge the most" in text
    assert "overrides that name nobody" in text


def test_people_are_told_apart_as_they_were(project: Path) -> None:
    """Before gus signed in with the till's e-mail, flo had bought once and nobody knew gus; nothing is left behind."""

    def sizes(*arguments: str) -> tuple[int, int]:
        told = call(project, "preview", "bought_again", "--sample", "1", "--format", "json", *arguments)
        assert told.exit_code == 0, told.errors
        (found,) = told.answer["segments"]
        return found["size"], found["base_size"]

    assert sizes() == (1, 6)
    assert sizes("--identity-as-of", "2026-01-01T12:00:00Z") == (0, 6)
    assert sizes("--identity-as-of", "2026-01-02T12:00:00Z", "--identifiers") == (1, 6)
    early = call(project, "preview", "bought_again", "--identity-as-of", "2025-01-01")
    assert early.exit_code == 3
    assert "Segflux had seen nobody before 2025-12-01 18:00:00 UTC" in early.errors
    left = "select count() from system.tables where name like '\\_\\_int\\_identity%'"
    assert rows_of(project, left) == [(0,)]


def test_one_line_undoes_a_wrong_merge(project: Path) -> None:
    """Members and sizes follow in the next build, with the cause, and the events that were stored stay."""
    assert len(call(project, "members", "bought_again", "--format", "json").answer["members"]) == 1
    seed = project / "seeds/identity_overrides.csv"
    seed.write_text(seed.read_text() + "split,user_id,flo,user_id,gus\n")
    told = call(project, "build")
    assert told.exit_code == 0, told.errors
    assert call(project, "members", "bought_again", "--format", "json").answer["members"] == []
    why = call(project, "identity", "why", "flo", "gus", "--format", "json").answer
    assert not why["is_one_person"]
    assert [link["rule"] for link in why["links"] if link["rule"]] == ["split"]
    shown = call(project, "identity", "show", "flo", "--format", "json").answer
    assert [move["kind"] for move in shown["moves"]] == ["split"]
    assert {row["value"] for row in shown["identifiers"]} <= {"flo", "till@shop.example"}
    changes = rows_of(
        project, "select change, cause from segflux_segments.fct_segment_changes order by changed_at"
    )
    assert changes == [("entered", "first_run"), ("left", "identity")]
