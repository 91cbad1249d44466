"""Sources of all kinds read columns of all types, as values of all types and wherever else a column may stand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.live.probe.probed_rows import StagedRows
from segflux_cli.spec.sources.source_reader import read_sources

Stage = Callable[[str], list[dict[str, Any]]]

COLUMNS = {
    "String": "'1'",
    "Nullable(String)": "null",
    "LowCardinality(String)": "'1'",
    "LowCardinality(Nullable(String))": "'1'",
    "FixedString(3)": "'1'",
    "Nullable(Int64)": "1",
    "UInt256": "1",
    "Float32": "1",
    "Nullable(Float64)": "1",
    "Decimal(9, 2)": "1",
    "Nullable(Bool)": "true",
    "Date": "'2020-01-01'",
    "DateTime": "'2020-01-01 00:00:00'",
    "Nullable(DateTime64(6, 'Europe/Berlin'))": "'2020-01-01 00:00:00'",
    "Enum8('one' = 1)": "'one'",
    "Nullable(UUID)": "'61f0c404-5cb3-11e7-907b-a6006ad3dba0'",
    "IPv4": "'127.0.0.1'",
    "Array(String)": "['1']",
    "Tuple(a String, b UInt8)": "('1', 1)",
    "Map(String, UInt8)": "{'a': 1}",
    "JSON": "'{\"a\": 1}'",
}
OWN = {
    "events": "event: {{column: {c}, map: {{1: one}}}}, event_id: {c}, identifiers: {{user_id: {c}}}, properties",
    "traits": "mutable: {c}, identifiers: {{user_id: {c}}}, traits",
    "records": "record: plan, id: {c}, deleted: {c}, identifiers: {{user_id: {c}}}, properties",
    "entities": "entity: account, id: {c}, mutable: {c}, traits",
}
LINKS = "entity: account, id: {c}, deleted: {c}, mutable: {c}, identifiers: {{user_id: {c}}}"


@pytest.fixture(scope="module", autouse=True)
def table(engine: Any) -> None:
    columns = "".join(f", c{number} {kind}" for number, kind in enumerate(COLUMNS))
    engine.command(f"create table raw.types (at String{columns}) engine Memory")
    engine.command(f"insert into raw.types values ('2020-01-01', {', '.join(COLUMNS.values())})")


def source(kind: str, at: str, words: str) -> str:
    return f"sources: [{{source: any, kind: {kind}, table: raw.types, at: {at}, {words}}}]"


@pytest.mark.parametrize("kind", OWN)
def test_columns_of_all_types_are_values_of_all_types(stage: Stage, kind: str) -> None:
    types = ("text", "number", "boolean", "json", *(["time"] if kind == "records" else []))  # times take long
    values: dict[str, Any] = {f"c{number}": f"c{number}" for number in range(len(COLUMNS))}
    for word in types:
        values |= {f"{name} {word}": {"column": name, "type": word} for name in values if " " not in name}
    (row,) = stage(source(kind, "at", f"{OWN[kind].format(c='c1')}: {json.dumps(values)}"))
    document = json.loads(row["properties" if kind == "events" else "traits"])
    read = document if kind in ("events", "traits") else next(iter(document.values()))["properties"]
    assert read.keys() == values.keys()
    assert [read[f"c0{word}"] for word in ("", " text", " number", " boolean")] == ["1", "1", 1, True]
    assert {name for name in read if read[name] is None} == {"c1", *(f"c1 {word}" for word in types)}


@pytest.mark.parametrize("number", range(len(COLUMNS)), ids=list(COLUMNS))
def test_a_column_of_any_type_is_a_time_an_id_an_identifier(stage: Stage, number: int) -> None:
    column = f"c{number}"
    (row,) = stage(source("links", column, LINKS.format(c=column)))
    (state,) = json.loads(row["traits"]).values()
    assert (state["id"] == "") == (column == "c1")


def test_probe_takes_no_column_for_unread_json_that_is_read(engine: Any, tmp_path: Path) -> None:
    values = {f"c{number}": {"column": f"c{number}", "type": "json"} for number in range(len(COLUMNS))}
    text = source("traits", "at", f"identifiers: {{user_id: c0}}, traits: {json.dumps(values)}")
    (tmp_path / "sources.yml").write_text(text)
    (declared,) = read_sources(tmp_path)
    found = {value.name for value, _, _ in StagedRows(engine, declared, {}).unread_values()}
    assert found == set()
