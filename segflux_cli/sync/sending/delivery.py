"""Sends a plan: removals first, a few batches at once, a checkpoint after each, and a breaker."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from segflux_cli.destinations.failures import DestinationError, StoppedError
from segflux_cli.destinations.protocol import Batch
from segflux_cli.errors import SegfluxError
from segflux_cli.sync.sending.batches import Planned, planned_batches
from segflux_cli.sync.sending.jobs import Told
from segflux_cli.sync.sending.line import Line, refusal_of
from segflux_cli.sync.sending.outcomes import record, together
from segflux_cli.sync.sending.overlaps import await_removals
from segflux_cli.sync.sending.sender import Sent
from segflux_cli.sync.sending.tally import Tally
from segflux_cli.sync.sending.writing_anew import write_anew
from segflux_cli.sync.state.plan import Plan, among

_FAILURES_IN_A_ROW = 3
_DOUBTFUL_AT_MOST = 50  # batches of one that are refused before anybody is taken


class Delivery:
    """One run's sending. `failure` is what ended it early or left batches unsent; None when all were sent.

    `told` is what jobs told meanwhile, and `waiting` how many stay planned because a removal's job is not settled.
    """

    def __init__(
        self,
        line: Line,
        plan: Plan,
        on_batch: Callable[[Tally], None],
    ) -> None:
        self._line = line
        self._handle = line.handle
        self._plan = plan
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
            await self._write_anew(others)
            return
        await self._send_all(removals)
        waiting, self.told = await await_removals(self._handle, self._plan, self._line.opened)
        if waiting:
            self.waiting = len(waiting)
            self._plan = replace(self._plan, waiting=waiting)
            _, others = await planned_batches(self._handle, self._plan)
        await self._send_all(others)
        await self._judge_doubtful()

    async def _write_anew(self, batches: Sequence[Planned]) -> None:
        try:
            outcome = await write_anew(self._line, self._plan, batches)
        except SegfluxError as error:
            self._note(error)
            return
        await record(self._handle, self._plan, "true", outcome)
        size = sum(planned.size for planned in batches)
        self._on_batch(Tally(size - len(outcome.rejected), len(outcome.rejected)))

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
            sent = await self._line.send(self._plan, planned)
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

    def _doubt(self, planned: Planned, sent: Sent) -> None:
        self._doubtful.append((planned, sent))
        if len(self._doubtful) > _DOUBTFUL_AT_MOST and not self._has_answer:
            self._is_stopped = True

    async def _judge_doubtful(self) -> None:
        """Who was refused as a batch of one is rejected where the destination answered for anybody else."""
        for planned, sent in self._doubtful:
            if not self._has_answer:
                self._note(refusal_of(sent))
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


def _keys_of(batch: Batch) -> str:
    if batch.select:
        return f"key in (select key from ({batch.select.sql}))"
    return among(row.key for row in batch.rows)
