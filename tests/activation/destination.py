"""A destination that speaks to the fake, and its type."""

from typing import Any

import httpx

from segflux_cli.destinations.failures import BatchRefusedError, StoppedError, TransientError
from segflux_cli.destinations.protocol import (
    BaseDestination,
    Batch,
    Capabilities,
    Identity,
    Limits,
    Operation,
    Outcome,
)
from segflux_cli.destinations.types import DestinationType, Opening, Option

EMAIL = Identity("email", "lowerUTF8(trimBoth(value))")


class FakeDestination(BaseDestination):
    """Adds and removes by address, or by profile id where there is none."""

    def __init__(self, opening: Opening) -> None:
        self._options = opening.options
        self._limits = opening.limits or Limits()
        self._client = httpx.AsyncClient(base_url=str(opening.options["url"]), timeout=self._limits.timeout)

    @property
    def capabilities(self) -> Capabilities:
        """Adds and removes."""
        operations: frozenset[Operation] = frozenset({"add", "remove", "upsert", "clear"})
        return Capabilities(operations, self._limits, identities=(EMAIL,))

    async def send(self, batch: Batch) -> Outcome:
        """One request."""
        rows = [
            {"key": row.key, "id": row.ids.get("email", row.profile_id), "fields": dict(row.fields)}
            for row in batch.rows
        ]
        path = "/remove" if batch.operation == "remove" else "/add"
        answer = await self._post(path, {"rows": rows, "strict": bool(self._options.get("strict"))}, batch)
        return Outcome(rejected=answer["rejected"])

    async def _post(self, path: str, body: dict[str, Any], batch: Batch) -> dict[str, Any]:
        try:
            answer = await self._client.post(
                path, json=body, headers={"Idempotency-Key": batch.idempotency_key}
            )
        except httpx.TransportError as error:
            raise TransientError(type(error).__name__) from error
        if answer.status_code in (401, 403, 404):
            raise StoppedError(f"the fake answered {answer.status_code}")
        if answer.status_code in (408, 429) or answer.status_code >= 500:
            asked = answer.headers.get("Retry-After")
            raise TransientError(f"the fake answered {answer.status_code}", float(asked) if asked else None)
        if answer.status_code >= 400:
            raise BatchRefusedError(answer.json()["refused"])
        try:
            read: dict[str, Any] = answer.json()
        except ValueError as error:
            raise TransientError("the fake answered garbage") from error
        return read

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


FAKE = DestinationType(
    name="fake",
    about="A server for tests",
    modes=("add_and_remove", "add_only", "upsert"),
    open=FakeDestination,
    options=(
        Option("url", "where it listens", is_required=True),
        Option("strict", "refuse whole batches"),
        Option("pace", "nothing that it heeds", choices=("quick", "slow")),
    ),
    audience=(Option("list", "the list", is_place=True),),
    identities=("email",),
    default_match_on=("email",),
    limits=Limits(rows=7, timeout=5),
)
