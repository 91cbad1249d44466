"""A diff of specs tells what the build that follows does, and writes nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dbt_projects import copied, revive, rows_of
from tests.functional.commands import PROGRAM, WITHOUT_TESTS, Told, call
from tests.functional.reading.conftest import SECOND, Built, members_of

# The rows of leases grow fewer by themselves: the engine keeps one beat of each holder.
_TABLES = (
    "select database, name, total_rows, toString(uuid) from system.tables"
    " where database != 'system' and name != 'segflux_leases' order by all"
)
_SEGMENTS = "segments"
_CHANGED = {
    "window_shoppers": ("at_least: 3 times", "at_least: 2 times"),
    "big_spenders": ("at_least: 800", "at_least: 1200"),
    "cart_abandoners": ("within: 3 days", "within: 10 days"),
    "lapsed_customers": ("segment: lapsed_customers", "segment: lapsed_customers\nstatus: retired"),
    "bargain_hunters": ("segment: bargain_hunters", "segment: bargain_hunters\nstatus: paused"),
}
_FORMER, _RENAMED = "outdated_browsers", "old_browsers"
_ADDED = "segment: both\nwho: [{in_segment: window_shoppers}, {not_in_segment: big_spenders}]\n"

_EXAMPLES = Path(__file__).parents[3] / "examples" / "ci"
_GH = """#!/bin/sh
echo "$@" >> "$SAID/arguments"
cp segments.md "$SAID/comment.md"
"""


@pytest.fixture(scope="module")
def edited(built: Built, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose specs were committed and then changed, added, removed, but not built."""
    folder = copied(project, tmp_path_factory.mktemp("diff") / "demo")
    (folder / ".gitignore").write_text(".segflux/\nlogs/\ntarget/\n")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "as built"]):
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *words], cwd=folder, check=True)
    for name, (old, new) in _CHANGED.items():
        path = folder / _SEGMENTS / f"{name}.yml"
        path.write_text(path.read_text().replace(old, new))
    (folder / _SEGMENTS / "both.yml").write_text(_ADDED)
    _rename(folder / _SEGMENTS)
    for name in _removed(built):
        (folder / _SEGMENTS / f"{name}.yml").unlink()
    return folder


def _rename(specs: Path) -> None:
    text = (specs / f"{_FORMER}.yml").read_text()
    named = text.replace(f"segment: {_FORMER}", f"segment: {_RENAMED}\nrenamed_from: {_FORMER}")
    (specs / f"{_RENAMED}.yml").write_text(named)
    (specs / f"{_FORMER}.yml").unlink()
    for path in specs.glob("*.yml"):  # those that read it
        path.write_text(path.read_text().replace(f'"{_FORMER}"', f'"{_RENAMED}"'))


def _removed(built: Built) -> tuple[str, ...]:
    """Drafts that no other reads."""
    texts = "".join(path.read_text() for path in (built.folder / _SEGMENTS).glob("*.yml"))
    return tuple(name for name in built.drafts if texts.count(f'"{name}"') == 1)[:2]


def told_diff(folder: Path, *words: str) -> dict[str, dict[str, Any]]:
    told = call(folder, "diff", "--format", "json", *words)
    assert told.exit_code == 0, told.errors
    return {each["segment"]: each for each in told.answer["segments"]}


def test_it_tells_what_the_build_that_follows_does(built: Built, edited: Path, tmp_path: Path) -> None:
    names = [*_CHANGED, "both", _RENAMED, *_removed(built)]
    before, tables = members_of(edited), rows_of(edited, _TABLES)
    before[_RENAMED] = before.pop(_FORMER)
    of_build = told_diff(edited, *names, "--sample", "1000")
    of_revision = told_diff(edited, *names, "--against", "HEAD", "--sample", "1000")
    assert rows_of(edited, _TABLES) == tables
    folder = copied(edited, tmp_path / "built")
    assert call(folder, "build", "--as-of", SECOND, **WITHOUT_TESTS).exit_code == 0
    after = members_of(folder)
    moved = {name for name in names if before.get(name) != after.get(name)}
    assert moved >= {"window_shoppers", "big_spenders", "lapsed_customers", "both"}
    for found in (of_build, of_revision):
        assert moved <= found.keys()
        assert (found[_RENAMED]["change"], found[_RENAMED]["entering"]) == ("renamed", 0)
        for name, each in found.items():
            old, new = before.get(name, set()), after.get(name, set())
            assert set(each["entering_sample"]) == new - old, name
            assert set(each["leaving_sample"]) == old - new, name
            assert (each["entering"], each["leaving"]) == (len(new - old), len(old - new))
            assert each["staying"] == len(old & new)
    rows = rows_of(
        folder,
        "select segment, toUInt64(size), toUInt64(base_size), verdict from segflux_segments.fct_segment_sizes"
        f" where as_of = parseDateTime64BestEffort('{SECOND}', 3, 'UTC')",
    )
    past = rows_of(
        folder,
        "select segment, toUInt64(uniqExact(as_of)), toUInt64(countIf(cause = 'first_run')) "
        "from segflux_segments.fct_segment_bitmaps "
        f"where segment in ('{_FORMER}', '{_RENAMED}') group by segment",
    )
    assert [tuple(row) for row in past] == [(_RENAMED, 2, 1)]
    sizes = {str(row[0]): tuple(row[1:]) for row in rows}
    told = {name: (each["size"], each["base_size"], each["verdict"]) for name, each in of_build.items()}
    assert {name: row for name, row in told.items() if row[0] is not None} == {
        name: sizes[name] for name in told if told[name][0] is not None
    }
    back = _removed(built)[0]
    (folder / _SEGMENTS / f"{back}.yml").write_text((built.folder / _SEGMENTS / f"{back}.yml").read_text())
    assert "new" not in {each["change"] for each in told_diff(folder, back).values()}


