"""The members as a file that the warehouse itself writes, whole, in each run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segflux_cli.destinations.extracted import NOBODY, columns
from segflux_cli.destinations.failures import StoppedError, TransientError
from segflux_cli.destinations.protocol import (
    BaseDestination,
    Batch,
    Capabilities,
    Limits,
    Operation,
    Outcome,
)
from segflux_cli.destinations.types import Opening
from segflux_cli.errors import WarehouseError

_FORMATS: Mapping[str, tuple[str, str]] = {
    "csv": ("csv", "CSVWithNames"),
    "jsonl": ("jsonl", "JSONEachRow"),
    "parquet": ("parquet", "Parquet"),
}
_OPERATIONS: frozenset[Operation] = frozenset({"replace"})
_OVERWRITE_FILE = "settings engine_file_truncate_on_insert = 1"
_EMPTY_IN_CSV = "format_csv_null_representation = ''"


class _Written(BaseDestination):
    """A file with a column for the profile, each identifier and each field."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._limits = opening.limits or Limits(rows=1_000_000_000, at_once=1, timeout=3_600.0)
        self._warehouse = opening.warehouse
        self._ending, self._format = _FORMATS[str(opening.options["format"])]
        self._is_written = False

    @property
    def capabilities(self) -> Capabilities:
        """A whole content is written, and nothing else."""
        return Capabilities(_OPERATIONS, self._limits, takes="select")

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self._opening.audience['name']}.{self._ending}"

    async def send(self, batch: Batch) -> Outcome:
        """Writes everybody: a batch is a whole content."""
        if batch.select is None:
            raise StoppedError("a file is written by a query, and the batch has none")
        await self._write(batch.select.sql, batch.select.values)
        return Outcome()

    async def begin_replacing(self) -> None:
        """Nothing is written yet."""
        self._is_written = False

    async def finish_replacing(self) -> None:
        """A segment without members is a file without rows."""
        if not self._is_written:
            await self._write(NOBODY, {})

    async def _write(self, select: str, values: Mapping[str, Any]) -> None:
        listed = ", ".join(columns(self._opening, self._warehouse))
        sql = f"""
            insert into function {self._target()} select {listed} from ({select})
            {self._settings()}, {_EMPTY_IN_CSV}
        """
        try:
            await self._warehouse.run(sql, {**self._bound(), **values})
        except WarehouseError as error:
            raise TransientError(f"{self.name} was not written: {error}") from error
        self._is_written = True

    def _target(self) -> str:
        raise NotImplementedError

    def _settings(self) -> str:
        raise NotImplementedError

    def _bound(self) -> Mapping[str, Any]:
        raise NotImplementedError


class LocalFile(_Written):
    """A file on this machine; it takes the place of the old one when it is whole."""

    async def check(self) -> None:
        """Makes the folder, and finds out whether the warehouse writes on this machine; raises StoppedError."""
        probe = self._folder / f".{self.name}.probe"
        sql = f"insert into function file({{path:String}}, 'LineAsString', 'line String') select '' {_OVERWRITE_FILE}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            await self._warehouse.run(sql, {"path": str(probe)})
            probe.unlink()
        except (OSError, WarehouseError) as error:
            raise StoppedError(
                f"{self._folder}: the warehouse cannot write there. A server writes on its own disk: use the type "
                f"s3 with it, or the embedded warehouse. {error}"
            ) from error

    async def finish_replacing(self) -> None:
        """Puts the new file in place of the old one."""
        await super().finish_replacing()
        try:
            self._unfinished.replace(self._folder / self.name)
        except OSError as error:
            raise TransientError(f"{self._folder / self.name}: {error}") from error

    @property
    def _folder(self) -> Path:
        return (self._opening.project / str(self._opening.options["folder"])).resolve()

    @property
    def _unfinished(self) -> Path:
        return self._folder / f".{self.name}.unfinished"

    def _target(self) -> str:
        return "file({path:String}, {format:String})"

    def _settings(self) -> str:
        return _OVERWRITE_FILE

    def _bound(self) -> Mapping[str, Any]:
        return {"path": str(self._unfinished), "format": self._format}


class StoredObject(_Written):
    """An object of a store; readers see the old one until the new one is whole."""

    def _target(self) -> str:
        return "s3({url:String}, {access_key:String}, {secret_key:String}, {format:String})"

    def _settings(self) -> str:
        return "settings s3_truncate_on_insert = 1"

    def _bound(self) -> Mapping[str, Any]:
        options = self._opening.options
        url = f"{str(options['url']).rstrip('/')}/{self.name}"
        keys = {word: str(options[word]) for word in ("access_key", "secret_key")}
        return {"url": url, "format": self._format, **keys}
