"""A handle of the embedded engine that dbt-clickhouse takes for its HTTP client."""

from collections.abc import Callable
from contextlib import suppress
from threading import RLock
from typing import Any

from dbt.adapters.chdb.credentials import ChdbCredentials
from dbt.adapters.clickhouse import ClickHouseColumn, dbclient
from dbt.adapters.clickhouse.credentials import ClickHouseCredentials
from dbt.adapters.clickhouse.httpclient import ChHttpClient
from dbt_common.exceptions import DbtRuntimeError

from segflux_cli.warehouse.embedded import open_embedded

_KILLED_EVERY = 0.1  # seconds


class ChdbClient(ChHttpClient):
    """dbt-clickhouse's client with the engine in this process at the other end."""

    def __init__(self, credentials: ChdbCredentials) -> None:
        self._credentials = credentials
        self._at_work = RLock()
        self._is_stopped = False
        super().__init__(credentials)

    def query(self, sql: str, **arguments: Any) -> Any:
        """The rows of a query."""
        return self._leaving_nothing(super().query, sql, arguments)

    def command(self, sql: str, **arguments: Any) -> Any:
        """The answer to a statement."""
        return self._leaving_nothing(super().command, sql, arguments)

    def columns_in_query(self, sql: str, **arguments: Any) -> list[ClickHouseColumn]:
        """The names and types a query returns."""
        columns: list[ClickHouseColumn] = self._leaving_nothing(super().columns_in_query, sql, arguments)
        return columns

    def stop(self) -> None:
        """End what it runs, and begin nothing more."""
        self._is_stopped = True
        # a query that was about to begin is not yet there to be killed
        while not self._at_work.acquire(timeout=_KILLED_EVERY):
            self._kill_running_queries()
        self._at_work.release()

    def _kill_running_queries(self) -> None:
        """Stop what every handle of this process runs; a handle in a query can't be asked to."""
        side = self._open()
        try:
            side.command("kill query where query_id != queryID() async")
        finally:
            side.close()

    def _leaving_nothing(self, call: Callable[..., Any], sql: str, arguments: dict[str, Any]) -> Any:
        with self._at_work:
            if self._is_stopped:
                raise DbtRuntimeError("the run was stopped, and nothing more is begun")
            # A query that fails after its first rows leaves them to the next query on the same handle.
            try:
                return call(sql, **arguments)
            except Exception:
                with suppress(Exception):
                    self._client.command("select 1")
                raise

    def _create_client(self, credentials: ClickHouseCredentials) -> Any:
        return self._open()

    def _open(self) -> Any:
        credentials = self._credentials
        settings = {name: value for name, value in self._conn_settings.items() if name != "session_id"}
        return open_embedded(
            credentials.path,
            settings=settings,
            lock_timeout=credentials.lock_timeout,
            config_file=credentials.config_file,
            options=credentials.chdb_options,
        )

    def _ensure_database(self, database_engine: str | None, cluster_name: str | None) -> None:
        # dbt-clickhouse remembers databases by name for the whole process, but one process may open
        # several warehouses in turn; asking again costs a millisecond a handle.
        with dbclient._database_lock:
            dbclient._ensured_databases.clear()
        super()._ensure_database(database_engine, None)  # nothing here answers ON CLUSTER
