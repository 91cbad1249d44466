"""A receiver of the signed webhook in a process of its own: it verifies every message and remembers who came."""

import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import ClassVar
from urllib.request import urlopen

from standardwebhooks import Webhook

from benchmarks.sync.people import digest

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    people: ClassVar[dict[str, str]] = {}  # there is one receiver in its process

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        """One message."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        for member in Webhook(SECRET).verify(content.decode(), headers)["members"]:
            self.people[member["profile_id"]] = member["ids"]["email"]
        self._answer(b'{"rejected": []}')

    def do_GET(self) -> None:
        """Who came since it was asked last."""
        told = digest(self.people.items())
        self.people.clear()
        self._answer(json.dumps(told).encode())

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _serve(told: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    told.send(server.server_address[1])
    server.serve_forever()


@contextmanager
def running_receiver() -> Iterator[str]:
    """Its address, until the block ends."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


def who_came(url: str) -> str:
    """The digest of everybody who came since it was asked last."""
    with urlopen(url) as answer:
        return str(json.load(answer))
