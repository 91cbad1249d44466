"""`segflux load` keeps every value as the file has it, and loads a file whole or not at all."""

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.builds import lease as leases
from segflux_cli.warehouse.builds.lease import Claim, LeaseHeldError, held_lease
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.loading.load import LoadOptions, LoadReport, load_file
from segflux_cli.warehouse.profiles import Target
from tests.dbt_projects import new_target

Load = Callable[..., LoadReport]
_TABLES = "select name from system.tables where database = 'raw' and name != 'segflux_leases'"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Target:
    return new_target(tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(scope="module")
def engine(warehouse: Target) -> Iterator[Any]:
    client = connect(warehouse)
    yield client
    client.close()


@pytest.fixture
def load(engine: Any, warehouse: Target, tmp_path: Path) -> Iterator[Load]:
    def run(content: str | bytes, name: str = "t.csv", **options: Any) -> LoadReport:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_file(engine, file, "raw.t", LoadOptions(**options), warehouse)

    yield run
    engine.command("drop table if exists raw.t sync")


def _rows(engine: Any, columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in engine.query(f"select {columns} from raw.t order by all").result_rows]


def test_delimited_text_stays_as_written(engine: Any, load: Load) -> None:
    report = load(
        'id, name,day\r\n00001,"a, ""b""\r\nc",19970101\r\n 2, x ,\r\n12345678901234567890123,"",1.50\r\n'
    )
    assert (report.rows, report.total_rows, report.replaced) == (3, 3, False)
    assert {column.type for column in report.columns} == {"Nullable(String)"}
    assert _rows(engine, "_row_number, id, name, day") == [
        (1, "00001", 'a, "b"\r\nc', "19970101"),
        (2, "2", "x", None),
        (3, "12345678901234567890123", "", "1.50"),
    ]


@pytest.mark.parametrize(
    ("content", "name", "options"),
    [
        ("a\tb\n1 x\t2\n", "t.tsv", {}),
        ("a;b\n1 x;2\n", "t.csv", {"delimiter": ";"}),
        ('  a   b\r\n "1 x"\t2\r\n', "t.txt", {"delimiter": "blanks"}),
        ("1 x|2\n", "t.data", {"delimiter": "|", "columns": ("a", "b")}),
        ("\ufeffa,b\n1 x,2\n\n\n", "t.csv", {}),
        (gzip.compress(b"a,b\n1 x,2\n", mtime=0), "t.csv.gz", {}),
        (bz2.compress(b"a,b\n1 x,2\n"), "t.csv.bz2", {}),
        (lzma.compress(b'{"a": "1 x", "b": "2"}\n'), "t.jsonl.xz", {}),
    ],
)
def test_each_way_of_writing_is_read(
    engine: Any, load: Load, content: str | bytes, name: str, options: dict[str, Any]
) -> None:
    load(content, name, **options)
    assert _rows(engine, "a, b") == [("1 x", "2")]


def test_names_in_the_header_may_hold_any_character(engine: Any, load: Load) -> None:
    report = load('"a\nb","{{ c }}\'",d`\n1,2,3\n')
    assert [column.name for column in report.columns] == ["a\nb", "{{ c }}'", "d`"]
    assert _rows(engine, "*")[0][:3] == ("1", "2", "3")


def test_quotation_marks_may_be_characters(engine: Any, load: Load) -> None:
    load('a,b\n5" pipe,"\n', has_quotes=False)
    assert _rows(engine, "a, b") == [('5" pipe', '"')]


def test_json_keeps_its_types_and_loses_no_digit(engine: Any, load: Load) -> None:
    lines = [
        '{"n": 9007199254740993, "f": 1.5, "b": true, "big": 12345678901234567890123, "o": {"x": [1, null]}}',
        '{"n": null, "f": 2, "mixed": 1, "o": [1.50], "late \'`": "é"}',
        '{"mixed": "one"}',
    ]
    report = load("\n".join(lines), "t.jsonl")
    notes = {column.name: (column.type, bool(column.note)) for column in report.columns}
    assert notes["n"] == ("Nullable(Int64)", False)
    assert notes["f"] == ("Nullable(Float64)", False)
    assert notes["b"] == ("Nullable(Bool)", False)
    assert notes["o"] == ("Nullable(String)", True)
    assert notes["mixed"] == ("Nullable(String)", True)
    assert _rows(engine, "_row_number, n, f, b, big, o, mixed, `late \\'\\``") == [
        (1, 9007199254740993, 1.5, True, "12345678901234567890123", '{"x": [1, null]}', None, None),
        (2, None, 2.0, None, None, "[1.50]", "1", "é"),
        (3, None, None, None, None, None, "one", None),
    ]


def test_parquet_keeps_its_types(engine: Any, warehouse: Target, tmp_path: Path, load: Load) -> None:
    file = tmp_path / "made.parquet"
    duckdb.sql(f"copy (select '007' as id, 1.25::decimal(9, 2) as paid) to '{file}' (format parquet)")
    load(file.read_bytes(), "t.parquet")
    assert _rows(engine, "id, toString(paid)") == [("007", "1.25")]


def test_rows_are_added_or_take_the_place_of_others(engine: Any, load: Load) -> None:
    load("a,b\n1,2\n")
    report = load("b,c\n3,4\n")
    assert report.total_rows == 2
    assert [note.split(":")[1].strip() for note in report.notes] == ["c", "a"]
    assert _rows(engine, "a, b, c") == [("1", "2", None), (None, "3", "4")]
    report = load("a,b\n5,6\n", replace=True)
    assert (report.total_rows, report.replaced) == (1, True)
    assert engine.query("select uniq(_loaded_at) from raw.t").result_rows == [(1,)]


@pytest.mark.parametrize(
    ("content", "name", "options", "expected"),
    [
        ("a,b\n1,2\n3\n4,5\n", "t.csv", {}, "t.csv:3: row 2 (line 3 unless"),
        ("a,b\n1,2\n3,4,5\n", "t.csv", {}, "too many values: there are 2 columns"),
        (
            "a b\n1 2\n3\n",
            "t.txt",
            {"delimiter": "blanks"},
            "t.txt:3: the line has 1 values, and there are 2",
        ),
        ("a,b\n1,2\nM\xfcller,3\n".encode("latin-1"), "t.csv", {}, "t.csv:3: row 2"),
        ("a,\xfc\n1,2\n".encode("latin-1"), "t.csv", {}, "not UTF-8 text"),
        ("a,b\n1,2\n".encode("utf-16"), "t.csv", {}, "the text is UTF-16"),
        ("", "t.csv", {}, "the file is empty"),
        ("a,b\n", "t.csv", {"replace": True}, "no rows below the header; nothing was loaded, and --replace"),
        ("a,b,a,\n1,2,3,4\n", "t.csv", {}, 't.csv:1: column 4 has no name; "a" stands twice'),
        ("_loaded_at\n1\n", "t.csv", {}, "a column that Segflux adds"),
        ("00001,2020-01-01\n", "t.csv", {}, '"00001" looks like a value'),
        ("a;b\n1;2\n", "t.csv", {}, "give --delimiter ';'"),
        ('a,b\n1,"2\n3,4\n', "t.csv", {}, "opens a value that never ends"),
        ("a,b\n1,2\n", "t.csv.gz", {}, "the name says gzip, the content does not"),
        (gzip.compress(b"a,b\n", mtime=0), "t.csv", {}, "the content is gzip; let its name end in .gz"),
        ("a,b\n1,2\n", "t.parquet", {}, "the name says Parquet"),
        (b"PAR1 and then nothing", "t.parquet", {}, "cannot be read"),
        (b"PK\x03\x04", "t.csv", {}, "a zip archive or a spreadsheet"),
        ("a,b\n1,2\n", "t.xlsx", {}, "the name does not say what the file is"),
        ('{"a": 1}\n{"a":\n', "t.jsonl", {}, "t.jsonl:2: this is no JSON object: '{\"a\":'"),
        ("[1]\n", "t.jsonl", {}, "t.jsonl:1: this is no JSON object"),
        ("a,b\n1,2\n", "t.csv", {"delimiter": "::"}, "--delimiter came as '::'"),
        ('{"a": 1}\n', "t.jsonl", {"columns": ("a",)}, "--columns is for delimited text"),
    ],
)
def test_what_cannot_be_loaded_leaves_nothing(
    engine: Any, load: Load, content: str | bytes, name: str, options: dict[str, Any], expected: str
) -> None:
    load("a,b\nold,1\n")
    with pytest.raises(UsageError) as error:
        load(content, name, **options)
    assert expected in str(error.value)
    assert _rows(engine, "a, b") == [("old", "1")]
    assert engine.query(_TABLES).result_rows == [("t",)]


def test_a_day_without_rows_loads_nothing(engine: Any, load: Load) -> None:
    first = load("a,b\n", "day.csv")
    assert (first.rows, first.total_rows) == (0, 0)
    load("a,b\nold,1\n")
    report = load("a,b,c\n", "day.csv")
    assert (report.rows, report.total_rows, report.replaced) == (0, 1, False)
    (note,) = report.notes
    assert note.endswith("day.csv: there are no rows below the header; nothing was loaded")
    assert _rows(engine, "* except (_loaded_at, _row_number)") == [("old", "1")]
    assert engine.query(_TABLES).result_rows == [("t",)]


def test_a_table_of_others_is_left_alone(engine: Any, warehouse: Target, tmp_path: Path) -> None:
    engine.command("create database if not exists raw")
    engine.command("create table raw.other (a String) engine MergeTree order by a")
    (tmp_path / "t.csv").write_text("a\n1\n")
    with pytest.raises(UsageError, match="was not made by `segflux load`"):
        load_file(engine, tmp_path / "t.csv", "raw.other", LoadOptions(replace=True), warehouse)
    engine.command("drop table raw.other sync")


def test_a_file_of_another_kind_is_refused(engine: Any, load: Load) -> None:
    load("a,b\n1,2\n")
    with pytest.raises(UsageError, match=r"t\.csv shares no column with raw\.t: c, d here, a, b there"):
        load("c,d\n3,4\n")
    assert _rows(engine, "a, b") == [("1", "2")]
    assert load("c,d\n3,4\n", replace=True).total_rows == 1


def test_other_types_are_told(load: Load) -> None:
    load('{"a": 1}\n', "t.jsonl")
    with pytest.raises(
        UsageError, match=r'"a" is Nullable\(Int64\) there and Nullable\(String\) in the file'
    ):
        load("a\nx\n")


@pytest.mark.parametrize("table", ["orders", ".t", "raw."])
def test_a_table_has_a_database(engine: Any, warehouse: Target, tmp_path: Path, table: str) -> None:
    with pytest.raises(UsageError, match=r"write it as database\.table"):
        load_file(engine, tmp_path / "t.csv", table, LoadOptions(), warehouse)


def test_a_missing_file_is_told(engine: Any, warehouse: Target, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        load_file(engine, tmp_path / "gone.csv", "raw.t", LoadOptions(), warehouse)


def test_one_load_at_a_time_on_a_server(
    engine: Any, warehouse: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "connect", lambda _server: connect(warehouse))
    server = Target("server", "clickhouse", "segflux")
    (tmp_path / "t.csv").write_text("a\n1\n")
    engine.command("create database if not exists raw")
    engine.command("create table raw._segflux_load_t (a String) engine MergeTree order by a")
    with held_lease(replace(server, schema="raw"), Claim("load of t", "another load")):
        with pytest.raises(LeaseHeldError, match="Another load of t is at work") as told:
            load_file(engine, tmp_path / "t.csv", "raw.t", LoadOptions(), server)
        assert engine.query(_TABLES).result_rows == [("_segflux_load_t",)]
        load_file(engine, tmp_path / "t.csv", "raw.u", LoadOptions(), server)
    assert "--wait" not in str(told.value)
    assert load_file(engine, tmp_path / "t.csv", "raw.t", LoadOptions(), server).total_rows == 1
    for table in ("t", "u"):
        engine.command(f"drop table raw.{table} sync")
