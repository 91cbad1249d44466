"""What a client asks in one HTTP request."""

import email.parser
import email.policy
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

# Parameters of a request that are no settings of the engine.
_OF_THE_PROTOCOL = frozenset(
    {
        *("query", "database", "default_format", "query_id", "user", "password", "quota_key", "role"),
        *("session_id", "session_timeout", "session_check", "close_session", "client_protocol_version"),
        *("compress", "decompress", "enable_http_compression", "http_zlib_compression_level"),
        *("wait_end_of_query", "buffer_size", "stacktrace", "send_progress_in_http_headers"),
        *("http_headers_progress_interval_ms", "cancel_http_readonly_queries_on_client_close"),
    }
)
_INSERT = re.compile(rb"\s*insert\s+into\b.+?\bformat\s+(\w+)[ \t]*\r?\n", re.IGNORECASE | re.DOTALL)
_INSERT_ENDS = re.compile(rb"\bformat\s+(\w+)\s*;?\s*$", re.IGNORECASE)
_WITHOUT_DATA = (b"values", b"null")


@dataclass(frozen=True)
class Asked:
    """A statement, the rows sent along with it, and in which session and under which settings to run it."""

    statement: bytes
    rows: bytes | None = None
    rows_format: str = ""
    database: str = ""
    user: str = ""
    password: str = ""
    query_id: str = ""
    session_id: str = ""
    session_seconds: float = 60
    default_format: str = "TabSeparated"
    is_cancelled_on_close: bool = False
    may_gzip: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)


def read(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Asked:
    """The request, its body unpacked."""
    said = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
    if headers.get("Content-Type", "").startswith("multipart/form-data"):
        said |= _parts(headers["Content-Type"], body)
        body = b""
    statement, rows, rows_format = _split(said.get("query", "").encode(), body)
    settings = {name: value for name, value in said.items() if _is_setting(name)}
    if method == "GET":
        settings.setdefault("readonly", "2")
    user, password = _who(said, headers)
    return Asked(
        statement=statement,
        rows=rows,
        rows_format=rows_format,
        database=said.get("database") or headers.get("X-ClickHouse-Database", ""),
        user=user,
        password=password,
        query_id=said.get("query_id", ""),
        session_id=said.get("session_id", ""),
        session_seconds=float(said.get("session_timeout", 60)),
        default_format=said.get("default_format") or headers.get("X-ClickHouse-Format", "TabSeparated"),
        is_cancelled_on_close=said.get("cancel_http_readonly_queries_on_client_close") == "1",
        may_gzip=said.get("enable_http_compression") != "0" and "gzip" in headers.get("Accept-Encoding", ""),
        settings=settings,
        parameters={name[6:]: value for name, value in said.items() if name.startswith("param_")},
    )


def _is_setting(name: str) -> bool:
    return name not in _OF_THE_PROTOCOL and not name.startswith("param_")


def _parts(content_type: str, body: bytes) -> dict[str, str]:
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    message = parser.parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    found = {}
    for part in message.walk():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = content.decode()
    return found


def _who(said: Mapping[str, str], headers: Mapping[str, str]) -> tuple[str, str]:
    kind, _, secret = headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        user, _, password = b64decode(secret).decode().partition(":")
        return user, password
    user = said.get("user") or headers.get("X-ClickHouse-User", "default")
    return user, said.get("password") or headers.get("X-ClickHouse-Key", "")


def _split(query: bytes, body: bytes) -> tuple[bytes, bytes | None, str]:
    """The statement, the rows of an insert, and their format."""
    if query and body:
        found = _INSERT_ENDS.search(query)
        return (query[: found.start()], body, found[1].decode()) if found else (query, body, "TabSeparated")
    found = _INSERT.match(body)
    if found and found[1].lower() not in _WITHOUT_DATA:
        return body[: found.start(1)].rstrip()[: -len("format")], body[found.end() :], found[1].decode()
    return query or body, None, ""
