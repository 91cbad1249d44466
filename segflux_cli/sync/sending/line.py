"""Sends a batch of a plan, and keeps personal data and secrets out of what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from segflux_cli.destinations.failures import BatchRefusedError
from segflux_cli.destinations.protocol import Outcome, Row
from segflux_cli.sync.sending.batches import Planned, load_batch
from segflux_cli.sync.sending.opening import Opened
from segflux_cli.sync.sending.scrub import scrub, values_of
from segflux_cli.sync.sending.sender import Part, Sender, Sent
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.plan import Plan


@dataclass(frozen=True)
class Line:
    """What the batches of a run are sent through."""

    handle: Handle
    opened: Opened
    sender: Sender

    async def send(self, plan: Plan, planned: Planned) -> Sent:
        """What came of the batch, whose reasons may be kept."""
        takes_select = self.opened.destination.capabilities.takes == "select"
        batch = await load_batch(self.handle, plan, planned, takes_select=takes_select)
        sent = await self.sender.send(batch)
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
        return (*values_of(rows), *self.opened.secrets)


def refusal_of(doubtful: Sent) -> BatchRefusedError:
    """What to tell of a batch that was refused as a whole; with the reason that is recorded, free of personal data."""
    reasons = [reason for part in doubtful.parts for reason in part.outcome.rejected.values()]
    return BatchRefusedError(f"nobody is taken: {next(iter(reasons), 'refused')}")
