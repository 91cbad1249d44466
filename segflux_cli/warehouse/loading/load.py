"""Loads a file into a table of the warehouse: whole, or not at all.

The engine in this process reads the file; a server is sent the rows that it read.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.builds.lease import Claim, held_lease
from segflux_cli.warehouse.loading.delimited import LINES, read_delimited
from segflux_cli.warehouse.loading.file_columns import IN_ORDER, LoadedColumn, Reading
from segflux_cli.warehouse.loading.files import LoadableFile, readable, recognize
from segflux_cli.warehouse.loading.filling import fill, place_of_row, reader_of
from segflux_cli.warehouse.loading.load_table import LoadTable, publish, start_scratch
from segflux_cli.warehouse.loading.structured import read_json, read_parquet
from segflux_cli.warehouse.names import spell_bytes, spell_table
from segflux_cli.warehouse.profiles import Target
from segflux_cli.warehouse.query import ask, run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_NO_ROWS = "there are no rows below the header; nothing was loaded"


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


def load_file(
    client: "Client", file: Path, table: str, options: LoadOptions, warehouse: Target
) -> LoadReport:
    """Adds the file's rows to the table, or puts them in place of its rows; one load at a time in a table.

    A file without rows makes the table where it is missing and changes none that stands; raises UsageError where it is
    to take the place of rows.
    """
    target = _target(table)
    with readable(recognize(file, options.delimiter)) as loadable, reader_of(client) as reader:
        reading = _read(reader, loadable, options)
        _refuse_wrong_lines(reader, reading)
        # The lease lies beside the table, where a role that loads may write, whatever the project's schema.
        claim = Claim(f"load of {target.table}", "`segflux load`")
        with held_lease(replace(warehouse, schema=target.database), claim) as lease:
            return _load(client, reader, target, reading, options, lease.check)


def _load(
    client: "Client",
    reader: "Client",
    target: LoadTable,
    reading: Reading,
    options: LoadOptions,
    check: Callable[[], None],
) -> LoadReport:
    run(client, f"create database if not exists {spell_bytes(target.database, '`')}")
    plan = start_scratch(client, target, reading, replace=options.replace)
    try:
        fill(client, reader, plan, reading)
        rows = _check(client, reader, plan.scratch, reading)
        check()
        if rows or not plan.is_there:
            publish(client, target, plan, replace=options.replace)
        elif options.replace:
            raise UsageError(
                f"{reading.file.path}: {_NO_ROWS}, and --replace would empty {target.database}.{target.table}"
            )
    finally:
        run(client, f"drop table if exists {plan.scratch} sync")
    (count,) = ask(client, f"select count() as total from {target.name}")
    name = f"{target.database}.{target.table}"
    replaced = options.replace and plan.is_there
    notes = plan.notes if rows else (f"{reading.file.path}: {_NO_ROWS}",)
    return LoadReport(name, rows, reading.columns, replaced, int(count["total"]), notes)


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


def _check(client: "Client", reader: "Client", scratch: str, reading: Reading) -> int:
    """The number of rows, if all text is UTF-8 and no quoted value swallowed others."""
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
    if found["not_text"]:
        where = place_of_row(reading, int(found["not_text"]))
        raise UsageError(f"{where} is not UTF-8 text; save the file as UTF-8, as `iconv` does")
    if found["broken"] and reading.file.format == "delimited" and _has_open_quote(reader, reading):
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
