"""The members as a table of the warehouse that each run makes anew and exchanges for the old one."""

from collections.abc import Mapping, Sequence
from typing import Any

from segflux_cli.destinations.extracted import NOBODY, columns
from segflux_cli.destinations.failures import StoppedError, TransientError
from segflux_cli.destinations.protocol import BaseDestination, Batch, Capabilities, Limits, Operation, Outcome
from segflux_cli.destinations.types import Opening
from segflux_cli.errors import WarehouseError

_OPERATIONS: frozenset[Operation] = frozenset({"replace"})
_OURS = "members of a segment, written by Segflux"  # the comment of each table that was made here


class WarehouseTable(BaseDestination):
    """A table with a column for the profile, each identifier and each field, in the order of profiles."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._warehouse = opening.warehouse
        self._limits = opening.limits or Limits(rows=1_000_000_000, at_once=1, timeout=3_600.0)
        self._is_exchanging = False
        self._database = str(opening.options["database"])
        self._name = str(opening.audience["table"])
        self._next_name = f"{self._name}__next"

    @property
    def capabilities(self) -> Capabilities:
        """A whole content is written, and nothing else."""
        return Capabilities(_OPERATIONS, self._limits, takes="select")

    async def check(self) -> None:
        """Raises StoppedError where the database is not there or may not be written, or the table is another's."""
        await self._refuse_others()
        try:
            await self._run(
                f"create table if not exists {self._next} (nothing UInt8) engine = MergeTree order by () {self._mark}"
            )
            await self._run(f"drop table {self._next}")
        except TransientError as error:
            raise StoppedError(
                f"{error} Create the database, and grant create, insert, select and drop in it to the role that syncs."
            ) from error

    async def send(self, batch: Batch) -> Outcome:
        """Fills the new table with everybody: a batch is a whole content."""
        if batch.select is None:
            raise StoppedError("a table is written by a query, and the batch has none")
        await self._fill(batch.select.sql, batch.select.values)
        return Outcome()

    async def begin_replacing(self) -> None:
        """An empty table beside the old one."""
        self._is_exchanging = False
        await self._fill(NOBODY, {})

    async def finish_replacing(self) -> None:
        """The new table takes the place of the old one in one step."""
        if self._is_exchanging:  # exchanged twice, the old one would be back
            raise StoppedError(
                f"whether {self._table} was exchanged is not known; run again to write it anew"
            )
        await self._run(f"create table if not exists {self._table} as {self._next}")
        self._is_exchanging = True
        await self._run(f"exchange tables {self._table} and {self._next}")
        await self._run(f"drop table {self._next}")

    async def _refuse_others(self) -> None:
        """A table without our comment is ours if an earlier run wrote one: versions before this made none."""
        spell = self._warehouse.spell_text
        names = ", ".join(map(spell, (self._name, self._next_name)))
        is_early = "comment = '' and sorting_key = 'profile_id'" if self._opening.has_written else "false"
        found = await self._ask(f"""
            select name from system.tables
            where database = {spell(self._database)} and name in ({names})
                and comment != {spell(_OURS)} and not ({is_early})
            order by name
        """)
        if found:
            raise StoppedError(
                f"{self._spelled(str(found[0]['name']))} was not made by Segflux, which replaces the whole table in "
                f'each run. Name another one under "audience: {{table: …}}", or drop or rename this one.'
            )

    async def _fill(self, select: str, values: Mapping[str, Any]) -> None:
        listed = ", ".join(columns(self._opening, self._warehouse))
        await self._run(f"drop table if exists {self._next}")
        await self._run(
            f"create table {self._next} engine = MergeTree order by profile_id "
            f"as (select {listed} from ({select})) {self._mark}",
            values,
        )

    @property
    def _table(self) -> str:
        return self._spelled(self._name)

    @property
    def _next(self) -> str:
        return self._spelled(self._next_name)

    @property
    def _mark(self) -> str:
        return f"comment {self._warehouse.spell_text(_OURS)}"

    def _spelled(self, name: str) -> str:
        spell = self._warehouse.spell_name
        return f"{spell(self._database)}.{spell(name)}"

    async def _ask(self, sql: str) -> Sequence[Mapping[str, Any]]:
        try:
            return await self._warehouse.ask(sql)
        except WarehouseError as error:
            raise TransientError(f"{self._table} was not written: {error}") from error

    async def _run(self, sql: str, values: Mapping[str, Any] | None = None) -> None:
        try:
            await self._warehouse.run(sql, values)
        except WarehouseError as error:
            raise TransientError(f"{self._table} was not written: {error}") from error
