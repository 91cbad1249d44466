"""Members as files: whole, in order, in one step."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.dbt_projects import rows_of
from tests.functional.commands import call

SEGMENT = "bargain_hunters"
COLUMNS = ["profile_id", "user_id", "country", "first_seen_at", "held_values"]
_ROWS = f"""
    select {", ".join(f"profiles.{name}" for name in COLUMNS)}
    from segflux_segments.fct_segment_members as members
    inner join segflux_profiles.dim_profiles as profiles on members.profile_id = profiles.profile_id
    where members.segment = '{SEGMENT}'
    order by profiles.profile_id
"""


@pytest.fixture(scope="module")
def rows(project: Path) -> list[tuple[Any, ...]]:
    return [tuple(_text(value) for value in row) for row in rows_of(project, _ROWS)]


def _text(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    return value


def written(project: Path, path: Path, *options: str) -> Path:
    columns = ",".join(COLUMNS[1:])
    told = call(project, "members", SEGMENT, "--out", str(path), "--columns", columns, *options)
    assert told.exit_code == 0, told.errors
    assert f"members in {path}" in told.errors
    assert not told.text
    return path


def test_json_lines_hold_every_member_in_order(project: Path, rows: list[Any], tmp_path: Path) -> None:
    lines = written(project, tmp_path / "m.jsonl").read_text().splitlines()
    assert [tuple(json.loads(line)[name] for name in COLUMNS) for line in lines] == rows
    assert rows


def test_identifiers_of_any_type_are_columns(project: Path, tmp_path: Path) -> None:
    oldest = rows_of(
        project,
        f"""
        select members.profile_id, nullIf(argMinIf(
            identifiers.identifier_value,
            (identifiers.first_seen_at, identifiers.node),
            identifiers.identifier_type = 'anonymous_id'
        ), '')
        from segflux_segments.fct_segment_members as members
        left join segflux_identity.dim_identifiers as identifiers on members.profile_id = identifiers.profile_id
        where members.segment = '{SEGMENT}'
        group by members.profile_id
        order by members.profile_id
        """,
    )
    out = tmp_path / "m.jsonl"
    told = call(project, "members", SEGMENT, "--out", str(out), "--columns", "anonymous_id,country")
    assert told.exit_code == 0, told.errors
    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(row["profile_id"], row["anonymous_id"]) for row in found] == [tuple(row) for row in oldest]
    assert list(found[0]) == ["profile_id", "anonymous_id", "country"]


def test_csv_has_a_header_and_empty_text_for_no_value(project: Path, rows: list[Any], tmp_path: Path) -> None:
    with written(project, tmp_path / "m.csv").open(newline="") as file:
        header, *found = [tuple(line) for line in csv.reader(file)]
    assert header == tuple(COLUMNS)
    assert found == [tuple("" if value is None else str(value) for value in row) for row in rows]


def test_parquet_keeps_types(project: Path, rows: list[Any], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(written(project, tmp_path / "m.parquet"))
    assert table.column_names == COLUMNS
    assert [tuple(_text(row[name]) for name in COLUMNS) for row in table.to_pylist()] == rows


def test_standard_output_and_limits(project: Path, rows: list[Any]) -> None:
    told = call(project, "members", SEGMENT, "--format", "jsonl", "--limit", "2")
    assert [json.loads(line)["profile_id"] for line in told.text.splitlines()] == [row[0] for row in rows[:2]]
    dash = call(project, "members", SEGMENT, "--format", "csv", "--out", "-", "--identifiers", "--limit", "1")
    assert dash.text.splitlines()[0] == '"profile_id","user_id","email"'
    assert not dash.errors


def test_a_file_that_fails_leaves_the_old_one(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("old")
    told = call(project, "members", SEGMENT, "--out", str(path), "--columns", "contry")
    assert told.exit_code == 3
    assert 'Did you mean "country"?' in told.errors
    assert path.read_text() == "old"
    missing = call(project, "members", SEGMENT, "--out", str(tmp_path / "nowhere" / "m.csv"))
    assert missing.exit_code == 3
    assert "could not be written" in missing.errors
    assert [each.name for each in tmp_path.iterdir()] == ["m.csv"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--out", "members.txt"), "does not tell its format"),
        (("--columns", "country"), "go with --format jsonl, csv or parquet"),
        (("--format", "json", "--out", "x.json"), "go with --format jsonl, csv or parquet"),
    ],
)
def test_what_does_not_go_together_is_told(project: Path, options: tuple[str, ...], said: str) -> None:
    told = call(project, "members", SEGMENT, *options)
    assert told.exit_code == 3
    assert said in told.errors
