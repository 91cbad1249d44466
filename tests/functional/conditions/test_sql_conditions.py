"""Expressions of the author's own in a build, a preview and an explanation."""

from pathlib import Path

from click.testing import CliRunner

from segflux_cli.cli.main import main
from segflux_cli.live.cases.runner import CaseRunner
from segflux_cli.spec.project.project import Project
from segflux_cli.spec.sql.sql_functions import FUNCTIONS
from tests.dbt_projects import rows_of
from tests.functional.commands import told
from tests.functional.conditions.conftest import EVERYBODY, OF_EXPRESSIONS, SECOND, Conditions

FOUND = {
    "growing": {"ida"},
    "odd": EVERYBODY - {"ida"},
    "rising": {"ida", "kay"},
    "unknown": EVERYBODY - {"jon"},
}


def test_build_preview_and_explanation_agree(conditions: Conditions, project: Path) -> None:
    assert {name: conditions.second[name] for name in OF_EXPRESSIONS} == FOUND
    sizes = {
        name: told(project, "preview", name, "--as-of", SECOND)["segments"][0]["size"]
        for name in OF_EXPRESSIONS
    }
    assert sizes == {name: len(people) for name, people in FOUND.items()}
    for person in ("ida", "jon", "kay"):
        why = told(project, "why", person, "growing", "--as-of", SECOND)
        assert why["is_member"] is (person in FOUND["growing"])
        assert any(one["words"].startswith("sql: ") for one in why["conditions"])


def test_a_text_in_json_may_be_of_any_type() -> None:
    """Random expressions met a number and a boolean: the engine hands them on as texts, `null` as an empty one."""
    values = {"true": True, "0.1": 0.1, "10": 10.0, '[1,"a"]': [1, "a"], "": None, "x": "x"}
    events = [
        {"at": "2026-05-01", "user_id": f"u{number}", "event": "seen", "properties": {"kind": value}}
        for number, value in enumerate(values.values())
    ]
    segments = [
        {
            "segment": f"s{number}",
            "who": [
                {
                    "sql": f"arrayExists(e -> JSONExtractString(e.properties, 'kind') = '{text}', seen)",
                    "reads": {"events": "seen"},
                }
            ],
        }
        for number, text in enumerate(values)
    ]
    expect = [{"as_of": "2026-06-01", "segment": segment["segment"], "exactly": []} for segment in segments]
    case = {"given": {"events": events}, "segments": segments, "expect": expect}
    with CaseRunner(Project(allows_sql=True)) as runner:
        found = runner.members(case)
    assert {name: people for (_, name), people in found.items()} == {
        f"s{number}": {f"u{number}"} for number in range(len(values))
    }


def test_functions_count_and_change_texts_as_the_engine_does() -> None:
    """Random expressions met a sharp s: bytes are counted, and of letters those of ASCII are made small."""
    true_of = {
        "length(plan) = 7": {"u0"},
        "lengthUTF8(plan) = 6": {"u0"},
        "length(lower(plan)) > 6": {"u0"},
        "lower(plan) = 'Écru'": {"u1"},
        "lowerUTF8(plan) = 'écru'": {"u1"},
    }
    traits = [
        {"at": "2026-05-01", "user_id": f"u{number}", "traits": {"plan": plan}}
        for number, plan in enumerate(("Straße", "ÉCRU"))
    ]
    segments = [
        {"segment": f"s{number}", "who": [{"sql": sql, "reads": {"traits": "plan"}}]}
        for number, sql in enumerate(true_of)
    ]
    expect = [{"as_of": "2026-06-01", "segment": segment["segment"], "exactly": []} for segment in segments]
    with CaseRunner(Project(allows_sql=True)) as runner:
        found = runner.members({"given": {"traits": traits}, "segments": segments, "expect": expect})
    assert [people for _, people in sorted(found.items())] == list(true_of.values())


def test_every_allowed_function_is_known_to_the_engine_and_none_is_an_aggregate(project: Path) -> None:
    listed = ", ".join(f"'{name}'" for name in sorted(FUNCTIONS))
    found = rows_of(
        project,
        f"select name, is_aggregate from system.functions where name in ({listed})",
    )
    assert {str(name) for name, *_ in found} == FUNCTIONS
    assert [name for name, is_aggregate in found if int(str(is_aggregate))] == []


def test_a_project_that_does_not_allow_it_is_told_how(project: Path) -> None:
    settings = project / "segflux.yml"
    settings.write_text("allow_sql: false\n")
    result = CliRunner().invoke(main, ["check", "--project-dir", str(project)])
    settings.write_text("allow_sql: true\n")
    assert result.exit_code == 3
    assert 'write "allow_sql: true" in segflux.yml' in result.stderr
