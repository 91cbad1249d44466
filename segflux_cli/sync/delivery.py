"""Sends a plan: removals first, a few batches at once, a checkpoint after each, and a breaker."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from segflux_cli.destinations.failures import BatchRefusedError, DestinationError, StoppedError
from segflux_cli.destinations.protocol import Batch, Outcome, Row
from segflux_cli.errors import SegfluxError
from segflux_cli.sync.batches import Planned, load_batch, planned_batches
from segflux_cli.sync.handle import Handle
from segflux_cli.sync.jobs import Told
from segflux_cli.sync.opening import Opened
from segflux_cli.sync.outcomes import record
from segflux_cli.sync.overlaps import await_removals
from segflux_cli.sync.plan import Plan, among
from segflux_cli.sync.scrub import scrub, values_of
from segflux_cli.sync.sender import Part, Sender, Sent

_FAILURES_IN_A_ROW = 3
_DOUBTFUL_AT_MOST = 50  # batches of one that are refused before anybody is taken


@dataclass(frozen=True)
class Tally:
    """How many people a batch was accepted for and how many it was rejected for."""

    accepted: int
    rejected: int


class Delivery:
    """One run's sending. `failure` is what ended it early or left batches unsent; None when all were sent.

    `told` is what jobs told meanwhile, and `waiting` how many stay planned because a removal's job is not settled.
    """

    def __init__(
        self,
        handle: Handle,
        plan: Plan,
        opened: Opened,
        sender: Sender,
        on_batch: Callable[[Tally], None],
    ) -> None:
        self._handle = handle
        self._plan = plan
        self._opened = opened
        self._sender = sender
        self._on_batch = on_batch
        self._failures_in_a_row = 0
        self._is_stopped = False
        self._has_answer = False
        self._doubtful: list[tuple[Planned, Sent]] = []
        self.failure: SegfluxError | None = None
        self.told = Told()
        self.waiting = 0

    async def run(self) -> None:
        """Sends every batch; those that failed stay planned, and the next run sends them again."""
        removals, others = await planned_batches(self._handle, self._plan)
        if self._plan.is_replacing:
            await self._replace(others)
            return
        await self._send_all(removals)
        waiting, self.told = await await_removals(self._handle, self._plan, self._opened)
        if waiting:
            self.waiting = len(waiting)
            self._plan = replace(self._plan, waiting=waiting)
            _, others = await planned_batches(self._handle, self._plan)
        await self._send_all(others)
        await self._judge_doubtful()

    async def _send_all(self, batches: Sequence[Planned]) -> None:
        waiting = iter(batches)
        workers = [self._work(waiting) for _ in range(min(self._plan.limits.at_once, len(batches)))]
        await asyncio.gather(*workers)

    async def _work(self, waiting: Iterator[Planned]) -> None:
        for planned in waiting:
            if self._is_stopped:
                return
            await self._deliver(planned)

    async def _deliver(self, planned: Planned) -> None:
        try:
            sent = await self._send(planned)
            if sent.is_doubtful:
                self._doubt(planned, sent)
                return
            self._has_answer = self._has_answer or bool(sent.parts)
            await self._checkpoint(planned, sent)
        except SegfluxError as error:
            self._note(error)
            return
        if sent.failure:
            self._note(sent.failure)
        else:
            self._failures_in_a_row = 0

    async def _send(self, planned: Planned) -> Sent:
        takes_select = self._opened.destination.capabilities.takes == "select"
        batch = await load_batch(self._handle, self._plan, planned, takes_select=takes_select)
        sent = await self._sender.send(batch)
        if sent.failure:  # a server in debug mode shows what it was sent
            sent.failure.args = (scrub(str(sent.failure), self._hidden(batch.rows)),)
        return replace(sent, parts=tuple(Part(part.batch, self._scrubbed(part)) for part in sent.parts))

    def _scrubbed(self, part: Part) -> Outcome:
        rows = {row.key: row for row in part.batch.rows}
        rejected = {
            key: scrub(reason, self._hidden([rows[key]] if key in rows else ())) or "rejected"
            for key, reason in part.outcome.rejected.items()
        }
        return replace(part.outcome, rejected=rejected)

    def _hidden(self, rows: Iterable[Row]) -> tuple[str, ...]:
        return (*values_of(rows), *self._opened.secrets)

    def _doubt(self, planned: Planned, sent: Sent) -> None:
        self._doubtful.append((planned, sent))
        if len(self._doubtful) > _DOUBTFUL_AT_MOST and not self._has_answer:
            self._is_stopped = True

    async def _judge_doubtful(self) -> None:
        """Who was refused as a batch of one is rejected where the destination answered for anybody else."""
        for planned, sent in self._doubtful:
            if not self._has_answer:
                self._note(_refusal_of(sent))
                return
            try:
                await self._checkpoint(planned, sent)
            except SegfluxError as error:
                self._note(error)
                return

    def _note(self, error: SegfluxError) -> None:
        self.failure = self.failure or error
        self._failures_in_a_row += 1
        is_passing = isinstance(error, DestinationError) and not isinstance(error, StoppedError)
        if not is_passing or self._failures_in_a_row >= _FAILURES_IN_A_ROW:
            self._is_stopped = True

    async def _checkpoint(self, planned: Planned, sent: Sent) -> None:
        is_whole = sent.failure is None
        has_jobs = any(part.outcome.job for part in sent.parts)
        if is_whole and (len(sent.parts) == 1 or not has_jobs):
            outcome = together([part.outcome for part in sent.parts])
            await record(self._handle, self._plan, planned.condition, outcome)
        else:
            for part in sent.parts:
                await record(self._handle, self._plan, _keys_of(part.batch), part.outcome)
        rejected = sum(len(part.outcome.rejected) for part in sent.parts)
        size = sum(part.batch.size for part in sent.parts)
        self._on_batch(Tally(size - rejected, rejected))

    async def _replace(self, batches: Sequence[Planned]) -> None:
        """Nothing is there until all of it is, so that one checkpoint stands at the end."""
        parts: list[Part] = []
        doubtful: list[Sent] = []
        try:
            await self._sender.begin_replacing()
            for planned in batches:
                sent = await self._send(planned)
                parts += sent.parts
                doubtful += [sent] if sent.is_doubtful else []
                if sent.failure:
                    raise sent.failure
            if doubtful and len(doubtful) == len(batches):
                raise _refusal_of(doubtful[0])
            await self._sender.finish_replacing()
        except SegfluxError as error:
            self._note(error)
            return
        outcome = together([part.outcome for part in parts])
        await record(self._handle, self._plan, "true", outcome)
        size = sum(planned.size for planned in batches)
        self._on_batch(Tally(size - len(outcome.rejected), len(outcome.rejected)))


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcomes of several batches as one; they have at most one job among them."""
    rejected: dict[str, str] = {}
    remote_ids: dict[str, str] = {}
    for outcome in outcomes:
        rejected |= outcome.rejected
        remote_ids |= outcome.remote_ids
    return Outcome(rejected, remote_ids, next((each.job for each in outcomes if each.job), ""))


def _refusal_of(doubtful: Sent) -> BatchRefusedError:
    """With the reason that is recorded, free of personal data."""
    reasons = [reason for part in doubtful.parts for reason in part.outcome.rejected.values()]
    return BatchRefusedError(f"nobody is taken: {next(iter(reasons), 'refused')}")


def _keys_of(batch: Batch) -> str:
    if batch.select:
        return f"key in (select key from ({batch.select.sql}))"
    return among(row.key for row in batch.rows)
