"""A preview says what the next build at the same instant will say, and changes nothing."""

from pathlib import Path

import pytest

from tests.dbt_projects import rows_of
from tests.functional.commands import Told, call
from tests.functional.reading.conftest import SECOND, Built, members_of, preview

_TABLES = "select database, name, total_rows, toString(uuid) from system.tables where database != 'system' order by all"


def test_members_are_those_of_the_build_that_follows(built: Built, project: Path) -> None:
    members = members_of(project)
    told = {
        name: {member["profile_id"] for member in each["members"]} for name, each in built.previewed.items()
    }
    assert len(told) == 12 + len(built.drafts)
    assert told == {name: members.get(name, set()) for name in told}
    assert sum(bool(told[name]) for name in built.drafts) > 10


def test_sizes_and_verdicts_are_those_of_the_build(built: Built, project: Path) -> None:
    rows = rows_of(
        project,
        "select segment, toUInt64(size), toUInt64(base_size), verdict from segflux_segments.fct_segment_sizes"
        " where as_of = (select max(as_of) from segflux_segments.fct_segment_sizes)",
    )
    expected = {str(row[0]): (int(row[1]), int(row[2]), str(row[3])) for row in rows}
    keys = ("size", "base_size", "verdict")
    assert {name: tuple(each[key] for key in keys) for name, each in built.previewed.items()} == expected


def test_an_instant_of_the_past_and_columns_that_are_filled_make_no_difference(
    built: Built, project: Path
) -> None:
    spec = built.folder.parent / "all.yml"
    again = preview(project, spec, SECOND, "--sample", "0")
    assert {name: each["size"] for name, each in again.items()} == {
        name: each["size"] for name, each in built.previewed.items()
    }


def test_nothing_is_written(built: Built, project: Path) -> None:
    files = {path: path.stat().st_mtime_ns for path in (project / "models").rglob("*")}
    before = rows_of(project, _TABLES)
    preview(project, "window_shoppers")
    assert rows_of(project, _TABLES) == before
    assert {path: path.stat().st_mtime_ns for path in (project / "models").rglob("*")} == files


def test_each_condition_says_how_many_it_lets_through(project: Path) -> None:
    told = preview(project, "window_shoppers")["window_shoppers"]
    visited, untried = told["conditions"]
    assert (visited["depth"], untried["words"]) == (0, "did_not: trial_started")
    assert told["size"] <= min(visited["size"], untried["size"])
    assert visited["size_without"] == untried["size"]
    assert untried["size_without"] == visited["size"]


@pytest.mark.embedded_only(
    reason="the gateway does not tell what was read; unit tests have a server that does"
)
def test_the_cost_is_the_engines_own_count(project: Path) -> None:
    cost = preview(project, "window_shoppers")["window_shoppers"]["cost"]
    assert cost["read_rows"] > 1000
    assert cost["read_bytes"] > 1000
    assert cost["seconds"] > 0


def test_people_are_named_only_when_asked_for(project: Path) -> None:
    plain = preview(project, "bargain_hunters")["bargain_hunters"]["members"]
    assert all(list(member) == ["profile_id"] for member in plain)
    named = preview(project, "bargain_hunters", SECOND, "--identifiers")["bargain_hunters"]["members"]
    assert any("@example.com" in member.get("email", "") for member in named)


def test_the_text_is_for_people(project: Path) -> None:
    told = call(project, "preview", "promoters_to_ask", "--as-of", SECOND)
    lines = told.text.splitlines()
    assert lines[0].startswith("promoters_to_ask  ")
    assert lines[2].split() == ["condition", "people", "without", "it"]
    assert any(line.startswith("  did: ") for line in lines)
    assert any(line.startswith("Cost: ") for line in lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("segment: x\nwho:\n- did: page_viewed\n  withn: 3 days\n", 'x.yml:4:3: error: "withn"'),
        ("- segment: x\n  who: everyone\n- segment: X\n  who: everyone\n", "declared twice"),
        ("segment: x\nwho: [{in_segment: nobody_has_it}]\n", "no segment is called"),
        ("just a text", "a segment or a list of segments is needed here"),
        ("segment: x\nwho: [{in_segment: x}]\n", "would be decided by itself"),
    ],
)
def test_faults_are_told_with_their_places(project: Path, tmp_path: Path, text: str, said: str) -> None:
    spec = tmp_path / "x.yml"
    spec.write_text(text)
    told = call(project, "preview", str(spec))
    assert told.exit_code == 3
    assert said in told.errors


def test_an_unknown_name_is_answered_with_the_nearest(project: Path) -> None:
    told: Told = call(project, "preview", "window_shopers")
    assert told.exit_code == 3
    assert 'Did you mean "window_shoppers"?' in told.errors


def test_contradictions_are_told(project: Path, tmp_path: Path) -> None:
    spec = tmp_path / "x.yml"
    spec.write_text(
        "segment: x\nwho:\n- did: page_viewed\n  within: 1 day\n- did_not: page_viewed\n  within: 2 days\n"
    )
    told = call(project, "preview", str(spec), "--as-of", SECOND)
    assert told.exit_code == 0
    assert "nobody can satisfy this" in told.errors
    assert told.text.startswith("x  0 of ")


def test_names_of_any_kind_are_read_as_text(project: Path, tmp_path: Path) -> None:
    spec = tmp_path / "x.yml"
    spec.write_text(
        "segment: x\nwho:\n"
        "- any:\n"
        '  - did: "it\'s {{ 1 }} `x`"\n    where: {"a \'b\' {{ x }} % # \\\\ ☕": {starts_with: "\'; drop table x"}}\n'
        '  - trait: "{% raw %}"\n    is: "\\\\\'"\n'
    )
    assert preview(project, spec)["x"]["size"] == 0


def test_what_a_segment_reads_counts_as_a_build_would_count_it(project: Path, tmp_path: Path) -> None:
    spec = tmp_path / "x.yml"
    spec.write_text(
        "- {segment: sleeping, status: paused, who: everyone}\n"
        "- {segment: over, status: retired, who: everyone}\n"
        "- {segment: of_sleeping, who: [{in_segment: sleeping}]}\n"
        "- {segment: of_over, who: [{in_segment: over}]}\n"
        "- {segment: of_both, who: [{in_segment: big_spenders}, {not_in_segment: over}]}\n"
        "- {segment: big_spenders, status: paused, who: everyone}\n"
    )
    told = {name: each["size"] for name, each in preview(project, spec).items()}
    (kept,) = rows_of(
        project,
        "select toUInt64(size) from segflux_segments.fct_segment_sizes where segment = 'big_spenders'"
        " order by as_of desc limit 1",
    )
    assert (told["of_sleeping"], told["of_over"], told["of_both"]) == (0, 0, kept[0])


def test_a_segment_without_a_spec_is_read_from_its_view(project: Path, tmp_path: Path) -> None:
    spec, own = tmp_path / "x.yml", project / "segments" / "cart_abandoners.yml"
    spec.write_text("segment: x\nwho: [{in_segment: cart_abandoners}]\n")
    before = preview(project, spec)["x"]["size"]
    text = own.read_text()
    own.unlink()
    try:
        assert preview(project, spec)["x"]["size"] == before
    finally:
        own.write_text(text)
