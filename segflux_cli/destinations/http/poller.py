"""What became of a job that a provider took on, and of whom it could not take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from segflux_cli.destinations.failures import TransientError
from segflux_cli.destinations.http.answers import count_items, found, read_items, read_rows
from segflux_cli.destinations.http.calls import MadeCall
from segflux_cli.destinations.http.error_file import read_error_file
from segflux_cli.destinations.http.provider import ErrorsFile
from segflux_cli.destinations.http.templates import Scope
from segflux_cli.destinations.http.transport import Transport
from segflux_cli.destinations.protocol import Outcome, Row

_FAILED = "the provider's job failed"


@dataclass(frozen=True)
class Poller:
    """Asks for jobs; those who failed are told by the answer, by further `errors`, or in a file."""

    asked: MadeCall
    errors: MadeCall | None
    file: ErrorsFile | None

    async def outcome(self, transport: Transport, scope: Scope, rows: Sequence[Row]) -> Outcome | None:
        """What became of the rows; None while the job runs."""
        call = self.asked.call
        body = (await self.asked.ask(transport, scope)).body
        if not found(call.done, body):
            return None
        if call.failed and found(call.failed, body):
            return Outcome(await self._all_failed(transport, body, rows))
        told = read_rows(call.rejects, body, rows) if call.rejects else {}
        further, unclear = await self._further(transport, scope, rows)
        filed, again = await self._filed(transport, body, rows)
        return Outcome({**told, **further, **filed}, again=unclear or again)

    async def _further(
        self, transport: Transport, scope: Scope, rows: Sequence[Row]
    ) -> tuple[dict[str, str], str]:
        """Whom the pages of errors name; and why the others are in doubt, where an error names nobody."""
        if self.errors is None or self.errors.call.rejects is None:
            return {}, ""
        call, page, listed, named = self.errors.call, "", 0, list[tuple[str, str]]()
        while True:
            answer = await self.errors.ask(transport, scope, page)
            listed += count_items(self.errors.call.rejects, answer.body)
            named += read_items(self.errors.call.rejects, answer.body, rows)
            page = str(found(call.next, answer.body) or "") if call.next else ""
            if not page:
                is_clear = len(named) == listed
                return dict(named), "" if is_clear else _unclear(listed, len(named))

    async def _all_failed(self, transport: Transport, body: Any, rows: Sequence[Row]) -> dict[str, str]:
        """All are rejected, with a reason of their own where the file can be read."""
        try:
            filed, _ = await self._filed(transport, body, rows)
        except TransientError:
            filed = {}
        return {**dict.fromkeys((row.key for row in rows), _FAILED), **filed}

    async def _filed(
        self, transport: Transport, body: Any, rows: Sequence[Row]
    ) -> tuple[dict[str, str], str]:
        """Whom the file names; and why the others are in doubt, where it does not name everybody it should."""
        if self.file is None:
            return {}, ""
        address, failed = found(self.file.at, body), _count(found(self.file.count, body))
        if not address:
            return {}, "" if not failed else f"{failed} of a job were not taken, and no file says whom"
        document = read_error_file(await transport.fetch(str(address), near=self.asked.base_url))
        listed = count_items(self.file.rejects, document)
        named = read_items(self.file.rejects, document, rows)
        if len(named) == listed >= failed:
            return dict(named), ""
        return dict(named), _unclear(failed or listed, len(named))


def _unclear(failed: int, named: int) -> str:
    return f"{failed} of a job were not taken, and its errors name {named}"


def _count(given: Any) -> int:
    return int(given) if isinstance(given, int | float) else 0
