"""Sends one batch: again after a passing failure, in halves when it is refused, until every row has its answer."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import stamina
from aiolimiter import AsyncLimiter

from segflux_cli.destinations.failures import BatchRefusedError, DestinationError, TransientError
from segflux_cli.destinations.protocol import Batch, Destination, Limits, Outcome, Page
from segflux_cli.sync.sending.halving import Halving, halves
from segflux_cli.sync.state.handle import Handle

Answer = TypeVar("Answer")

_JITTER = 1.0  # seconds after what was asked for, so that not all come back at once
_LONGEST_WAIT = 300.0  # seconds; what a destination asks for beyond that is left to the next run


@dataclass(frozen=True)
class Patience:
    """How often and how long a batch is tried."""

    attempts: int = 5
    seconds: float = 120.0
    first_wait: float = 0.5
    longest_wait: float = 30.0


@dataclass(frozen=True)
class Part:
    """A batch, or a half of a half of it, and what came of it."""

    batch: Batch
    outcome: Outcome


@dataclass(frozen=True)
class Sent:
    """The parts of a batch that have their answers, and what ended the sending before all had: None where all have.

    `is_doubtful`: its only row was refused with it, by a fault of the row or of the destination.
    """

    parts: tuple[Part, ...]
    failure: DestinationError | None = None
    is_doubtful: bool = False


class Sender:
    """Sends batches to one destination within its rate."""

    def __init__(
        self,
        handle: Handle,
        destination: Destination,
        limits: Limits,
        check: Callable[[], None],
        patience: Patience,
    ) -> None:
        stamina.instrumentation.set_on_retry_hooks([])  # its log would show messages with personal data
        self._handle = handle
        self._destination = destination
        self._limits = limits
        self._check = check  # raises when the lease is lost
        self._patience = patience
        self._limiter = AsyncLimiter(limits.requests, limits.seconds) if limits.requests else None

    async def send(self, batch: Batch) -> Sent:
        """What came of every row, or of some and what ended it; raises LeaseLostError."""
        halving = Halving()
        sent = await self._send_in_parts(batch, halving)
        if halving.has_answer or not sent.parts:
            return sent
        if batch.size == 1:
            return replace(sent, is_doubtful=True)
        return Sent((), sent.failure or halving.nobody_taken())

    async def _send_in_parts(self, batch: Batch, halving: Halving) -> Sent:
        parts, waiting = list[Part](), [batch]
        while waiting:
            if hopeless := halving.hopeless():
                return Sent(tuple(parts), hopeless)
            part = waiting.pop()
            try:
                outcome = await self._outcome(part, halving)
            except DestinationError as failure:
                return Sent(tuple(parts), failure)
            if outcome is None:
                waiting += reversed(halves(part))
            else:
                parts.append(Part(part, outcome))
        return Sent(tuple(parts))

    async def _outcome(self, part: Batch, halving: Halving) -> Outcome | None:
        """What came of a part; None where it was refused and can be halved."""
        try:
            outcome = await self._try(lambda: self._destination.send(part))
        except BatchRefusedError as refused:
            halving.refuse(part, refused)
            return await self._rejected(part, refused) if part.size == 1 else None
        halving.take(part, outcome)
        return outcome

    async def _rejected(self, batch: Batch, refused: BatchRefusedError) -> Outcome:
        keys = [row.key for row in batch.rows]
        if batch.select:
            rows = await self._handle.ask(f"select key from ({batch.select.sql})", batch.select.values)
            keys = [str(row["key"]) for row in rows]
        return Outcome(rejected={key: str(refused) for key in keys})

    async def list_members(self, page: str) -> Page:
        """A page of those who are there; raises TransientError when patience ends, StoppedError, LeaseLostError."""
        return await self._try(lambda: self._destination.list_members(page))

    async def begin_replacing(self) -> None:
        """Makes room for a new content; raises as list_members does."""
        await self._try(self._destination.begin_replacing)

    async def finish_replacing(self) -> None:
        """Puts the new content in place of the old one; raises as list_members does."""
        await self._try(self._destination.finish_replacing)

    async def _try(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        patience = self._patience
        attempts = stamina.retry_context(
            on=_wait_of,
            attempts=patience.attempts,
            timeout=patience.seconds,
            wait_initial=patience.first_wait,
            wait_max=patience.longest_wait,
            wait_jitter=patience.first_wait,
        )
        async for attempt in attempts:
            with attempt:
                async with self._turn():
                    return await self._once(ask)
        raise AssertionError("the loop returns or raises")

    async def _once(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        self._check()
        try:
            return await asyncio.wait_for(ask(), self._limits.timeout)
        except TimeoutError as error:
            raise TransientError(f"no answer within {self._limits.timeout:g} s") from error

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._limiter:
            async with self._limiter:
                yield
        else:
            yield


def _wait_of(error: Exception) -> bool | float:
    """Whether an error passes, and after how many seconds if the destination said so."""
    if not isinstance(error, TransientError):
        return False
    if error.retry_after is None:
        return True
    if error.retry_after > _LONGEST_WAIT:
        return False
    return error.retry_after + secrets.SystemRandom().uniform(0, _JITTER)
