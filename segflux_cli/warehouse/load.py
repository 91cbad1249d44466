"""Loads a file into a table of the embedded warehouse: whole, or not at all."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError, WarehouseError
from segflux_cli.warehouse.delimited import LINES, read_delimited
from segflux_cli.warehouse.files import LoadableFile, readable, recognize
from segflux_cli.warehouse.names import spell_bytes, spell_table
from segflux_cli.warehouse.query import ask, run
from segflux_cli.warehouse.reading import IN_ORDER, LoadedColumn, Reading
from segflux_cli.warehouse.structured import read_json, read_parquet
from segflux_cli.warehouse.tables import LoadTable, publish, start_scratch

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_ROW_OF_ERROR = re.compile(r"\(at row ([0-9]+)\)")


@dataclass(frozen=True)
class LoadOptions:
    """How a file is read and where its rows go; a delimiter of None is told by the file's name."""

    replace: bool = False
    delimiter: str | None = None
    columns: tuple[str, ...] = ()
    has_quotes: bool = True


@dataclass(frozen=True)
class LoadReport:
    """What a load did."""

    table: str
    rows: int
    columns: tuple[LoadedColumn, ...]
    replaced: bool
    total_rows: int
    notes: tuple[str, ...] = ()


def load_file(client: "Client", file: Path, table: str, options: LoadOptions) -> LoadReport:
    """Adds the file's rows to the table, or puts them in place of its rows."""
    target = _target(table)
    if "chdb" not in type(client).__module__:
        raise WarehouseError(
            "`segflux load` is for the embedded warehouse. On a server load the file with clickhouse-client: "
            f"--query 'insert into {table} format CSVWithNames' < {file.name}"
        )
    with readable(recognize(file, options.delimiter)) as loadable:
        reading = _read(client, loadable, options)
        return _load(client, target, reading, replace=options.replace)


def _load(client: "Client", target: LoadTable, reading: Reading, *, replace: bool) -> LoadReport:
    _refuse_wrong_lines(client, reading)
    run(client, f"create database if not exists {spell_bytes(target.database, '`')}")
    plan = start_scratch(client, target, reading, replace=replace)
    try:
        _fill(client, plan.scratch, plan.columns, reading)
        rows = _check(client, plan.scratch, reading)
        publish(client, target, plan, replace=replace)
    finally:
        run(client, f"drop table if exists {plan.scratch} sync")
    (count,) = ask(client, f"select count() as total from {target.name}")
    name = f"{target.database}.{target.table}"
    replaced = replace and plan.is_there
    return LoadReport(name, rows, reading.columns, replaced, int(count["total"]), plan.notes)


def _target(table: str) -> LoadTable:
    database, dot, name = table.partition(".")
    if not (database and dot and name) or "\0" in table:
        raise UsageError(f'the table came as "{table}"; write it as database.table, such as raw.orders')
    return LoadTable(database, name, spell_table(database, name))


def _read(client: "Client", file: LoadableFile, options: LoadOptions) -> Reading:
    if file.format == "delimited":
        return read_delimited(client, file, options.columns, has_quotes=options.has_quotes)
    if options.columns:
        raise UsageError(f"{file.path}: --columns is for delimited text without a header; leave it out")
    return (read_json if file.format == "json" else read_parquet)(client, file)


def _refuse_wrong_lines(client: "Client", reading: Reading) -> None:
    if reading.wrong_lines is None:
        return
    for row in ask(client, f"{reading.wrong_lines} settings {reading.settings}", reading.values):
        raise UsageError(
            f"{reading.file.path}:{row['line_number']}: the line has {row['came']} values, "
            f"and there are {len(reading.columns)} columns; correct the line or the delimiter"
        )


def _fill(client: "Client", scratch: str, columns: dict[str, str], reading: Reading) -> None:
    names = ", ".join(spell_bytes(column.name, "`") for column in reading.columns)
    values = ", ".join(
        f"cast({expression} as {columns[column.name]})"
        for expression, column in zip(reading.expressions, reading.columns, strict=True)
    )
    (now,) = ask(client, "select toString(now64(3, 'UTC')) as now")
    sql = (
        f"insert into {scratch} ({names}, _loaded_at, _row_number) select {values}, "
        f"toDateTime64('{now['now']}', 3, 'UTC'), rowNumberInAllBlocks() + 1 from {reading.rows} "
        f"settings {reading.settings}"
    )
    try:
        run(client, sql, reading.values)
    except WarehouseError as error:
        raise UsageError(_explained(reading, error)) from error


def _explained(reading: Reading, error: WarehouseError) -> str:
    cause = str(error.__cause__ or error)
    found = _ROW_OF_ERROR.search(cause)
    where = _place_of_row(reading, int(found[1])) if found else str(reading.file.path)
    for sign, words in (("less columns", "too few values"), ("more columns", "too many values")):
        if sign in cause:
            return (
                f"{where} has {words}: there are {len(reading.columns)} columns. "
                "Correct the row, quote values that hold the delimiter, or name another --delimiter"
            )
    return f"{where} cannot be read; correct the file. The engine says: {error}"


def _place_of_row(reading: Reading, row: int) -> str:
    line = row + reading.lines_before
    return f"{reading.file.path}:{line}: row {row} (line {line} unless a value above holds a line break)"


def _check(client: "Client", scratch: str, reading: Reading) -> int:
    """The number of rows, if there are any, all text is UTF-8, and no quoted value swallowed others."""
    texts = [spell_bytes(each.name, "`") for each in reading.columns if "String" in each.type]
    not_text = " or ".join(f"not isValidUTF8(toString({name}))" for name in texts) or "false"
    broken = " or ".join(f"position({name}, '\\n') > 0" for name in texts) or "false"
    sql = f"""
        select count() as rows, minIf(_row_number, ifNull({not_text}, false)) as not_text,
            countIf(ifNull({broken}, false)) as broken
        from {scratch}
    """
    (found,) = ask(client, sql)
    path = reading.file.path
    if not found["rows"]:
        raise UsageError(f"{path}: there are no rows below the header; nothing was loaded")
    if found["not_text"]:
        where = _place_of_row(reading, int(found["not_text"]))
        raise UsageError(f"{where} is not UTF-8 text; save the file as UTF-8, as `iconv` does")
    if found["broken"] and reading.file.format == "delimited" and _has_open_quote(client, reading):
        raise UsageError(
            f"{path}: a quotation mark opens a value that never ends; close it, or load the file with "
            "--no-quotes if quotation marks are characters like others"
        )
    return int(found["rows"])


def _has_open_quote(client: "Client", reading: Reading) -> bool:
    values = {name: reading.values[name] for name in ("path", "compression")}
    sql = f"select sum(countSubstrings(line, '\"')) % 2 as is_odd from {LINES} settings {IN_ORDER}"
    (found,) = ask(client, sql, values)
    return bool(found["is_odd"])
