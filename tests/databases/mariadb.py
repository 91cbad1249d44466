"""A MariaDB of Debian's packages on a free port of this machine, for the tests of a module."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql

from tests.databases.postgres import free_port

SERVER = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_OWNER = "mysql" if os.getuid() == 0 else None  # MariaDB refuses to run as root


@dataclass(frozen=True)
class Mariadb:
    """A running server; the tester owns everything."""

    port: int

    @property
    def options(self) -> dict[str, Any]:
        """The words of the destination."""
        words = {"host": "127.0.0.1", "port": self.port, "database": "app"}
        return {**words, "user": "tester", "password": "secret"}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a statement gives; nothing for one without rows."""
        connection = pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user="tester",
            password="secret",
            database="app",
            autocommit=True,
        )
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())


@contextmanager
def running_mariadb() -> Iterator[Mariadb]:
    """The server, until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="segflux-mariadb-"))
    data = folder / "data"
    data.mkdir()
    if _OWNER:
        shutil.chown(folder, _OWNER)
        shutil.chown(data, _OWNER)
    orders = folder / "orders.sql"
    orders.write_text(
        "create database app;\ngrant all on *.* to tester@'127.0.0.1' identified by 'secret';\n"
    )
    orders.chmod(0o644)
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db"]
    subprocess.run(
        [*install, "--skip-name-resolve"], check=True, user=_OWNER, cwd="/", stdout=subprocess.DEVNULL
    )
    port = free_port()
    places = [f"--datadir={data}", f"--socket={folder / 'socket'}", f"--port={port}", f"--init-file={orders}"]
    quick = ["--bind-address=127.0.0.1", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0"]
    command = [str(SERVER), "--no-defaults", *places, *quick, "--skip-name-resolve"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, user=_OWNER, cwd="/", stdout=log, stderr=log)
    try:
        yield _answering(Mariadb(port), server)
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder)


def _answering(mariadb: Mariadb, server: "subprocess.Popen[bytes]") -> Mariadb:
    for _ in range(300):
        assert server.poll() is None, "MariaDB ended while it began"
        try:
            mariadb.rows("select 1")
        except pymysql.OperationalError:
            time.sleep(0.1)
        else:
            return mariadb
    raise AssertionError("MariaDB does not answer")
