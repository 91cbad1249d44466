"""One way to ask the warehouse, and one way for it to fail."""

import re
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from segflux_cli.errors import WarehouseError

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client
    from clickhouse_connect.driver.query import QueryResult

_BY_POSITION = "RowBinary"  # a format in which columns have no names that would have to agree
_MAYBE_NONE = {"throw_if_no_data_to_insert": 0}
_PIECE = 1 << 20  # bytes of rows on their way from one engine to another
# What clickhouse-connect says around a server's own words.
_DRIVER_S = re.compile(r"^Received ClickHouse exception, code: \d+, server response: | \(for url [^)]*\)$")
_NOT_THERE = ("UNKNOWN_TABLE", "UNKNOWN_DATABASE")


class MissingTableError(WarehouseError):
    """A query reads a table that the warehouse does not have."""


def ask(client: "Client", sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of a query; `values` stand in it as `{name:Type}`."""
    from clickhouse_connect.driver.exceptions import Error

    try:
        answer = client.query(sql, parameters=dict(values or {}))
    except Error as error:
        forget_rows(client)
        raise _refused(error, "a query") from error
    return _rows(answer)


def ask_if_there(client: "Client", sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of a query; none where a table that it reads is not there yet."""
    try:
        return ask(client, sql, values)
    except MissingTableError:
        return []


def ask_with_summary(
    client: "Client", sql: str, settings: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], Mapping[str, str]]:
    """The rows of a query that runs with settings of its own, and what the engine says of its work."""
    from clickhouse_connect.driver.exceptions import Error

    try:
        answer = client.query(sql, settings=dict(settings))
    except Error as error:
        forget_rows(client)
        raise _refused(error, "a query") from error
    return _rows(answer), {**answer.summary, "query_id": answer.query_id or ""}


def _rows(answer: "QueryResult") -> list[dict[str, Any]]:
    names: Sequence[str] = answer.column_names
    return [dict(zip(names, row, strict=True)) for row in answer.result_rows]


def run(client: "Client", sql: str, values: Mapping[str, Any] | None = None) -> None:
    """Runs a statement that gives no rows."""
    from clickhouse_connect.driver.exceptions import Error

    try:
        client.command(sql, parameters=dict(values or {}))
    except Error as error:
        forget_rows(client)
        raise _refused(error, "a statement") from error


def send_rows(reader: "Client", sql: str, values: Mapping[str, Any], *, to: "Client", into: str) -> None:
    """Streams the rows of a query of one engine into a table of another; `into` may list its columns."""
    from clickhouse_connect.driver.exceptions import Error

    try:
        with reader.raw_stream(sql, parameters=dict(values), fmt=_BY_POSITION) as rows:
            to.raw_insert(into, insert_block=_pieces(rows), settings=_MAYBE_NONE, fmt=_BY_POSITION)
    except Error as error:
        forget_rows(reader)
        raise _refused(error, "rows") from error


def _pieces(rows: Any) -> Generator[bytes, None, None]:
    while piece := rows.read(_PIECE):
        yield piece


def _refused(error: Exception, what: str) -> WarehouseError:
    told = _first_line(str(error))
    if is_missing(told):
        return MissingTableError(f"A table is not there: {told}")
    return WarehouseError(f"The warehouse refused {what}: {told}")


def is_missing(told: str) -> bool:
    """Whether a refusal means that a table is not there."""
    return any(f"({code})" in told for code in _NOT_THERE)


def forget_rows(client: "Client") -> None:
    """A query that failed after its first rows would leave them to the next one on this handle."""
    from clickhouse_connect.driver.exceptions import Error

    try:
        client.query("select 1")
    except Error:
        client.close()


def _first_line(message: str) -> str:
    first = message.split("Stack trace", maxsplit=1)[0].strip().splitlines()[0]
    return _DRIVER_S.sub("", first)
