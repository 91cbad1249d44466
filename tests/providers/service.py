"""A provider played over a real socket: it keeps its state, says what it was asked, and fails as it is told."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response


@dataclass(frozen=True)
class Asked:
    """A request as it came; `body` is read JSON."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    size: int


@dataclass(frozen=True)
class Told:
    """An answer; a text instead of a body is sent as it is."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    pause: float = 0.0  # seconds before every line of the text


class Service:
    """A provider: subclasses answer requests out of their state."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.scripted: list[Told] = []  # answers to the next requests, before any state is touched
        self.url = ""

    def answer(self, asked: Asked) -> Told:
        """What the provider says."""
        raise NotImplementedError

    def orders(self) -> list[Asked]:
        """The requests that were not only questions."""
        return [asked for asked in self.asked if asked.method != "GET"]

    def __call__(self, request: Request) -> Response:
        """One request."""
        content = request.get_data()
        body = json.loads(content) if content else None
        asked = Asked(
            request.method,
            request.path,
            request.args.to_dict(),
            dict(request.headers.items()),
            body,
            len(content),
        )
        self.asked.append(asked)
        told = self.scripted.pop(0) if self.scripted else self.answer(asked)
        text = told.text or ("" if told.body is None else json.dumps(told.body))
        return Response(
            _in_pieces(told) if told.pause else text,
            told.status,
            dict(told.headers),
            content_type="text/plain" if told.text else "application/json",
        )


def _in_pieces(told: Told) -> Iterator[str]:
    for line in told.text.splitlines(keepends=True):
        time.sleep(told.pause)
        yield line


AnyService = TypeVar("AnyService", bound=Service)


@contextmanager
def served(service: AnyService, server: HTTPServer) -> Iterator[AnyService]:
    """The service on the test's server, until the block ends."""
    server.expect_request(re.compile(".*")).respond_with_handler(service)
    service.url = server.url_for("").rstrip("/")
    yield service
    server.check()  # what went wrong in the service itself
