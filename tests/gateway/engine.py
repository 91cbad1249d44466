"""Sessions of the embedded engine as a server has them."""

import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chdb

from tests.gateway.asked import Asked

_ANSWERS = re.compile(
    rb"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*(select|with|show|describe|desc|exists|explain|check|kill)\b",
    re.IGNORECASE | re.DOTALL,
)
_FORMAT = re.compile(rb"\bformat\s+(\w+)\s*;?\s*$", re.IGNORECASE)
_CODE = re.compile(r"Code: (\d+)")
_KILLS = re.compile(rb"(kill\s+query\s+where\s+)query_id\s*=\s*'([\w-]+)'", re.IGNORECASE)
# In chdb 3 all handles of a process are one: they share settings, run one statement at a time, and close together.
_HAS_ONE_HANDLE = int(chdb.__version__.split(".")[0]) < 4
_LOCKED = "Code: 373. DB::Exception: Session {} is locked by a concurrent client. (SESSION_IS_LOCKED)"


class RefusedError(Exception):
    """The engine's message; `code` is ClickHouse's number of the error."""

    @property
    def code(self) -> int:
        found = _CODE.search(str(self))
        return int(found[1]) if found else 1002


@dataclass(frozen=True)
class Answer:
    """What a statement gives; the format is empty where it gives no rows."""

    body: bytes
    format: str
    rows_read: int = 0
    rows_written: int = 0


class _Session:
    """A handle, the settings that URLs gave it, and when it may go."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle
        self.lock = threading.Lock()
        self.settings: dict[str, str] = {}
        self.database = ""
        self.expires = float("inf")


class Engine:
    """One folder's engine, for as many clients as come."""

    def __init__(self, path: str, config: str | None = None) -> None:
        self._connection = f"{path}?config-file={config}" if config else path
        self._root = chdb.connect(self._connection)
        self._only = _Session(self._root) if _HAS_ONE_HANDLE else None
        self._lock = threading.Lock()
        self._sessions: dict[str, _Session] = {}
        version, zone = self._text(self._root, b"select version(), timezone()").split("\t")
        self.version, self.time_zone = version, zone

    def run(self, asked: Asked) -> Answer:
        """What the statement gives in its session; raises RefusedError."""
        with self._session(asked) as session:
            self._prepare(session, asked)
            if asked.rows is not None:
                return self._insert(session, asked)
            statement = _KILLS.sub(rb"\1query like '/* \2 */%'", asked.statement)
            return self._ask(session, _marked(statement, asked.query_id), asked.default_format)

    def unpacked(self, body: bytes, encoding: str) -> bytes:
        """The body without its compression; the engine knows those that the standard library doesn't."""
        if not encoding:
            return body
        turn: AbstractContextManager[Any] = self._only.lock if self._only else nullcontext()
        with _file(body) as path, turn:
            source = f"file({_literal(path)}, 'RawBLOB', 'content String', {_literal(encoding)})"
            return self._query(self._root, f"select content from {source}".encode(), "RawBLOB").bytes() or b""

    def kill(self, query_id: str) -> None:
        """Ends a running statement; where all handles are one, nothing can be asked before it ended by itself."""
        if self._only:
            return
        handle = chdb.connect(self._connection)
        try:
            self._text(handle, b"kill query where query like '/* " + query_id.encode() + b" */%' async")
        finally:
            handle.close()

    @contextmanager
    def _session(self, asked: Asked) -> Iterator[_Session]:
        if self._only:
            with self._only.lock:
                yield self._only
            return
        if not asked.session_id or "readonly" in asked.settings:  # no handle takes `readonly` back
            session = _Session(chdb.connect(self._connection))
            try:
                yield session
            finally:
                session.handle.close()
            return
        session = self._named_session(asked)
        if not session.lock.acquire(blocking=False):
            raise RefusedError(_LOCKED.format(asked.session_id))
        try:
            yield session
        finally:
            session.expires = time.monotonic() + asked.session_seconds
            session.lock.release()

    def _named_session(self, asked: Asked) -> _Session:
        with self._lock:
            gone = [name for name, one in self._sessions.items() if one.expires < time.monotonic()]
            for name in gone:
                if self._sessions[name].lock.acquire(blocking=False):
                    self._sessions.pop(name).handle.close()
            if asked.session_id not in self._sessions:
                self._sessions[asked.session_id] = _Session(chdb.connect(self._connection))
            session = self._sessions[asked.session_id]
            session.expires = float("inf")
            return session

    def _prepare(self, session: _Session, asked: Asked) -> None:
        """Settings of a URL hold for one statement; the database of a URL stays."""
        settings = {
            name: value for name, value in asked.settings.items() if not (self._only and name == "readonly")
        }
        changed = [
            f"{name} = {_literal(value)}"
            for name, value in settings.items()
            if session.settings.get(name) != value
        ]
        over = [f"{name} = default" for name in session.settings if name not in settings]
        for told in (changed, over):
            if told:
                self._text(session.handle, f"set {', '.join(told)}".encode())
        session.settings = settings
        if asked.database and asked.database != session.database:
            self._text(session.handle, f"use {_literal(asked.database, '`')}".encode())
            session.database = asked.database
        for name, value in asked.parameters.items():
            self._text(session.handle, f"set param_{name} = {_literal(value)}".encode())

    def _insert(self, session: _Session, asked: Asked) -> Answer:
        with _file(asked.rows or b"") as path:
            tail = f" from infile {_literal(path)} compression 'none' format {asked.rows_format}"
            answer = self._ask(session, asked.statement + tail.encode(), "TabSeparated")
        return Answer(b"", "", rows_written=answer.rows_read)

    def _ask(self, session: _Session, statement: bytes, default_format: str) -> Answer:
        found = _FORMAT.search(statement)
        form = found[1].decode() if found else default_format
        result = self._query(session.handle, statement, form)
        answers = bool(_ANSWERS.match(statement))
        return Answer(result.bytes() or b"", form if answers else "", rows_read=result.rows_read())

    def _text(self, handle: Any, statement: bytes) -> str:
        return (self._query(handle, statement, "TSVRaw").bytes() or b"").decode().strip("\n")

    def _query(self, handle: Any, statement: bytes, form: str) -> Any:
        try:
            return handle.query(statement.decode("utf-8", "surrogateescape"), form)
        except (chdb.ChdbError, RuntimeError) as error:
            with suppress(chdb.ChdbError, RuntimeError):
                # rows that came before the error would go to the next statement of this handle
                handle.query("select 1", "Null")
            raise RefusedError(_message(str(error))) from error


def _marked(statement: bytes, query_id: str) -> bytes:
    # the embedded engine takes no ids of queries: a comment at the beginning lets `kill query` find them
    return b"/* " + query_id.encode() + b" */ " + statement if query_id else statement


def _message(text: str) -> str:
    place = text.find("Code: ")
    return text[place:].strip() if place >= 0 else text.strip()


def _literal(text: str, quote: str = "'") -> str:
    escaped = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    return f"{quote}{escaped}{quote}"


@contextmanager
def _file(content: bytes) -> Iterator[str]:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(content)
    try:
        yield file.name
    finally:
        Path(file.name).unlink()
