"""Members as rows of a table in a database: the warehouse writes a batch beside it, one transaction takes it in."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar

from segflux_cli.destinations.databases.postgresql_columns import KEY
from segflux_cli.destinations.failures import (
    BatchRefusedError,
    DestinationError,
    StoppedError,
    TerminalError,
    TransientError,
)
from segflux_cli.destinations.protocol import BaseDestination, Batch, Capabilities, Limits, Operation, Outcome
from segflux_cli.destinations.types import Opening
from segflux_cli.errors import WarehouseError

Order = TypeVar("Order")
_OPERATIONS: frozenset[Operation] = frozenset({"add", "remove", "upsert", "clear", "replace"})


class Orders(Protocol[Order]):
    """What a kind of database is asked to do with a table of ours and those beside it, by name."""

    def made(self) -> Order:
        """Makes the table where there is none, without columns for identifiers and fields."""

    def present(self) -> Order:
        """A query of the names of the columns that it has."""

    def widened(self, present: Sequence[str]) -> list[Order]:
        """Adds the columns that it lacks."""

    def beside(self, name: str) -> list[Order]:
        """Makes an empty table of the same columns."""

    def staging(self, name: str) -> list[Order]:
        """Makes an empty table that the warehouse writes a batch into."""

    def taken(self, operation: Operation, staged: str, into: str) -> list[Order]:
        """Takes the staged rows of an operation into a table."""

    def replaced_by(self, name: str) -> list[Order]:
        """Puts the content of a table beside it in place of its own, in one step for readers."""

    def dropped(self, name: str) -> Order:
        """Drops a table where there is one."""

    def leftovers(self, prefix: str) -> Order:
        """A query of the names of tables that begin with a prefix."""

    def any_row(self) -> Order:
        """A query that gives one row where the table has any."""


class StagedTable(BaseDestination, Generic[Order]):
    """One table; batches are staged in tables beside it, which nobody else reads."""

    database = ""  # its name, for people

    def __init__(
        self, opening: Opening, orders: Orders[Order], table: tuple[str, str], limits: Limits
    ) -> None:
        self._opening = opening
        self._orders = orders
        self._place = table
        self._name = table[1]
        self._limits = opening.limits or limits
        self._prefix = staging_prefix(opening.sync, *table)
        self._next = f"{self._prefix}next"
        self._is_finishing = False

    @property
    def capabilities(self) -> Capabilities:
        """All that a table can do."""
        return Capabilities(_OPERATIONS, self._limits, takes="select")

    async def check(self) -> None:
        """Makes the table, and drops what an earlier run left behind; raises StoppedError."""
        await self._run([self._orders.made()])
        present = [str(row[0]) for row in await self._ask(self._orders.present())]
        if KEY not in present:
            raise StoppedError(
                f"{'.'.join(self._place)} has no column {KEY}, so that Segflux did not make it, and nothing in it was "
                'changed. Name another table under "audience: {table: …}", or drop or rename this one.'
            )
        found = await self._ask(self._orders.leftovers(self._prefix))
        drops = [self._orders.dropped(str(row[0])) for row in found]
        await self._run([*drops, *self._orders.widened(present)])

    async def is_empty(self) -> bool:
        """Whether there is no row, as where somebody dropped or truncated the table."""
        present = await self._ask(self._orders.present())
        return not present or not await self._ask(self._orders.any_row())

    async def send(self, batch: Batch) -> Outcome:
        """Stages the batch and takes it into the table in one transaction."""
        staged = self._staged_name(batch)
        into = self._next if batch.operation == "replace" else self._name
        await self._run([self._orders.dropped(staged), *self._orders.staging(staged)])
        await self._write(batch, staged)
        drop = self._orders.dropped(staged)
        try:
            await self._take([*self._orders.taken(batch.operation, staged, into), drop])
        except TerminalError:  # people's data must not lie there until another run
            with suppress(DestinationError):
                await self._run([drop])
            raise
        return Outcome()

    async def begin_replacing(self) -> None:
        """An empty table beside the old one."""
        self._is_finishing = False
        await self._run([self._orders.dropped(self._next), *self._orders.beside(self._next)])

    async def finish_replacing(self) -> None:
        """The new rows take the place of the old ones; readers see either."""
        if self._is_finishing and await self._is_finished():
            return
        self._is_finishing = True
        await self._run(self._orders.replaced_by(self._next))

    async def _is_finished(self) -> bool:
        """Whether an order whose answer was lost was carried out: then there is no table beside the old one."""
        names = [str(row[0]) for row in await self._ask(self._orders.leftovers(self._next))]
        if self._next in names:
            return False
        await self._run([self._orders.dropped(name) for name in names])
        return True

    async def _write(self, batch: Batch, staged: str) -> None:
        if batch.select is None:
            raise BatchRefusedError("a table is written by a query, and the batch has none")
        options = self._opening.options
        bound = {**self._bound(), "address": self._address, "table": staged}
        bound |= {word: str(options[word]) for word in ("database", "user", "password")}
        try:
            sql = self._written().replace("{select}", batch.select.sql)
            await self._opening.warehouse.run(sql, {**bound, **batch.select.values})
        except WarehouseError as error:
            raise TransientError(
                f"the warehouse could not write to {self._address}; it must reach {self.database} there: {error}"
            ) from error

    def _staged_name(self, batch: Batch) -> str:
        return f"{self._prefix}{hashlib.sha256(batch.idempotency_key.encode()).hexdigest()[:16]}"

    @property
    def _address(self) -> str:
        return f"{self._opening.options['host']}:{self._port}"

    @property
    def _port(self) -> int:
        raise NotImplementedError

    def _written(self) -> str:
        """The statement by which the warehouse writes a batch's {select} into {table:String}."""
        raise NotImplementedError

    def _bound(self) -> Mapping[str, Any]:
        """Values of that statement besides address, database, table, user and password."""
        return {}

    async def _run(self, orders: Sequence[Order]) -> None:
        """Runs orders as one transaction."""
        raise NotImplementedError

    async def _take(self, orders: Sequence[Order]) -> None:
        """Runs orders that read rows; what is raised holds none of their values."""
        raise NotImplementedError

    async def _ask(self, order: Order) -> Sequence[Sequence[Any]]:
        """The rows of a query."""
        raise NotImplementedError


def staging_prefix(sync: str, schema: str, table: str) -> str:
    """What the names of a sync's own tables begin with, so that another run finds them."""
    return f"segflux_{hashlib.sha256(f'{sync} {schema}.{table}'.encode()).hexdigest()[:12]}_"
