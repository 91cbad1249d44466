"""dbt projects of tests, on an embedded warehouse or on a server: `pytest --warehouse embedded|server`.

A server is stock dbt-clickhouse and clickhouse-connect over HTTP, against a gateway over the embedded engine
(`tests/gateway`). Tests ask for rows through the target of the project, so that they need not know which.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import Target, read_target
from tests.gateway.process import RunningGateway
from tests.parsed import TARGET, begin_parsed, copy_project, keep_parsed, write_profile

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Rows = list[tuple[Any, ...]]
WAREHOUSE = "SEGFLUX_TEST_WAREHOUSE"  # which way the tests run
FOLDER = ".segflux/warehouse"  # of the data, beside dbt_project.yml

_gateways: dict[Path, RunningGateway] = {}


def is_server() -> bool:
    """Whether targets of tests are servers."""
    return os.environ.get(WAREHOUSE) == "server"


def write_project(folder: Path, files: Mapping[str, str], **target: Any) -> Path:
    """A dbt project called tiny with the given files, and what its target says beside the usual."""
    project = {
        "name": "tiny",
        "version": "1.0.0",
        "config-version": 2,
        "profile": "tiny",
        "flags": {"send_anonymous_usage_stats": False},
    }
    _write(folder, {"dbt_project.yml": yaml.safe_dump(project), **files})
    return use_warehouse(folder, schema="tiny", **target)


def segflux_project(folder: Path, files: Mapping[str, str], **target: Any) -> Path:
    """Segflux standing alone, as `segflux init` leaves it but for specs, which the files are."""
    copy_project(folder)
    _write(folder, files)
    return use_warehouse(folder, **target)


def use_warehouse(folder: Path, **target: Any) -> Path:
    """Writes the project's profiles.yml anew: one target, on the warehouse that the tests run on."""
    way = _server(folder) if is_server() else {"type": "chdb", "path": FOLDER}
    output = {**way, "schema": "segflux", "threads": 2, **target}
    write_profile(folder, output)
    begin_parsed(folder, output)
    return folder


def _server(folder: Path) -> dict[str, Any]:
    gateway = gateway_of(folder)
    _forget_databases()
    return {"type": "clickhouse", "host": "127.0.0.1", "port": gateway.port, "user": "default"}


def _forget_databases() -> None:
    # dbt-clickhouse remembers by name, for the whole process, which databases it has made: on any server
    client = sys.modules.get("dbt.adapters.clickhouse.dbclient")
    if client:
        client._ensured_databases.clear()


def gateway_of(folder: Path) -> RunningGateway:
    """The server of a project, started where none runs."""
    path = folder.resolve() / FOLDER
    if path not in _gateways:
        _gateways[path] = RunningGateway(path)
    return revive(folder) or _gateways[path]


def revive(folder: Path) -> RunningGateway | None:
    """The server of a project, running again at its port if it was stopped; None where it never had one."""
    gateway = _gateways.get(folder.resolve() / FOLDER)
    if gateway and not gateway.is_running:
        gateway.start()
    return gateway


def running_gateways() -> set[Path]:
    """The folders of data that servers of this process hold."""
    return {path for path, gateway in _gateways.items() if gateway.is_running}


def stop_gateways(paths: set[Path]) -> None:
    """Ends the servers of these folders."""
    for path in paths & running_gateways():
        _gateways[path].stop()


@contextmanager
def connected(project: Path) -> Iterator["Client"]:
    """A client of the project's warehouse; nothing is left open."""
    revive(project)
    with _open(read_target(project)) as client:
        yield client


@contextmanager
def new_warehouse(folder: Path) -> Iterator["Client"]:
    """A client of a warehouse that no project has."""
    with _open(new_target(folder)) as client:
        yield client


def new_target(folder: Path) -> Target:
    """A warehouse that no project has."""
    way = _server(folder) if is_server() else {"type": "chdb", "path": str(folder / FOLDER)}
    return Target(TARGET, way["type"], "segflux", way)


@contextmanager
def _open(target: Target) -> Iterator["Client"]:
    client = connect(target)
    try:
        yield client
    finally:
        client.close()


def execute(project: Path, *statements: str) -> None:
    """Runs statements in the project's warehouse."""
    with connected(project) as client:
        for statement in statements:
            client.command(statement)


def rows_of(project: Path, sql: str) -> Rows:
    """The rows of a query of the project's warehouse."""
    with connected(project) as client:
        return [tuple(row) for row in client.query(sql).result_rows]


def copied(project: Path, folder: Path) -> Path:
    """A copy of a built project with a warehouse of its own, to be spoiled."""
    stop_gateways({project.resolve() / FOLDER})  # else it may write while it is copied
    shutil.copytree(project, folder, symlinks=True)
    if is_server():
        before = _written_target(project)
        output = {**before, **_server(folder)}
        write_profile(folder, output)
        keep_parsed(folder, before, output)
    return folder


def _written_target(project: Path) -> dict[str, Any]:
    (profile,) = yaml.safe_load((project / "profiles.yml").read_text()).values()
    written: dict[str, Any] = profile["outputs"][TARGET]
    return written


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
