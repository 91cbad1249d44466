"""Requests over HTTP, and which failure each answer means."""

import asyncio
import email.utils
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from segflux_cli.destinations.failures import BatchRefusedError, StoppedError, TransientError

_AGAIN = frozenset({408, 425, 429})
_REFUSED = frozenset({400, 409, 413, 414, 415, 422})
_NO_JSON = object()
MOST_BYTES = 100_000_000  # of a file
_LONGEST_TOLD = 20_000  # characters of a complaint: it is cut after scrubbing, which knows no halves of names


@dataclass(frozen=True)
class Request:
    """One request, ready to go."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What came back of a request that was carried out."""

    status: int
    body: Any


class Transport:
    """One pool of connections to one provider."""

    def __init__(self, timeout: float, *, connections: int, takes_text: bool = False) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._client = httpx.AsyncClient(timeout=timeout, limits=limits, follow_redirects=False)
        self._takes_text = takes_text
        self._timeout = timeout

    async def ask(
        self, request: Request, *, judge: Callable[[Any], bool], missing_is_fine: bool = False
    ) -> Answer:
        """The answer of a request that succeeded; raises the DestinationError that any other one means.

        `judge` tells where the body says more than the status: it raises, as some providers answer 200 to what
        they refuse, others 400 to what they will take later; true means that all is well.
        """
        response = await self._response(request)
        if missing_is_fine and response.status_code == httpx.codes.NOT_FOUND:
            return Answer(response.status_code, None)
        body = _body(response)
        if body is not _NO_JSON and judge(body):
            return Answer(response.status_code, body)
        _raise_failure(request, response)
        if body is _NO_JSON and self._takes_text:
            return Answer(response.status_code, None)
        if body is _NO_JSON:  # whether it was carried out is not known; sent twice leaves what once leaves
            raise TransientError(f"{_place(request)}: {response.status_code}, but its answer is not JSON")
        return Answer(response.status_code, body)

    async def fetch(self, url: str, *, near: str) -> bytes:
        """A file whose address an answer gave, asked for without credentials; raises TransientError.

        It comes over https, unless the provider itself (`near`) is reached without it.
        """
        request = Request("GET", url)
        if not url.startswith(("https://", f"{near.split(':', 1)[0]}://")):
            raise TransientError(f"{_place(request)}: no address over https")
        content = bytearray()
        try:
            with self._raising(request):
                async with asyncio.timeout(self._timeout), self._client.stream("GET", url) as response:
                    if not response.is_success:
                        raise TransientError(f"{_place(request)}: {response.status_code}")
                    async for chunk in response.aiter_bytes():
                        content += chunk
                        if len(content) > MOST_BYTES:
                            raise TransientError(f"{_place(request)}: more than {MOST_BYTES} bytes")
        except StoppedError as error:  # the next answer to the poll may give another address
            raise TransientError(str(error)) from error
        return bytes(content)

    async def _response(self, request: Request) -> httpx.Response:
        with self._raising(request):
            async with asyncio.timeout(self._timeout):  # httpx counts anew for every piece of an answer
                return await self._client.request(
                    request.method,
                    request.url,
                    headers=dict(request.headers),
                    content=request.content or None,
                )

    @contextmanager
    def _raising(self, request: Request) -> Iterator[None]:
        try:
            yield
        except httpx.InvalidURL as error:
            raise StoppedError(f"{_place(request)}: {error}") from error
        except (httpx.LocalProtocolError, UnicodeEncodeError) as error:
            raise StoppedError(  # nothing was sent; the error's own text would show the secret
                f"{_place(request)}: a header cannot be written; look for line breaks and letters beyond ASCII in "
                "the secrets in the environment"
            ) from error
        except (httpx.TimeoutException, TimeoutError) as error:
            raise TransientError(f"{_place(request)}: no answer within {self._timeout:g} s") from error
        except httpx.RequestError as error:
            kind = type(error).__name__
            raise TransientError(f"{_place(request)}: {kind}") from error

    async def close(self) -> None:
        """Lets the connections go."""
        await self._client.aclose()


def _raise_failure(request: Request, response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success:
        return
    said = f"{_place(request)}: {status} {_complaint(response)}".rstrip()
    if status in _AGAIN or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise TransientError(said, _retry_after(response))
    if status in _REFUSED:
        raise BatchRefusedError(said)
    raise StoppedError(f"{said}{_way_out(status)}")


def _way_out(status: int) -> str:
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        return ". Check the credentials in the environment and what they allow."
    if status == httpx.codes.NOT_FOUND:
        return ". Was the audience deleted there, or its id mistyped?"
    if httpx.codes.MULTIPLE_CHOICES <= status < httpx.codes.BAD_REQUEST:
        return ". It points elsewhere; write the address of your region in destinations.yml."
    return ""


def _body(response: httpx.Response) -> Any:
    if not response.content.strip():
        return None
    try:
        return response.json()
    except (ValueError, RecursionError):  # also numbers without end, and brackets in brackets
        return _NO_JSON


def _complaint(response: httpx.Response) -> str:
    return " ".join(response.text.split())[:_LONGEST_TOLD]


def _retry_after(response: httpx.Response) -> float | None:
    given: str = response.headers.get("retry-after", "").strip()
    if given.replace(".", "", 1).isdecimal():
        return float(given)
    try:
        until = email.utils.parsedate_to_datetime(given)
    except (TypeError, ValueError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _place(request: Request) -> str:
    """The address without its query, in which ids and keys may stand."""
    return f"{request.method} {request.url.split('?', 1)[0]}"
