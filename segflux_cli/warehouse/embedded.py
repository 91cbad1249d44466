"""The embedded engine: ClickHouse in this process, its data in one folder."""

import fcntl
import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.errors import WarehouseError

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

# Dropped tables go at once instead of piling up for eight minutes; caches leave the memory to queries.
# Changes of stored parts follow each other at once: with the default pauses 60 parts take 9 s, not 0.2.
_CONFIG = """<clickhouse>
    <database_atomic_delay_before_drop_table_sec>0</database_atomic_delay_before_drop_table_sec>
    <{pool}_thread_sleep_seconds_if_nothing_to_do>0.005</{pool}_thread_sleep_seconds_if_nothing_to_do>
    <{pool}_task_sleep_seconds_when_no_work_random_part>0.01</{pool}_task_sleep_seconds_when_no_work_random_part>
    <max_server_memory_usage_to_ram_ratio>0.8</max_server_memory_usage_to_ram_ratio>
    <mark_cache_size>268435456</mark_cache_size>
    <uncompressed_cache_size>0</uncompressed_cache_size>
    <page_cache_max_size>0</page_cache_max_size>
</clickhouse>
""".replace("{pool}", "background_processing_pool")

# A time without a zone is UTC here, whatever the zone of the machine.
_SETTINGS = {"session_timezone": "UTC"}


def open_embedded(
    path: str,
    *,
    settings: Mapping[str, Any] | None = None,
    lock_timeout: float = 0,
    config_file: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> "Client":
    """A client of the engine at `path`, waiting up to `lock_timeout` seconds for another process to leave."""
    folder = os.path.realpath(path) if path != ":memory:" else path
    _await_lock(Path(folder), time.monotonic() + lock_timeout)
    config = config_file or _write_config(Path(folder))
    return _connect(folder, {**_SETTINGS, **(settings or {})}, {**(options or {}), "config-file": config})


def _connect(folder: str, settings: dict[str, Any], options: dict[str, Any]) -> "Client":
    import clickhouse_connect
    from clickhouse_connect.driver.exceptions import Error

    if not Path(options["config-file"]).is_file():  # the engine would ignore it without a word
        raise WarehouseError(f"{options['config-file']}: no such file; it is the config_file of the target")
    try:
        return clickhouse_connect.get_client(
            interface="chdb", path=folder, settings=settings, query_limit=0, chdb_options=options
        )
    except Error as error:
        raise WarehouseError(_why_not_opened(folder, str(error))) from error


def _why_not_opened(folder: str, message: str) -> str:
    holder = lock_holder(Path(folder))
    if holder is not None:
        return _held(Path(folder), holder)
    inner = re.search(r"e\.what\(\) = (.*?)(?:, Stack trace|$)", message, re.DOTALL)
    return f"The warehouse at {folder} could not be opened: {inner.group(1) if inner else message}"


def _await_lock(folder: Path, deadline: float) -> None:
    while (holder := lock_holder(folder)) is not None:
        if time.monotonic() >= deadline:
            raise WarehouseError(_held(folder, holder))
        time.sleep(0.2)


def _held(folder: Path, holder: str) -> str:
    return (
        f"The warehouse at {folder} is open in another process{holder and f' (process {holder})'}. "
        "One process at a time can open an embedded warehouse: wait for it to end, or end it, and try again."
    )


def lock_holder(folder: Path) -> str | None:
    """The id of the other process that holds the engine at `folder`; None when nobody else does.

    The engine locks its file `status` and writes its process id into it; asking beforehand keeps its
    own complaint off the terminal.
    """
    try:
        with (folder / "status").open() as status:
            found = re.search(r"PID: (\d+)", status.read())
            holder = found.group(1) if found else ""
            return holder if holder != str(os.getpid()) and _is_locked(status.fileno()) else None
    except OSError:
        return None


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False


def _write_config(folder: Path) -> str:
    """The engine's configuration beside its folder; the same text always, so that handles may share it."""
    if str(folder) == ":memory:":
        folder = Path(_memory_folder())
    path = folder.with_name(folder.name + ".xml")
    try:
        if not path.is_file() or path.read_text() != _CONFIG:
            path.parent.mkdir(parents=True, exist_ok=True)
            written = path.with_suffix(f".xml.{os.getpid()}")
            written.write_text(_CONFIG)
            written.replace(path)
    except OSError as error:
        raise WarehouseError(f"The warehouse at {folder} could not be opened: {error}") from error
    return str(path)


def _memory_folder() -> str:
    import tempfile

    return str(Path(tempfile.gettempdir()) / f"segflux-{os.getuid()}")
