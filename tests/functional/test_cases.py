"""Every case of `tests/cases` holds, and the runner tells of one that does not."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.errors import SpecError
from segflux_cli.live.cases.run import run_cases
from segflux_cli.live.cases.runner import CaseRunner

pytestmark = pytest.mark.embedded_only(reason="cases run on an engine in memory, whatever the target")
REPOSITORY = Path(__file__).parents[2]

EVENTS = """
      events:
        - {at: 2026-05-31, user_id: ada, event: bought}
        - {at: 2026-05-01, user_id: bob, event: bought}
        - {at: 2026-05-01, user_id: "null", event: bought}
"""
CASES = f"""
cases:
  - name: good
    given:{EVENTS}
    segments: [{{segment: recent, who: [{{did: bought, within: 7 days}}]}}]
    expect: [{{as_of: 2026-06-01, exactly: [ada], because: {{bob: "did: bought"}}}}]
  - name: wrong
    given:{EVENTS}
    segments:
      - segment: recent
        who: [{{any: [{{did: bought, within: 14 days}}, {{did: sold, at_least: 2 times}}]}}]
    expect:
      - {{as_of: 2026-06-02, exactly: [bob]}}
      - {{as_of: 2026-06-01, members: ["null"], because: {{ada: "did: sold"}}}}
      - {{as_of: 2026-04-01, members: [ada]}}
  - name: refused
    given: {{}}
    segments: [{{segment: recent, who: [{{dod: bought}}]}}]
    expect: [{{as_of: 2026-06-01, members: []}}]
  - name: not refused
    invalid: true
    segments: [{{segment: recent, who: everyone}}]
  - name: refused otherwise
    invalid: true
    error_contains: nothing like it
    segments: [{{segment: recent, who: []}}]
  - name: of no segment
    given:{EVENTS}
    expect: [{{as_of: 2026-06-01, segment: recnt, members: [ada]}}]
  - name: misspelled
    given:{EVENTS}
    segments: [{{segment: recent, who: everyone}}]
    expect: [{{as_of: 2026-06-01, members: [adda]}}]
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    folder = tmp_path_factory.mktemp("cases")
    (folder / "mine.yml").write_text(CASES, encoding="utf-8")
    told = run_cases(folder, [folder / "mine.yml"])
    as_json: dict[str, Any] = json.loads(json.dumps(told.as_json()))
    by_name = {case["name"]: case for case in as_json["cases"]}
    return {**as_json, "by_name": by_name, "lines": "\n".join(told.lines())}


@pytest.mark.timeout(900)  # nearly a thousand cases, on two processes beside another worker
def test_every_case_of_this_repository_holds() -> None:
    told = run_cases(REPOSITORY, [REPOSITORY / "tests" / "cases"])
    assert not told.failed, "\n".join(line for line in told.lines() if not line.startswith("ok"))


def test_every_example_of_the_demo_holds() -> None:
    told = run_cases(REPOSITORY, ())
    assert not told.failed, "\n".join(told.lines())


def test_the_counts_and_the_shape_are_those_promised(report: Mapping[str, Any]) -> None:
    assert (report["passed"], report["failed"]) == (1, 6)
    assert report["by_name"]["good"] == {"name": "good", "ok": True, "failures": []}


def test_a_failure_names_the_person_and_what_decided(report: Mapping[str, Any]) -> None:
    never, recent, late, later = sorted(
        report["by_name"]["wrong"]["failures"],
        key=lambda failure: (failure["as_of"], failure["id"] != "null"),
    )[:4]
    assert (never["as_of"], never["id"]) == ("2026-04-01", "ada")
    assert never["because"] == "nobody: nothing is known by then"
    assert recent["id"] == "null"
    assert recent["because"] == "nobody: every identifier is on the block list"
    assert late["claimed"] == "did: sold"
    assert (late["expected"], late["actual"], late["because"]) == (True, True, "did: bought, within: 2 weeks")
    assert later == {
        "as_of": "2026-06-02",
        "segment": "recent",
        "id": "bob",
        "expected": True,
        "actual": False,
        "because": "did: bought, within: 2 weeks; did: sold, at_least: 2 times",
    }


def test_a_case_that_could_not_be_evaluated_says_why(report: Mapping[str, Any]) -> None:
    errors = {name: case["error"] for name, case in report["by_name"].items() if "error" in case}
    assert 'Did you mean "did"?' in errors["refused"]
    assert errors["not refused"] == "the definitions were to be refused; they were not"
    assert errors["refused otherwise"].startswith("refused, but not with 'nothing like it'")
    assert "no segment is called recnt" in errors["of no segment"]
    assert 'no row is given of "adda". Did you mean "ada"?' in errors["misspelled"]
    assert not any(report["by_name"][name]["ok"] for name in errors)


def test_the_text_tells_the_same(report: Mapping[str, Any]) -> None:
    lines = report["lines"]
    assert "ok     good" in lines
    assert "recent at 2026-06-02: bob is no member and should be, because did: bought" in lines
    assert "recent at 2026-06-01: ada is decided by did: bought, within: 2 weeks, not by did: sold" in lines
    assert lines.endswith("1 passed, 6 failed")


def test_examples_are_judged_with_the_base_of_their_project(tmp_path: Path) -> None:
    (tmp_path / "segments").mkdir()
    (tmp_path / "segflux.yml").write_text("base: known\n")
    (tmp_path / "segments" / "quiet.yml").write_text("""
segment: quiet
who: [{did_not: bought}]
examples:
  - name: an unknown visitor is out
    as_of: 2026-06-01
    given:
      events:
        - {at: 2026-05-01, anonymous_id: a1, event: seen}
        - {at: 2026-05-01, user_id: ada, event: seen}
    expect: {members: [ada], not_members: [a1]}
    because: {a1: "base: known"}
""")
    told = run_cases(tmp_path, ())
    assert told.as_json() == {
        "passed": 1,
        "failed": 0,
        "cases": [{"name": "an unknown visitor is out", "ok": True, "failures": []}],
    }


def test_no_case_sees_the_rows_of_another_and_members_are_given_as_ids() -> None:
    rows = {"user_id": "ada", "anonymous_id": "a1", "at": 0, "event": "bought"}
    case = {
        "name": "x",
        "given": {"events": [rows | {"at": "2026-05-01"}]},
        "segments": [{"segment": "buyers", "who": [{"did": "bought"}]}],
        "expect": [{"as_of": "2026-06-01", "segment": "buyers", "members": []}],
    }
    with CaseRunner() as runner:
        assert runner.members(case) == {("2026-06-01", "buyers"): {"ada", "a1"}}
        empty = case | {"given": {"traits": [{"at": "2026-05-01", "user_id": "ada", "traits": {"a": 1}}]}}
        assert runner.members(empty) == {("2026-06-01", "buyers"): set()}
        with pytest.raises(SpecError, match="dod"):
            runner.members(case | {"segments": [{"segment": "buyers", "who": [{"dod": "bought"}]}]})
