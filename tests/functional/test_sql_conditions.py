"""Expressions of the author's own in a build, a preview and an explanation."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from segflux_cli.cli.main import main
from segflux_cli.live.cases.runner import CaseRunner
from segflux_cli.spec.project import Project
from segflux_cli.spec.sql_functions import FUNCTIONS
from tests.dbt_projects import execute, rows_of, segflux_project
from tests.functional.commands import built, members, told

SOURCES = """\
sources:
  - source: crm
    kind: traits
    table: raw.people
    at: {constant: 2026-01-01}
    identifiers: {user_id: person}
    traits: {"it's a plan": plan, country: country}
  - source: shop
    kind: events
    table: raw.orders
    at: at
    event: order_completed
    identifiers: {user_id: person}
    properties: {revenue: {column: revenue, type: number}}
"""
SPECS = {
    "growing": """\
segment: growing
who:
  - sql: >-
      country in ('DE', 'A''T{{ x }}') and arraySum(e -> JSONExtractFloat(e.properties, 'revenue'),
      arrayFilter(e -> e.at > as_of - interval 30 day, order_completed)) >= 100
    reads: {traits: [country], events: [order_completed]}
""",
    "odd": """\
segment: odd
who: [{sql: "`it's a plan` = 'pro%' or country is null", reads: {traits: [it's a plan, country]}}]
""",
    "rising": """\
segment: rising
who:
  - sql: "length(order_completed) > 1 and order_completed[1].at < order_completed[2].at"
    reads: {events: order_completed}
""",
    "unknown": "segment: unknown\nwho: [{none: [{sql: country != 'DE', reads: {traits: country}}]}]\n",
}
FOUND = {"growing": {"ada"}, "odd": {"ben", "cyd"}, "rising": {"ada", "cyd"}, "unknown": {"ada", "cyd"}}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"sources.yml": SOURCES, "segflux.yml": "allow_sql: true\n"}
    folder = segflux_project(tmp_path_factory.mktemp("sql"), files)
    execute(
        folder,
        "create database raw",
        "create table raw.people (person String, plan String, country Nullable(String)) engine = Log",
        "create table raw.orders (at String, person String, revenue UInt32) engine = MergeTree order by at",
        "insert into raw.people values ('ada', 'free', 'DE'), ('ben', 'pro%', 'FR')",
        "insert into raw.orders values ('2026-05-20', 'ada', 60), ('2026-05-21', 'ada', 40), "
        "('2026-01-01', 'cyd', 500), ('2026-02-01', 'cyd', 500), ('2026-07-01', 'ben', 500)",
    )
    return folder


def test_build_preview_and_explanation_agree(project: Path) -> None:
    assert built(project, SPECS, "2026-06-01") == (True, "")
    assert {name: members(project, name) for name in SPECS} == FOUND
    sizes = {
        name: told(project, "preview", name, "--as-of", "2026-06-01")["segments"][0]["size"] for name in SPECS
    }
    assert sizes == {name: len(people) for name, people in FOUND.items()}
    for person in ("ada", "ben", "cyd"):
        why = told(project, "why", person, "growing", "--as-of", "2026-06-01")
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
