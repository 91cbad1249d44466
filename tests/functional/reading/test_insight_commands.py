"""What the commands of insight tell of a built project, beside its tables."""

from pathlib import Path
from typing import Any

import pytest

from tests.dbt_projects import rows_of
from tests.functional.commands import Told, call

SEGMENT = "bargain_hunters"
SCHEMA = "segflux_segments"


def told(project: Path, *arguments: str) -> Told:
    ended = call(project, *arguments)
    assert ended.exit_code == 0, ended.errors
    return ended


def test_overlaps_are_those_of_the_table(project: Path) -> None:
    answer = told(project, "overlaps", SEGMENT, "--format", "json").answer["overlaps"]
    sql = f"select other_segment, toUInt64(shared_size) from {SCHEMA}.fct_segment_overlaps where segment = '{SEGMENT}'"
    assert {(row["other_segment"], row["shared_size"]) for row in answer} == set(rows_of(project, sql))
    text = told(project, "overlaps", SEGMENT).text
    assert " ".join(text.splitlines()[0].split()) == "segment other shared of segment of other alike lift"
    assert len(text.splitlines()) == len(answer) + 1


def test_a_breakdown_adds_up(project: Path) -> None:
    values = told(project, "breakdown", SEGMENT, "--by", "country", "--format", "json").answer["values"]
    assert sum(row["segment_count"] for row in values) == values[0]["segment_size"]
    assert "index" in told(project, "breakdown", SEGMENT, "--by", "country").text.splitlines()[0]


def test_a_trend_has_every_evaluation_the_oldest_first(project: Path) -> None:
    rows = told(project, "trend", SEGMENT, "--format", "json").answer["evaluations"]
    sql = f"select toUInt64(size) from {SCHEMA}.fct_segment_sizes where segment = '{SEGMENT}' order by as_of"
    assert [row["size"] for row in rows] == [row[0] for row in rows_of(project, sql)]
    assert len(rows) == 2
    text = told(project, "trend", SEGMENT, "--last", "1").text.splitlines()
    assert len(text) == 2
    assert text[1].startswith("2026-06-01 09:00")


def test_segments_tells_what_needs_a_look(project: Path) -> None:
    sql = f"select segment, finding from {SCHEMA}.fct_segment_findings"
    expected = sorted(rows_of(project, sql))
    found = told(project, "segments", "--format", "json").answer["findings"]
    assert sorted((row["segment"], row["finding"]) for row in found) == expected
    assert expected
    assert "To look at:" in told(project, "segments").text


def test_the_report_is_one_page_about_every_segment(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.html"
    answer: Any = told(project, "report", "--out", str(file), "--format", "json").answer
    sizes = told(project, "segments", "--format", "json").answer["segments"]
    assert {row["segment"]: row["size"] for row in answer["segments"]} == {
        row["segment"]: row["size"] for row in sizes
    }
    page = file.read_text()
    assert page.startswith("<!doctype html>")
    assert all(f'id="{row["segment"]}"' in page for row in sizes)
    assert str(file) in told(project, "report", "--out", str(file)).text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("trend", "bargain_hunter"), 'Did you mean "bargain_hunters"?'),
        (("breakdown", SEGMENT, "--by", "countri"), 'Did you mean "country"?'),
        (("overlaps", "nobody"), 'No segment "nobody" in the last build.'),
        (("report", "--out", "no/such/folder/r.html"), "could not be written"),
    ],
)
def test_what_is_not_there_is_told_with_a_way_out(
    project: Path, arguments: tuple[str, ...], says: str
) -> None:
    ended = call(project, *arguments)
    assert ended.exit_code == 3
    assert says in ended.errors
