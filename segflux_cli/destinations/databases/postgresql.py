"""Members as rows of a table in PostgreSQL: the warehouse writes a batch beside it, one transaction takes it in."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.sql import Composed, Identifier

from segflux_cli.destinations.databases.postgresql_columns import columns_of
from segflux_cli.destinations.databases.postgresql_statements import (
    Table,
    dropped,
    leftovers,
    staging,
    staging_prefix,
)
from segflux_cli.destinations.failures import (
    BatchRefusedError,
    DestinationError,
    StoppedError,
    TransientError,
)
from segflux_cli.destinations.protocol import BaseDestination, Batch, Capabilities, Limits, Operation, Outcome
from segflux_cli.destinations.types import Opening
from segflux_cli.errors import WarehouseError

_OPERATIONS: frozenset[Operation] = frozenset({"add", "remove", "upsert", "clear", "replace"})
_ROWS = ("22", "23")  # classes of SQLSTATE: a value that does not fit, a constraint
_PASSING = ("08", "40", "53", "55", "57", "58")  # connection, deadlock, resources, locks, shutdown, system
_WRITE = """
    insert into function postgresql({address:String}, {database:String}, {table:String}, {user:String},
        {password:String}, {schema:String}) (key, profile_id, ids, fields)
    select key, profile_id, ids, fields from ({select})
"""


class PostgresqlDestination(BaseDestination):
    """One table; batches are staged in tables beside it, which nobody else reads."""

    def __init__(self, opening: Opening) -> None:
        options = opening.options
        self._warehouse = opening.warehouse
        self._options = {"port": 5432, "schema": "public", **options}
        self._limits = opening.limits or Limits(rows=100_000, at_once=2, timeout=300.0)
        schema = str(self._options["schema"])
        name = str(opening.audience.get("table") or opening.segment)
        self._table = Table(schema, name, columns_of(opening.match_on, opening.fields))
        self._prefix = staging_prefix(opening.sync, schema, name)
        self._next = Table(schema, f"{self._prefix}next", self._table.columns)

    @property
    def capabilities(self) -> Capabilities:
        """All that a table can do."""
        return Capabilities(_OPERATIONS, self._limits, takes="select")

    async def check(self) -> None:
        """Makes the table, and drops what an earlier run left behind; raises StoppedError."""
        async with self._connected() as connection:
            for order in self._table.created():
                await connection.execute(order)
            found = await connection.execute(leftovers(self._table.schema, self._prefix))
            for (name,) in await found.fetchall():
                await connection.execute(dropped(Identifier(self._table.schema, name)))

    async def send(self, batch: Batch) -> Outcome:
        """Stages the batch and takes it into the table in one transaction."""
        staged = Identifier(self._table.schema, self._staged_name(batch))
        table = self._next if batch.operation == "replace" else self._table
        await self._run(staging(staged))
        await self._write(batch)
        await self._run([table.taken(batch.operation, staged), dropped(staged)])
        return Outcome()

    async def begin_replacing(self) -> None:
        """An empty table beside the old one."""
        await self._run([dropped(self._next.named), *self._next.created()])

    async def finish_replacing(self) -> None:
        """The new rows take the place of the old ones; readers see either."""
        await self._run(self._table.replaced_by(self._next))

    async def _write(self, batch: Batch) -> None:
        if batch.select is None:
            raise BatchRefusedError("a table is written by a query, and the batch has none")
        words = ("database", "user", "password", "schema")
        bound: dict[str, Any] = {word: str(self._options[word]) for word in words}
        bound["address"] = f"{self._options['host']}:{self._options['port']}"
        bound["table"] = self._staged_name(batch)
        try:
            sql = _WRITE.replace("{select}", batch.select.sql)
            await self._warehouse.run(sql, {**bound, **batch.select.values})
        except WarehouseError as error:
            raise TransientError(
                f"the warehouse could not write to {bound['address']}; it must reach PostgreSQL there: {error}"
            ) from error

    def _staged_name(self, batch: Batch) -> str:
        return f"{self._prefix}{hashlib.sha256(batch.idempotency_key.encode()).hexdigest()[:16]}"

    async def _run(self, orders: Sequence[Composed]) -> None:
        async with self._connected() as connection:
            for order in orders:
                await connection.execute(order)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        """A connection whose statements are one transaction."""
        try:
            connection = await psycopg.AsyncConnection.connect(
                host=str(self._options["host"]),
                port=int(self._options["port"]),
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
        place = f"{self._options['host']}:{self._options['port']}"
        told = " ".join(str(error).split())
        if any(word in told for word in ("authentication failed", "does not exist", "no pg_hba.conf entry")):
            return StoppedError(
                f"{place}: {told}. Check host, database, user and password in destinations.yml."
            )
        return TransientError(f"{place}: {told}")

    def _failed(self, error: psycopg.Error) -> DestinationError:
        state = error.sqlstate or ""
        told = error.diag.message_primary or type(error).__name__
        if state.startswith(_ROWS):
            return BatchRefusedError(told)
        if not state or state.startswith(_PASSING):
            return TransientError(told)
        table = f"{self._table.schema}.{self._table.name}"
        return StoppedError(
            f"{table}: {told}. The role must own the table, and its columns have the types of what is sent; "
            "name another table, or drop this one."
        )
