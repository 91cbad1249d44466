"""A scratch engine in the memory of this process."""

import re
from typing import TYPE_CHECKING

from segflux_cli.compiler.rendering.dbt_context import QueryResult
from segflux_cli.warehouse.embedded import open_embedded
from segflux_cli.warehouse.statements import fetch, run_statement

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_ASKS = re.compile(r"\s*(select|with|exists)\b", re.IGNORECASE)
_CREATES = re.compile(r"\s*create (or replace )?table\b")
_STORAGE = re.compile(
    r"engine = MergeTree(?: partition by toYYYYMM\(occurred_at\))?"
    r" order by (?:\w+(?:\(\))?|\([\w, ()]*\))(?: settings index_granularity = 8192)?"
)
_DELETES = re.compile(r"delete from (\S+) where (.*) settings lightweight_deletes_sync = 2", re.DOTALL)
_SETTINGS = {"max_threads": 1, "log_queries": 0}  # a case has a handful of rows: threads would only cost


class ScratchEngine:
    """Runs statements on the server of `client`, or in this process, which can have one such engine; nothing stays.

    Tables are kept in memory whatever a statement says: for a handful of rows that takes half the time.
    """

    def __init__(self, client: "Client | None" = None) -> None:
        self._client: Client = client or open_embedded(":memory:", settings=_SETTINGS)

    def query(self, sql: str) -> QueryResult:
        """The answer of a query; a statement without an answer gives no rows."""
        if _ASKS.match(sql):
            return QueryResult(*fetch(self._client, sql))
        run_statement(self._client, in_memory(sql))
        return QueryResult((), ())

    def close(self) -> None:
        """Gives the engine up."""
        self._client.close()


def in_memory(sql: str) -> str:
    """The statement for tables in memory, which know no engine of their own and no lightweight delete."""
    if _CREATES.match(sql):
        return _STORAGE.sub("engine = Memory", sql)
    return _DELETES.sub(r"alter table \1 delete where \2 settings mutations_sync = 2", sql)
