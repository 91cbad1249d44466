"""Opening, and stopping, what dbt runs on the embedded engine."""

from multiprocessing.context import SpawnContext
from pathlib import Path
from typing import cast

from dbt.adapters.chdb.client import ChdbClient, stop_run
from dbt.adapters.chdb.credentials import ChdbCredentials
from dbt.adapters.clickhouse.connections import ClickHouseConnectionManager
from dbt.adapters.clickhouse.logger import logger
from dbt.adapters.contracts.connection import AdapterRequiredConfig, Connection
from dbt.flags import get_flags


class ChdbConnectionManager(ClickHouseConnectionManager):
    """One handle a thread, all of them on the one engine this process holds."""

    TYPE = "chdb"

    def __init__(self, profile: AdapterRequiredConfig, mp_context: SpawnContext) -> None:
        super().__init__(profile, mp_context)
        cast(ChdbCredentials, profile.credentials).start_at(_project_folder(profile))

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        """The connection with an open handle; a warehouse held elsewhere is waited for, then refused."""
        if connection.state == "open":
            return connection
        credentials = cls.get_credentials(connection.credentials)
        return cls.retry_connection(
            connection,
            connect=lambda: ChdbClient(credentials),
            logger=logger,
            retry_limit=0,
            retryable_exceptions=[],
        )

    def cancel_open(self) -> list[str]:
        """Stop every query of the run, those of handles that are just being opened too."""
        stop_run(cast(ChdbCredentials, self.profile.credentials))
        names: list[str] = super().cancel_open()
        return names

    def cancel(self, connection: Connection) -> None:
        """Stop the connection's query; closing alone would wait for it to end."""
        connection.handle.stop()
        connection.handle.close()


def _project_folder(profile: AdapterRequiredConfig) -> Path:
    # `dbt debug` opens a bare profile, which knows no project; the flags always do.
    root = getattr(profile, "project_root", None) or get_flags().PROJECT_DIR
    return Path(root).resolve()
