"""The warehouse as the engine and destinations use it: one statement at a time, beside the sending."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from segflux_cli.literals import spell_name, spell_text
from segflux_cli.warehouse.query import ask, run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Answer = TypeVar("Answer")


class Handle:
    """A client whose statements run in a thread of their own, in the order in which they were asked for."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._thread = ThreadPoolExecutor(1, "warehouse")

    async def run(self, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """Runs a statement; raises WarehouseError."""
        await self._in_thread(partial(run, self._client, sql, values))

    async def ask(self, sql: str, values: Mapping[str, Any] | None = None) -> Sequence[Mapping[str, Any]]:
        """The rows of a query; raises WarehouseError."""
        return await self._in_thread(partial(ask, self._client, sql, values))

    async def one(self, sql: str, values: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The only row of a query."""
        return (await self.ask(sql, values))[0]

    def spell_text(self, text: str) -> str:
        """The text as a literal."""
        return spell_text(text)

    def spell_name(self, name: str) -> str:
        """The name of a table or column, quoted."""
        return spell_name(name)

    def close(self) -> None:
        """Ends the thread when its statement is done; the client stays open."""
        self._thread.shutdown(wait=True)

    async def _in_thread(self, call: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)
