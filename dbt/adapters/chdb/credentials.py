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
    `path` stays as it is written, so that a project that was moved or copied need not be parsed anew.
    """

    path: str = IN_MEMORY
    lock_timeout: float = 0
    config_file: str | None = None
    chdb_options: dict[str, Any] | None = None
    _project = Path()  # where dbt was called from, until `start_at`; no field, for no profile says it

    @property
    def folder(self) -> str:
        """Where the data are, from the root of the file system on; `:memory:` is none."""
        return self.path if self.path == IN_MEMORY else self._from_project(self.path)

    @property
    def configuration(self) -> str | None:
        """The file of `config_file`, if it is given, from the root of the file system on."""
        return self.config_file and self._from_project(self.config_file)

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
        return self.folder

    def _connection_keys(self) -> tuple[str, ...]:
        return ("path", "schema", "lock_timeout", "config_file", "chdb_options", "custom_settings", "cluster")

    def start_at(self, project: Path) -> None:
        """Let what is relative start at the dbt project, wherever dbt was called from."""
        self._project = project

    def _from_project(self, said: str) -> str:
        return str(self._project / Path(said).expanduser())
