"""A receiver of the signed webhook over a real socket: it verifies, remembers, and misbehaves as it is told."""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Lock, Thread
from typing import Any
from urllib.parse import quote

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

# Answers with which a receiver has taken nothing, by name: status, headers and body.
_REFUSALS: Mapping[str, tuple[int, Mapping[str, str], bytes]] = {
    "429": (429, {"Retry-After": "0"}, b"slow down"),
    "429 dated": (429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b""),
    "429 for hours": (429, {"Retry-After": "7200"}, b"come back in the afternoon"),
    "500": (500, {}, b"<h1>oops</h1>"),
    "503 in other words": (503, {"Retry-After": "soon"}, b"{}"),
    "422": (422, {}, b"the whole message is refused"),
    "401": (401, {}, b"who are you"),
    "403": (403, {}, b"not you"),
    "404": (404, {}, b"no such place"),
    "410": (410, {}, b"this address is no longer served"),
    "moved": (301, {"Location": "http://127.0.0.1:9/"}, b""),
}
# What a receiver says after it has taken everybody: each leaves the sender in doubt.
_BABBLE: Mapping[str, tuple[Mapping[str, str], bytes]] = {
    "garbage": ({}, b"\x00\xff<html>not json"),
    "deep garbage": ({}, b"[" * 200_000),
    "broken gzip": ({"Content-Encoding": "gzip"}, b"this is not gzip"),
    "endless number": ({}, b'{"rejected": ' + b"9" * 10_000 + b"}"),
}


@dataclass
class Receiver:
    """Who is there by profile id, and every message that was taken: its id, kind and profile ids."""

    url: str = ""
    members: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    taken: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # ids of all messages, taken or not
    scripted: list[str] = field(default_factory=list)  # faults of the next answers, in order
    always: str = ""  # the fault of every answer after those
    rejects: dict[str, str] = field(default_factory=dict)  # reasons by profile id
    echo: str = ""  # how refusals show what was sent, as servers in debug mode do: raw, escaped or quoted
    awake: Event = field(default_factory=Event)  # ends every silence
    came: Condition = field(default_factory=Condition)
    lock: Lock = field(default_factory=Lock)

    def fault(self) -> str:
        """What goes wrong with this answer; '' for nothing."""
        with self.lock:
            return self.scripted.pop(0) if self.scripted else self.always

    def take(self, message_id: str, message: Mapping[str, Any]) -> bytes:
        """Adds or removes, and the answer: who was rejected."""
        with self.lock:
            kind, members = message["type"], message["members"]
            self.taken.append((message_id, kind, tuple(each["profile_id"] for each in members)))
            rejected = [each for each in members if each["profile_id"] in self.rejects]
            for member in members:
                if kind == "members.removed":
                    self.members.pop(member["profile_id"], None)
                elif member not in rejected:
                    self.members[member["profile_id"]] = member
            told = [
                {"profile_id": each["profile_id"], "reason": self.rejects[each["profile_id"]]}
                for each in rejected
            ]
            return json.dumps({"rejected": told}).encode()

    def await_messages(self, count: int) -> None:
        """Waits until so many messages came, taken or not."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.asked) >= count, 60), (
                f"{len(self.asked)} messages came"
            )

    def times_taken(self) -> dict[str, int]:
        """How often each person came, by profile id."""
        every = [person for _, _, people in self.taken for person in people]
        return {person: every.count(person) for person in every}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 100

    def __init__(self, receiver: Receiver) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.receiver = receiver

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is gone is no matter."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        """One message."""
        receiver = self.server.receiver
        content = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with receiver.came:
            receiver.asked.append(headers["webhook-id"])
            receiver.came.notify_all()
        try:
            message = Webhook(SECRET).verify(content.decode(), headers)
        except WebhookVerificationError:
            self._answer(401, {}, b"signed by somebody else")
            return
        fault = receiver.fault()
        if fault == "slow":
            receiver.awake.wait(0.3)
        if fault == "held":
            receiver.awake.wait(30)
        if fault == "silent":
            receiver.awake.wait(30)
            self._drop()
        elif fault == "drops":
            self._drop()
        elif fault in _REFUSALS:
            status, extra, body = _REFUSALS[fault]
            self._answer(status, extra, _echoed(receiver.echo, content) or body)
        else:
            self._answer_taken(fault, receiver.take(headers["webhook-id"], message))

    def _answer_taken(self, fault: str, told: bytes) -> None:
        if fault == "drops after taking":
            self._drop()
        elif fault == "silent after taking":
            self.server.receiver.awake.wait(30)
            self._drop()
        elif fault == "drops while answering":
            self.send_response(200)
            self.send_header("Content-Length", str(len(told) + 100))
            self.end_headers()
            self.wfile.write(told[:5])
            self._drop()
        elif fault in _BABBLE:
            extra, body = _BABBLE[fault]
            self._answer(200, extra, body)
        else:
            self._answer(207 if fault == "207" else 200, {}, told)

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drop(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def _echoed(how: str, content: bytes) -> bytes:
    if how == "escaped":
        return json.dumps({"error": "no", "got": json.loads(content)}).encode()
    if how == "quoted":
        return f"no: {quote(content.decode(), safe='')}".encode()
    return b"no: " + content if how == "raw" else b""


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """A receiver that listens until the block ends."""
    receiver = Receiver()
    server = _Server(receiver)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.awake.set()
        server.shutdown()
        server.server_close()
        thread.join()