def test_what_did_not_change_is_not_evaluated(edited: Path, project: Path) -> None:
    told = call(project, "diff", "--format", "json")
    assert told.answer["segments"] == []
    assert len(told.answer["unchanged"]) == 52
    changed = call(edited, "diff", "both", "app_only_people", "--format", "json").answer
    assert [(each["segment"], each["change"]) for each in changed["segments"]] == [("both", "new")]
    assert changed["unchanged"] == ["app_only_people"]


def test_only_the_segments_named_are_compared(edited: Path) -> None:
    assert list(told_diff(edited, "both", "window_shoppers")) == ["both", "window_shoppers"]


def test_destinations_are_told_and_names_stay_text_in_markdown(edited: Path) -> None:
    told: Told = call(edited, "diff", "cart_abandoners", "--format", "markdown", "--fail-over", "1%")
    lines = told.text.splitlines()
    assert lines[0] == "### Segments"
    assert any(line.startswith("| cart\\_abandoners | changed | ") for line in lines)
    assert any(line.startswith("- exports: ") for line in lines)
    assert "**More than 1 % enter or leave: cart\\_abandoners.**" in lines
    assert told.exit_code == 1


def test_too_much_movement_fails(edited: Path) -> None:
    assert (
        call(edited, "diff", "both", "--fail-over", "0").exit_code == 0
    )  # a new one takes nobody out of anything
    told = call(edited, "diff", *_CHANGED, "--fail-over", "5%", "--format", "json")
    assert told.exit_code == 1
    assert "lapsed_customers" in json.loads(told.text)["over"]
    assert "More than 5 % enter or leave: " in told.errors


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--against", "no-such-branch"], "git has no project at 'no-such-branch'"),
        (["--against", "--help"], "git has no project at '--help'"),
        (["window_shopers"], 'Did you mean "window_shoppers"?'),
        (["--fail-over", "some"], "'some' is no percentage"),
    ],
)
def test_what_cannot_be_compared_is_told(edited: Path, words: list[str], said: str) -> None:
    told = call(edited, "diff", *words)
    assert told.exit_code == 3
    assert said in told.errors


def test_the_text_is_for_people(edited: Path) -> None:
    told = call(edited, "diff", "both", "window_shoppers", "--sample", "2")
    lines = told.text.splitlines()
    assert lines[0].startswith("2 segments differ from the build as of 2026-06-01 09:00:00 UTC")
    assert lines[2].split()[:2] == ["segment", "change"]
    assert any(line.endswith("who would enter both:") for line in lines)


def test_the_recipe_for_pull_requests_comments_and_fails_where_too_many_move(
    edited: Path, tmp_path: Path
) -> None:
    told = _recipe(edited, tmp_path, FAIL_OVER="5%")
    assert told.returncode == 1, told.stderr
    said = "pr comment 7 --body-file segments.md --edit-last --create-if-none\n"
    assert (tmp_path / "arguments").read_text() == said
    assert "| both | new | - |" in (tmp_path / "comment.md").read_text()


def test_the_recipe_ends_before_a_comment_where_a_spec_is_faulty(edited: Path, tmp_path: Path) -> None:
    wrong = edited / _SEGMENTS / "wrong.yml"
    wrong.write_text("segment: wrong\nwho: nonsense\n")
    try:
        told = _recipe(edited, tmp_path)
    finally:
        wrong.unlink()
    assert told.returncode == 3
    assert "wrong.yml" in told.stderr
    assert not (tmp_path / "arguments").exists()


def test_the_workflow_runs_the_script_that_is_tested() -> None:
    steps = yaml.safe_load((_EXAMPLES / "github_segments.yml").read_text())["jobs"]["diff"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs[-1] == "sh examples/ci/segments_of_a_pull_request.sh"
    assert {"GH_TOKEN", "PULL_REQUEST"} <= steps[-1]["env"].keys()


def test_the_workflow_reaches_the_target_of_the_profiles_that_a_checkout_has() -> None:
    job = yaml.safe_load((_EXAMPLES / "github_segments.yml").read_text())["jobs"]["diff"]
    before = job["steps"][-2]["run"]
    assert before == f"cp profiles.yml.example profiles.yml && dbt parse --target {job['env']['DBT_TARGET']}"
    example = (_EXAMPLES.parents[1] / "profiles.yml.example").read_text()
    target = yaml.safe_load(example)["segflux"]["outputs"][job["env"]["DBT_TARGET"]]
    said = {name for name in (*job["env"], *job["steps"][-1]["env"]) if name.startswith("SEGFLUX_")}
    assert said == {f"SEGFLUX_{word}" for word in ("HOST", "USER", "PASSWORD", "SCHEMA")}
    assert all(f"env_var('{name}'" in str(target) for name in said)


def _recipe(folder: Path, programs: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script with a `gh` that notes what it was told, in a clone whose origin is itself."""
    revive(folder)
    segflux = f'#!/bin/sh\nexec "{sys.executable}" -c "{PROGRAM}" "$@"\n'
    for name, text in {"gh": _GH, "segflux": segflux}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    subprocess.run(["git", "update-ref", "refs/remotes/origin/main", "HEAD"], cwd=folder, check=True)
    paths = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(folder), "SAID": str(programs)}
    return subprocess.run(
        ["sh", str(_EXAMPLES / "segments_of_a_pull_request.sh")],
        cwd=folder,
        env={**os.environ, **paths, "PULL_REQUEST": "7", "GITHUB_BASE_REF": "main", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
