"""Accounts in a build: who belongs to them, what is known of them, which events carry their id."""

from pathlib import Path

from click.testing import CliRunner

from segflux_cli.cli.main import main
from tests.dbt_projects import rows_of
from tests.functional.commands import told
from tests.functional.conditions.conftest import EVERYBODY, OF_ACCOUNTS, SECOND, Conditions


def test_entities_come_and_go_and_nobody_is_one(conditions: Conditions, project: Path) -> None:
    assert {name: conditions.first[name] for name in OF_ACCOUNTS} == {
        "large": {"ben"},
        "busy": {"ada"},
        "idle": {"ben"},
        "everybody": EVERYBODY,
    }
    rejected = (
        "select shape, reason, toUInt64(count()) from segflux_events.rejected_rows"
        " where source != 'billing' group by all order by all"
    )
    assert rows_of(project, rejected) == [
        ("entities", "no id", 1),
        ("entities", "no readable time", 1),
        ("links", "no id", 1),
    ]
    assert {name: conditions.second[name] for name in OF_ACCOUNTS} == {
        "large": {"ada", "dan"},
        "busy": {"ada"},
        "idle": {"dan"},
        "everybody": EVERYBODY,
    }


def test_previews_and_explanations_agree_with_the_build(conditions: Conditions, project: Path) -> None:
    previews = {name: told(project, "preview", name, "--as-of", SECOND) for name in OF_ACCOUNTS}
    sizes = {name: preview["segments"][0]["size"] for name, preview in previews.items()}
    assert sizes == {name: len(conditions.second[name]) for name in OF_ACCOUNTS}
    for person in ("ada", "ben", "dan"):
        why = told(project, "why", person, "large", "--as-of", SECOND)
        assert why["is_member"] is (person in conditions.second["large"])
    (condition,) = [one for one in why["conditions"] if "belongs_to" in one["words"][:10]]
    assert [row["value"] for row in condition["evidence"]] == ['{"id":"a2","satisfies":true}']


def test_an_unknown_kind_is_refused_with_what_to_declare(project: Path) -> None:
    spec = project / "segments" / "household.yml"
    spec.write_text("segment: household\nwho: [{belongs_to: household, all: [{trait: size, at_least: 3}]}]\n")
    result = CliRunner().invoke(main, ["check", "--project-dir", str(project)])
    spec.unlink()
    assert result.exit_code == 3
    assert 'no source links people to "household"' in result.stderr
    assert "kind: links" in result.stderr
