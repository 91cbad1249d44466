"""What a target of `type: chdb` may say."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dbt.adapters.chdb.halt import Halt
from dbt.adapters.clickhouse.credentials import ClickHouseCredentials

IN_MEMORY = ":memory:"


@dataclass
class ChdbCredentials(ClickHouseCredentials):
    """ClickHouse's credentials, and where the embedded engine keeps its data.

    A relative `path` or `config_file` starts at the dbt project. `lock_timeout` is how many seconds to
    wait for another process to leave the path. Without `config_file` one is written beside the path.
    """

    path: str = IN_MEMORY
    lock_timeout: float = 0
    config_file: str | None = None
    chdb_options: dict[str, Any] | None = None

    @cached_property
    def halt(self) -> Halt:
        """What stops the run; all its handles share it."""
        return Halt()

    @property
    def type(self) -> str:
        """The name of the adapter."""
        return "chdb"

    @property
    def unique_field(self) -> str:
        """What tells one warehouse from another."""
        return self.path

    def _connection_keys(self) -> tuple[str, ...]:
        return ("path", "schema", "lock_timeout", "config_file", "chdb_options", "custom_settings", "cluster")

    def start_at(self, project: Path) -> None:
        """Make what is relative start at the dbt project, wherever dbt was called from."""
        if self.path != IN_MEMORY:
            self.path = str(project / Path(self.path).expanduser())
        if self.config_file is not None:
            self.config_file = str(project / Path(self.config_file).expanduser())
