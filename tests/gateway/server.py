"""The HTTP side of the gateway."""

import gzip
import json
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from uuid import uuid4

from tests.gateway.asked import Asked, read
from tests.gateway.engine import Answer, Engine, RefusedError
from tests.gateway.faults import Fault, Faults

_STATUS = {516: 403, 497: 403, 60: 404, 81: 404, 115: 404, 62: 400, 27: 400, 241: 500, 373: 500}
_WRONG_PASSWORD = (
    "Code: 516. DB::Exception: {}: Authentication failed: password is incorrect, or there is no user with such "
    "name. (AUTHENTICATION_FAILED)"
)
_WORTH_GZIP = 1024  # bytes


class Gateway(ThreadingHTTPServer):
    """Listens on 127.0.0.1; `PUT /faults` tells it what to do wrong from then on."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, engine: Engine, password: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.engine = engine
        self.password = password
        self.faults = Faults()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_arguments: object) -> None:
        """Nothing: the clients tell."""

    @property
    def gateway(self) -> Gateway:
        return cast("Gateway", self.server)

    def do_GET(self) -> None:
        if self.path in ("/ping", "/"):
            self._send(200, b"Ok.\n")
        else:
            self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self._body())

    def do_PUT(self) -> None:
        self.gateway.faults.replace(json.loads(self._body()))
        self._send(200, b"")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(self._chunks())
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _answer(self, packed: bytes) -> None:
        headers = {"X-ClickHouse-Timezone": self.gateway.engine.time_zone}
        headers["X-ClickHouse-Server-Display-Name"] = "gateway"
        try:
            body = self.gateway.engine.unpacked(packed, self.headers.get("Content-Encoding", ""))
            asked = read(self.command, self.path, dict(self.headers.items()), body)
            headers["X-ClickHouse-Query-Id"] = asked.query_id or str(uuid4())
            if asked.password != self.gateway.password:
                raise RefusedError(_WRONG_PASSWORD.format(asked.user))
            fault = self.gateway.faults.striking(asked.statement)
            if fault and self._goes_wrong_before(fault):
                return
            with self._watched(asked):
                answer = self.gateway.engine.run(asked)
        except RefusedError as error:
            self._refuse(error, headers)
            return
        if fault and fault.kind == "drop_after":
            self.close_connection = True
            return
        self._succeed(answer, asked, headers, is_cut=bool(fault and fault.kind == "drop_midway"))

    def _goes_wrong_before(self, fault: Fault) -> bool:
        """Whether the statement shall not run."""
        time.sleep(fault.seconds)
        if fault.kind == "exception":
            raise RefusedError(f"Code: {fault.code}. DB::Exception: {fault.message}")
        if fault.kind == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if fault.kind == "status":
            self._send(fault.code, fault.message.encode())
        if fault.kind == "drop_before":
            self.close_connection = True
        return fault.kind in ("status", "drop_before")

    def _refuse(self, error: RefusedError, headers: dict[str, str]) -> None:
        version = self.gateway.engine.version
        headers["X-ClickHouse-Exception-Code"] = str(error.code)
        body = f"{error} (version {version} (official build))\n".encode()
        self._send(_STATUS.get(error.code, 500), body, headers)

    def _succeed(self, answer: Answer, asked: Asked, headers: dict[str, str], *, is_cut: bool) -> None:
        body = answer.body
        if answer.format:
            headers["X-ClickHouse-Format"] = answer.format
        headers["X-ClickHouse-Summary"] = _summary(answer)
        if asked.may_gzip and len(body) > _WORTH_GZIP:
            body = gzip.compress(body, compresslevel=1)
            headers["Content-Encoding"] = "gzip"
        self._send(200, body, headers, is_cut=is_cut)

    def _send(
        self, code: int, body: bytes, headers: Mapping[str, str] | None = None, *, is_cut: bool = False
    ) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + is_cut))
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(body[: len(body) // 2] if is_cut else body)
        self.close_connection = self.close_connection or is_cut

    @contextmanager
    def _watched(self, asked: Asked) -> Iterator[None]:
        """The query ends when its client goes, if the client asked for that."""
        if not (asked.is_cancelled_on_close and asked.query_id):
            yield
            return
        is_over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(asked.query_id, is_over), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            is_over.set()

    def _watch(self, query_id: str, is_over: threading.Event) -> None:
        while not is_over.wait(0.2):
            if select.select([self.connection], [], [], 0)[0] and not self.connection.recv(
                1, socket.MSG_PEEK
            ):
                self.gateway.engine.kill(query_id)
                return


def _summary(answer: Answer) -> str:
    counts = {"read_rows": answer.rows_read, "written_rows": answer.rows_written}
    return json.dumps({name: str(count) for name, count in counts.items()})
