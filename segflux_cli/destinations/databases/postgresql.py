"""Members as rows of a table in PostgreSQL."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.sql import Composed

from segflux_cli.destinations.databases.postgresql_columns import columns_of
from segflux_cli.destinations.databases.postgresql_errors import ROWS, told
from segflux_cli.destinations.databases.postgresql_statements import Table
from segflux_cli.destinations.databases.staged_table import StagedTable
from segflux_cli.destinations.failures import (
    DestinationError,
    RowsRefusedError,
    StoppedError,
    TransientError,
)
from segflux_cli.destinations.protocol import Limits
from segflux_cli.destinations.types import Opening

_PASSING = ("08", "40", "53", "55", "57", "58")  # connection, deadlock, resources, locks, shutdown, system
_WRITE = """
    insert into function postgresql({address:String}, {database:String}, {table:String}, {user:String},
        {password:String}, {schema:String}) (key, profile_id, ids, fields)
    select key, profile_id, ids, fields from ({select})
"""


class PostgresqlDestination(StagedTable[Composed]):
    """A table whose orders are transactions of PostgreSQL."""

    database = "PostgreSQL"

    def __init__(self, opening: Opening) -> None:
        self._options = opening.options
        schema = str(self._options["schema"])
        name = str(opening.audience["table"])
        self._table = Table(schema, name, columns_of(opening.match_on, opening.fields))
        super().__init__(opening, self._table, (schema, name), Limits(rows=100_000, at_once=2, timeout=300.0))

    @property
    def _port(self) -> int:
        return int(self._options["port"])

    def _written(self) -> str:
        return _WRITE

    def _bound(self) -> Mapping[str, Any]:
        return {"schema": self._table.schema}

    async def _run(self, orders: Sequence[Composed]) -> None:
        async with self._connected() as connection:
            for order in orders:
                await connection.execute(order)

    async def _take(self, orders: Sequence[Composed]) -> None:
        await self._run(orders)

    async def _ask(self, order: Composed) -> Sequence[Sequence[Any]]:
        async with self._connected() as connection:
            return await (await connection.execute(order)).fetchall()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        """A connection whose statements are one transaction."""
        try:
            connection = await psycopg.AsyncConnection.connect(
                host=str(self._options["host"]),
                port=self._port,
                dbname=str(self._options["database"]),
                user=str(self._options["user"]),
                password=str(self._options["password"]),
                connect_timeout=10,
                application_name="segflux",
            )
        except psycopg.OperationalError as error:
            raise self._not_connected(error) from error
        try:
            async with connection:
                yield connection
        except psycopg.Error as error:
            raise self._failed(error) from error

    def _not_connected(self, error: psycopg.OperationalError) -> DestinationError:
        said = " ".join(str(error).split())
        if any(word in said for word in ("authentication failed", "does not exist", "no pg_hba.conf entry")):
            return StoppedError(
                f"{self._address}: {said}. Check host, database, user and password in destinations.yml."
            )
        return TransientError(f"{self._address}: {said}")

    def _failed(self, error: psycopg.Error) -> DestinationError:
        state = error.sqlstate or ""
        if state.startswith(ROWS):
            return RowsRefusedError(told(error))
        if not state or state.startswith(_PASSING):
            return TransientError(told(error))
        table = f"{self._table.schema}.{self._table.name}"
        return StoppedError(
            f"{table}: {told(error)}. The role must own the table, and its columns have the types of what is sent; "
            "name another table, or drop this one."
        )
