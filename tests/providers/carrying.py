"""Opens a provider's destination on a fake and sends batches, as the engine does: again, halved, in its rate."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from segflux_cli.destinations import google
from segflux_cli.destinations.protocol import (
    Batch,
    Destination,
    Field,
    Limits,
    Operation,
    Outcome,
    Row,
    Warehouse,
)
from segflux_cli.destinations.providers import find_types
from segflux_cli.destinations.types import Opening
from segflux_cli.sync.sending.outcomes import together
from segflux_cli.sync.sending.sender import Patience, Sender
from segflux_cli.sync.state.handle import Handle

TYPES = {kind.name: kind for kind in (*find_types(Path(__file__).parent), *google.TYPES)}
QUICK = Patience(attempts=2, seconds=60, first_wait=0.01, longest_wait=0.02)


@dataclass(frozen=True)
class Carrier:
    """A sync of the segment `likes_tea` to one provider, whose address is the fake's."""

    provider: str
    url: str
    options: Mapping[str, Any] = field(default_factory=dict)
    audience: Mapping[str, Any] = field(default_factory=dict)
    match_on: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    limits: Limits | None = None

    def with_changed(self, **changed: Any) -> "Carrier":
        """The same sync with other words."""
        return replace(self, **changed)

    def check(self) -> None:
        """Asks the provider whether all is well; raises what is not."""
        asyncio.run(self._check())

    def send(self, operation: Operation, *rows: Row) -> Outcome:
        """What came of a batch; raises what ended it."""
        return asyncio.run(self._send(batch(operation, rows)))

    def poll(self, job: str, *rows: Row) -> Outcome | None:
        """What became of a job and its rows; None while it runs."""
        return asyncio.run(self._poll(job, batch("add", rows)))

    async def _poll(self, job: str, wanted: Batch) -> Outcome | None:
        destination = self._opened()
        try:
            return await destination.poll(job, wanted)
        finally:
            await destination.close()

    async def _check(self) -> None:
        destination = self._opened()
        try:
            await destination.check()
        finally:
            await destination.close()

    async def _send(self, wanted: Batch) -> Outcome:
        destination = self._opened()
        limits = replace(destination.capabilities.limits, requests=None)
        sender = Sender(cast(Handle, None), destination, limits, lambda: None, QUICK)
        try:
            sent = await sender.send(wanted)
            if sent.failure:
                raise sent.failure
            return together([part.outcome for part in sent.parts])
        finally:
            await destination.close()

    def _opened(self) -> Destination:
        kind = TYPES[self.provider]
        opening = Opening(
            name="there",
            sync="likes_tea to there",
            segment="likes_tea",
            mode=kind.modes[0],
            options={**self.options, "base_url": self.url},
            audience=self.audience,
            fields=tuple(Field(name, "String") for name in self.fields),
            match_on=self.match_on or kind.default_match_on,
            limits=self.limits,
            project=Path(),
            warehouse=cast(Warehouse, None),
        )
        return kind.opened(opening)


def batch(operation: Operation, rows: Sequence[Row]) -> Batch:
    """A batch with a key of its own."""
    key = hashlib.sha256(f"{operation} {rows}".encode()).hexdigest()[:32]
    return Batch(operation, key, len(rows), tuple(rows))


def row(number: int, remote_id: str = "", fields: Mapping[str, Any] | None = None, **ids: str) -> Row:
    """A person with identifiers as they are sent."""
    return Row(f"{number:016x}", f"profile-{number}", ids, fields or {}, remote_id)


def sha256(text: str) -> str:
    """Hex, in lower case."""
    return hashlib.sha256(text.encode()).hexdigest()
