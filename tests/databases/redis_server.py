"""A Redis of Debian's packages on a free port of this machine, for the tests of a module."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from tests.databases.postgres import free_port

SERVER = shutil.which("redis-server")


@contextmanager
def running_redis() -> Iterator["redis.Redis"]:
    """A client of the server, until the block ends."""
    folder = tempfile.mkdtemp(prefix="segflux-redis-")
    port = free_port()
    words = [
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--requirepass",
        "secret",
        "--save",
        "",
        "--dir",
        folder,
    ]
    server = subprocess.Popen([str(SERVER), *words], stdout=subprocess.DEVNULL)
    client = redis.Redis(port=port, password="secret", decode_responses=True)
    try:
        _await(client)
        yield client
    finally:
        client.close()
        server.kill()
        server.wait()
        shutil.rmtree(folder)


def _await(client: "redis.Redis") -> None:
    for _ in range(200):
        try:
            client.ping()
        except redis.exceptions.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Redis does not answer")
