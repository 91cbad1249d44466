"""A PostgreSQL of Debian's packages on a free port of this machine, for the tests of a session."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
BINARIES = _INSTALLED[-1].parent if _INSTALLED else None
_OWNER = "postgres" if os.getuid() == 0 else None  # PostgreSQL refuses to run as root


@dataclass(frozen=True)
class Postgres:
    """A running server; the tester owns everything."""

    port: int

    @property
    def options(self) -> dict[str, Any]:
        """The words of the destination."""
        words = {"host": "127.0.0.1", "port": self.port, "database": "postgres"}
        return {**words, "user": "tester", "password": "secret"}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a statement gives; nothing for one without rows."""
        where = f"host=127.0.0.1 port={self.port} dbname=postgres user=tester password=secret"
        with psycopg.connect(where, autocommit=True) as connection:
            found = connection.execute(sql.encode())
            return found.fetchall() if found.description else []


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """The server, until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="segflux-postgres-"))
    if _OWNER:
        shutil.chown(folder, _OWNER)
    port = free_port()
    data = folder / "data"
    password = folder / "password"
    password.write_text("secret")
    password.chmod(0o644)
    try:
        _run("initdb", "-D", data, "-A", "scram-sha-256", "-U", "tester", f"--pwfile={password}", "--no-sync")
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
        _run("pg_ctl", "-D", data, "-o", settings, "-l", folder / "log", "-w", "start")
        try:
            yield Postgres(port)
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *arguments: object) -> None:
    assert BINARIES is not None
    command = [str(BINARIES / program), *map(str, arguments)]
    subprocess.run(command, check=True, user=_OWNER, cwd="/", stdout=subprocess.DEVNULL)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
