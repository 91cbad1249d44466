"""A receiver of the demo's signed webhook on this machine: it verifies every message and counts who came."""

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

URL, SECRET = "DEMO_HOOK_URL", "DEMO_HOOK_SECRET"  # what destinations.yml of the demo refers to


@dataclass
class Receiver:
    """Where it listens, and how many people entered and left in messages whose signature was right."""

    url: str
    secret: str
    entered: int = 0
    left: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def environment(self) -> dict[str, str]:
        """What a sync must find in the environment to reach it."""
        return {URL: self.url, SECRET: self.secret}

    def take(self, message: Any) -> None:
        """Counts the people of a message."""
        people = len(message["members"])
        with self.lock:
            if message["type"] == "members.removed":
                self.left += people
            else:
                self.entered += people


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    receiver: Receiver


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        """One message; 401 for a wrong signature."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            self.server.receiver.take(Webhook(self.server.receiver.secret).verify(content.decode(), headers))
            status, body = 200, json.dumps({"rejected": []}).encode()
        except WebhookVerificationError:
            status, body = 401, b"{}"
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """Listens on a free port of this machine until the block ends."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
        server.receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}", secret)
        listening = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        listening.start()
        try:
            yield server.receiver
        finally:
            server.shutdown()
            listening.join()
