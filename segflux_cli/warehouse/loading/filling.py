"""Rows of a file on their way into the scratch table of a load."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError, WarehouseError
from segflux_cli.warehouse.embedded import open_embedded
from segflux_cli.warehouse.loading.file_columns import Reading
from segflux_cli.warehouse.loading.load_table import LoadPlan
from segflux_cli.warehouse.names import spell_bytes
from segflux_cli.warehouse.query import ask, run, send_rows

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_ROW_OF_ERROR = re.compile(r"\(at row ([0-9]+)\)")


@contextmanager
def reader_of(client: "Client") -> Iterator["Client"]:
    """The engine that reads files of this machine: the warehouse's own, or one in memory beside a server."""
    if "chdb" in type(client).__module__:
        yield client
        return
    reader = open_embedded(":memory:")
    try:
        yield reader
    finally:
        reader.close()


def fill(client: "Client", reader: "Client", plan: LoadPlan, reading: Reading) -> None:
    """Every row of the file in the scratch table; raises UsageError at a row that cannot be read."""
    names = ", ".join(spell_bytes(column.name, "`") for column in reading.columns)
    into = f"{plan.scratch} ({names}, _loaded_at, _row_number)"
    (now,) = ask(client, "select toString(now64(3, 'UTC')) as now")
    rows = _rows(plan, reading, str(now["now"]))
    try:
        if reader is client:
            run(client, f"insert into {into} {rows} settings {reading.settings}", reading.values)
        else:
            send_rows(reader, f"{rows} settings {reading.settings}", reading.values, to=client, into=into)
    except WarehouseError as error:
        raise UsageError(_explained(reading, error)) from error


def _rows(plan: LoadPlan, reading: Reading, now: str) -> str:
    values = ", ".join(
        f"cast({expression} as {plan.columns[column.name]})"
        for expression, column in zip(reading.expressions, reading.columns, strict=True)
    )
    return f"select {values}, toDateTime64('{now}', 3, 'UTC'), rowNumberInAllBlocks() + 1 from {reading.rows}"


def _explained(reading: Reading, error: WarehouseError) -> str:
    cause = str(error.__cause__ or error)
    found = _ROW_OF_ERROR.search(cause)
    where = place_of_row(reading, int(found[1])) if found else str(reading.file.path)
    for sign, words in (("less columns", "too few values"), ("more columns", "too many values")):
        if sign in cause:
            return (
                f"{where} has {words}: there are {len(reading.columns)} columns. "
                "Correct the row, quote values that hold the delimiter, or name another --delimiter"
            )
    return f"{where} cannot be read; correct the file. The engine says: {error}"


def place_of_row(reading: Reading, row: int) -> str:
    """Where a row of the file stands, as people count."""
    line = row + reading.lines_before
    return f"{reading.file.path}:{line}: row {row} (line {line} unless a value above holds a line break)"
