"""Carries the rows of a query out as JSON lines, CSV or Parquet, a piece at a time."""

import csv
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.names import spell_bytes
from segflux_cli.warehouse.query import forget_rows, run
from segflux_cli.warehouse.replacing import replacing

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

ExportFormat = Literal["jsonl", "csv", "parquet"]

_FORMATS = {"jsonl": "JSONEachRow", "csv": "CSV", "parquet": "Parquet"}
_PIECE = 1 << 20
# a server that fails in the middle would else write its complaint among the rows
_WHOLE = {"wait_end_of_query": "1"}


@dataclass(frozen=True)
class ExportColumn:
    """A column by its name in the file, with its type and what SQL reads it from."""

    name: str
    type: str
    source: str


def select_list(columns: tuple[ExportColumn, ...], form: ExportFormat) -> str:
    """The columns as a format needs them: times as ISO 8601 in text, no value as an empty text in CSV."""
    return ", ".join(f"{_spelled(column, form)} as {spell_bytes(column.name, '`')}" for column in columns)


def _spelled(column: ExportColumn, form: ExportFormat) -> str:
    if form == "parquet":
        return column.source
    text = column.source
    if "DateTime" in column.type:
        text = f"concat(replaceOne(toString({column.source}), ' ', 'T'), 'Z')"
    elif "String" in column.type and "Array" not in column.type:
        text = f"toValidUTF8({column.source})"
    return f"ifNull(toString({text}), '')" if form == "csv" else text


def export(
    client: "Client",
    sql: str,
    values: Mapping[str, Any],
    columns: tuple[ExportColumn, ...],
    form: ExportFormat,
    out: BinaryIO | Path,
) -> None:
    """Writes the rows of a query; a file appears whole, in one step, or not at all."""
    if not isinstance(out, Path):
        _write(client, sql, values, columns, form, out)
        return
    with replacing(out) as part:
        if form == "parquet" and "chdb" in type(client).__module__:
            _write_by_engine(client, sql, values, part)
            return
        with part.open("wb") as file:
            _write(client, sql, values, columns, form, file)
            file.flush()
            os.fsync(file.fileno())


def _write(
    client: "Client",
    sql: str,
    values: Mapping[str, Any],
    columns: tuple[ExportColumn, ...],
    form: ExportFormat,
    out: BinaryIO,
) -> None:
    pieces = _pieces(client, sql, values, _FORMATS[form])
    if form == "csv":
        out.write(_header(columns))
    out.writelines(pieces)


def _header(columns: tuple[ExportColumn, ...]) -> bytes:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(column.name for column in columns)
    return line.getvalue().encode()


def _pieces(client: "Client", sql: str, values: Mapping[str, Any], form: str) -> Iterator[bytes]:
    from clickhouse_connect.driver.exceptions import Error

    try:
        stream: Any = client.raw_stream(sql, parameters=dict(values), settings=_WHOLE, fmt=form)
        try:
            while piece := _read(stream):
                yield piece
        finally:
            stream.close()
    except Error as error:
        forget_rows(client)
        reason = str(error).split("Stack trace", maxsplit=1)[0].strip().splitlines()[0]
        raise WarehouseError(f"The warehouse refused a query: {reason}") from error


def _read(stream: Any) -> bytes:
    """The next piece; a server that goes away is told as such, unlike a disk that is full."""
    from urllib3.exceptions import HTTPError

    try:
        piece: bytes = stream.read(_PIECE)
    except (HTTPError, ConnectionError) as error:
        raise WarehouseError(f"The warehouse went away in the middle: {error}. Try again") from error
    return piece


def _write_by_engine(client: "Client", sql: str, values: Mapping[str, Any], part: Path) -> None:
    """The embedded engine writes Parquet itself: a stream of it would lie in memory as a whole."""
    part.unlink(missing_ok=True)
    run(client, f"insert into function file({spell_bytes(str(part))}, 'Parquet') {sql}", values)
