"""A scratch engine in the memory of this process."""

import re
from typing import TYPE_CHECKING

from segflux_cli.compiler.dbt_context import QueryResult
from segflux_cli.warehouse.embedded import open_embedded
from segflux_cli.warehouse.statements import fetch, run_statement

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_ASKS = re.compile(r"\s*(select|with|exists)\b", re.IGNORECASE)
_SETTINGS = {"max_threads": 1, "log_queries": 0}  # a case has a handful of rows: threads would only cost


class ScratchEngine:
    """Runs statements; everything is gone with the process, which can have one such engine."""

    def __init__(self) -> None:
        self._client: Client = open_embedded(":memory:", settings=_SETTINGS)

    def query(self, sql: str) -> QueryResult:
        """The answer of a query; a statement without an answer gives no rows."""
        if _ASKS.match(sql):
            return QueryResult(*fetch(self._client, sql))
        run_statement(self._client, sql)
        return QueryResult((), ())

    def close(self) -> None:
        """Gives the engine up."""
        self._client.close()
