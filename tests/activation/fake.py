"""A stateful destination over a real socket, in a process of its own, that misbehaves as it is told.

`POST /add` and `/remove` take {"rows": [{"key", "id", "fields"}]}; the state outlives clients that are killed.
"""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any


@dataclass
class State:
    """Who is there with which fields, what was asked, and how the next answers go wrong."""

    people: dict[str, Any] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)
    requests: int = 0
    rows: int = 0
    keys: list[str] = field(default_factory=list)
    scripted: list[str] = field(default_factory=list)  # faults of the next answers, in order
    chances: dict[str, float] = field(default_factory=dict)  # of a fault, for every answer
    bad: set[str] = field(default_factory=set)  # ids that are refused
    staying: set[str] = field(default_factory=set)  # ids whose removal is refused
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    most_at_once: int = 0
    now_at_once: int = 0
    lock: Lock = field(default_factory=Lock)
    chance: Random = field(default_factory=lambda: Random(0))

    def fault(self) -> str:
        """What goes wrong with this answer; '' for nothing."""
        if self.scripted:
            return self.scripted.pop(0)
        drawn = self.chance.random()
        for name, chance in self.chances.items():
            if drawn < chance:
                return name
            drawn -= chance
        return ""


class Server(ThreadingHTTPServer):
    """The server with its state."""

    daemon_threads = True
    request_queue_size = 100

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.state = State()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is gone is no matter."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """The state, for the test."""
        state = self.server.state
        with state.lock:
            shown = {
                "people": state.people,
                "requests": state.requests,
                "rows": state.rows,
                "keys": state.keys,
                "most_at_once": state.most_at_once,
                "strangers": sorted(state.strangers),
            }
            self._answer(200, shown)

    def do_POST(self) -> None:
        """An order of the engine, or of the test."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state = self.server.state
        if self.path == "/told":
            with state.lock:
                for name, value in body.items():
                    setattr(state, name, set(value) if name in ("bad", "staying", "strangers") else value)
                if "seed" in body:
                    state.chance = Random(body["seed"])
            self._answer(200, {})
            return
        with state.lock:
            state.requests += 1
            state.now_at_once += 1
            state.most_at_once = max(state.most_at_once, state.now_at_once)
            state.keys.append(self.headers.get("Idempotency-Key", ""))
            fault = state.fault()
        try:
            self._order(body, fault)
        finally:
            with state.lock:
                state.now_at_once -= 1

    def _order(self, body: dict[str, Any], fault: str) -> None:
        state = self.server.state
        name, _, detail = fault.partition(":")
        if name in ("slow", "silent"):
            time.sleep(float(detail or 0.2))
        if name == "drop":
            self._drop()
            return
        if name in ("401", "404", "429", "500", "503"):
            extra = {"Retry-After": detail} if detail else {}
            self._answer(int(name), {"error": "told to fail"}, extra)
            return
        with state.lock:
            answer = self._obey(body)
        if name == "accept_and_drop":
            self._drop()
        elif name == "garbage":
            self._answer(200, None)
        else:
            self._answer(400 if "refused" in answer else 200, answer)

    def _obey(self, body: dict[str, Any]) -> dict[str, Any]:
        state = self.server.state
        if self.path == "/jobs":
            job = state.jobs.get(body["job"])
            return (
                {"done": False}
                if job is None or job["waits"] > 0
                else {"done": True, "rejected": job["rejected"]}
            )
        rows = body["rows"]
        state.rows += len(rows)
        refused = state.bad if self.path == "/add" else state.staying
        bad = [row for row in rows if row["id"] in refused]
        if bad and body.get("strict"):
            return {"refused": f"{bad[0]['id']} is not valid"}
        for row in rows:
            if row in bad:
                continue
            if self.path == "/add":
                state.people[row["id"]] = row["fields"]
            else:
                state.people.pop(row["id"], None)
        return {"rejected": {row["key"]: f"{row['id']} is not valid" for row in bad}}

    def _answer(self, status: int, document: Any, headers: Mapping[str, str] | None = None) -> None:
        data = b"\x00<html>not json" if document is None else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class Fake:
    """The fake as a test sees it."""

    url: str

    def tell(self, **state: Any) -> None:
        """Sets parts of its state: scripted, chances, bad, seed, people …"""
        request = urllib.request.Request(f"{self.url}/told", json.dumps(state).encode(), method="POST")
        urllib.request.urlopen(request).read()

    def state(self) -> dict[str, Any]:
        """What it holds and was asked."""
        with urllib.request.urlopen(f"{self.url}/state") as answer:
            state: dict[str, Any] = json.loads(answer.read())
            return state


@contextmanager
def running_fake() -> Iterator[Fake]:
    """A fake in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.activation.fake"],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield Fake(process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    server = Server()
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
