"""Rows leave the warehouse a piece at a time, and a file is whole or not there."""

import io
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.segments.export import ExportColumn, export
from tests.dbt_projects import gateway_of, new_warehouse

PROFILE = (ExportColumn("profile_id", "String", "profile_id"),)
MANY = "select leftPad(toString(number), 16, '0') as profile_id from numbers(1000000)"
FAILING = "select toString(throwIf(number = 900000)) as profile_id from numbers(1000000)"


class Pieces(io.RawIOBase):
    """Keeps no bytes, but how many came and in how large pieces."""

    total = largest = 0

    def write(self, piece: Any) -> int:
        size = len(piece)
        self.total, self.largest = self.total + size, max(self.largest, size)
        return size


def test_nothing_is_held_as_a_whole(tmp_path: Path) -> None:
    out: Any = Pieces()
    with new_warehouse(tmp_path) as client:
        export(client, MANY, {}, PROFILE, "jsonl", out)
    assert out.total == 1_000_000 * len('{"profile_id":"0000000000000000"}\n')
    assert out.largest <= 1 << 21


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_query_that_fails_in_the_middle_leaves_no_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"m.{form}"
    with new_warehouse(tmp_path) as client, pytest.raises(WarehouseError, match="non-zero"):
        export(client, FAILING, {}, PROFILE, "parquet" if form == "parquet" else "csv", path)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith((".m", "m"))] == []


def test_the_connection_is_of_use_after_a_failure(tmp_path: Path) -> None:
    with new_warehouse(tmp_path) as client:
        with pytest.raises(WarehouseError):
            export(client, FAILING, {}, PROFILE, "csv", io.BytesIO())
        out = io.BytesIO()
        export(client, "select '1' as profile_id", {}, PROFILE, "csv", out)
    assert out.getvalue() == b'"profile_id"\n"1"\n'


@pytest.mark.server_only(reason="only a server can go away in the middle of an answer")
def test_a_server_that_goes_away_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    with new_warehouse(tmp_path) as client:
        gateway_of(tmp_path).fail({"kind": "drop_midway", "match": "numbers", "times": 1})
        with pytest.raises(WarehouseError, match="went away"):
            export(client, MANY, {}, PROFILE, "jsonl", path)
    assert not path.exists()
