"""Statements without an answer, and answers by position."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.query import MissingTableError, forget_rows, is_missing

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_SHOWN = 1_000  # characters; statements of the plan run to many thousands


def run_statement(client: "Client", sql: str) -> None:
    """Runs one statement whose answer nobody needs."""
    from clickhouse_connect.driver.exceptions import Error

    try:
        client.command(sql)
    except Error as error:
        raise _refused(client, sql, error) from error


def fetch(client: "Client", sql: str) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """The column names and the rows of a query."""
    from clickhouse_connect.driver.exceptions import Error

    try:
        answer = client.query(sql)
    except Error as error:
        raise _refused(client, sql, error) from error
    return answer.column_names, answer.result_rows


def _refused(client: "Client", sql: str, error: Exception) -> WarehouseError:
    forget_rows(client)
    reason = str(error).split("Stack trace", maxsplit=1)[0].strip()
    if is_missing(reason):
        return MissingTableError(f"A table is not there: {reason[:_SHOWN]}")
    statement = " ".join(sql.split())
    return WarehouseError(f"The warehouse refused a statement: {reason[:_SHOWN]}\n{statement[:_SHOWN]}")
