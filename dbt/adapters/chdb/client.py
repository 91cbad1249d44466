"""A handle of the embedded engine that dbt-clickhouse takes for its HTTP client."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from dbt.adapters.chdb.credentials import ChdbCredentials
from dbt.adapters.clickhouse import ClickHouseColumn, dbclient
from dbt.adapters.clickhouse.credentials import ClickHouseCredentials
from dbt.adapters.clickhouse.httpclient import ChHttpClient

from segflux_cli.warehouse.embedded import open_embedded


class ChdbClient(ChHttpClient):
    """dbt-clickhouse's client with the engine in this process at the other end."""

    def __init__(self, credentials: ChdbCredentials) -> None:
        self._credentials = credentials
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
        """End what the run has under way, and begin nothing more."""
        stop_run(self._credentials)

    def _leaving_nothing(self, call: Callable[..., Any], sql: str, arguments: dict[str, Any]) -> Any:
        with self._credentials.halt.under_way():
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
        settings = {name: value for name, value in self._conn_settings.items() if name != "session_id"}
        return _open(self._credentials, settings)

    def _ensure_database(self, database_engine: str | None, cluster_name: str | None) -> None:
        # dbt-clickhouse remembers databases by name for the whole process, but one process may open
        # several warehouses in turn; asking again costs a millisecond a handle.
        with dbclient._database_lock:
            dbclient._ensured_databases.clear()
        super()._ensure_database(database_engine, None)  # nothing here answers ON CLUSTER


def stop_run(credentials: ChdbCredentials) -> None:
    """End what all handles of a run have under way, those that are just being opened too."""
    credentials.halt.ask(lambda: _kill_running_queries(credentials))


def _kill_running_queries(credentials: ChdbCredentials) -> None:
    """Stop what this process runs; a handle in a query can't be asked to, so another one is opened."""
    side = _open(credentials, {})
    try:
        side.command("kill query where query_id != queryID() async")
    finally:
        side.close()


def _open(credentials: ChdbCredentials, settings: dict[str, Any]) -> Any:
    return open_embedded(
        credentials.folder,
        settings=settings,
        lock_timeout=credentials.lock_timeout,
        config_file=credentials.configuration,
        options=credentials.chdb_options,
    )
