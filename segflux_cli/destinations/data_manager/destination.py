"""Members of a Customer Match list; what Google made of a batch is asked for later."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from typing import Any

from google.ads import datamanager_v1 as api
from google.ads.datamanager_v1.services.ingestion_service.transports import IngestionServiceRestTransport
from google.oauth2 import service_account

from segflux_cli.destinations.data_manager.errors import RAISED, bad_rows, failure
from segflux_cli.destinations.data_manager.limits import LIMITS
from segflux_cli.destinations.data_manager.messages import ingested, members, removed, target
from segflux_cli.destinations.failures import BatchRefusedError, StoppedError
from segflux_cli.destinations.identities import identity
from segflux_cli.destinations.protocol import BaseDestination, Batch, Capabilities, Operation, Outcome, Row
from segflux_cli.destinations.types import Opening

_OPERATIONS: frozenset[Operation] = frozenset({"add", "remove"})
_RULES = {"email": "sha256_google_email", "phone": "sha256_phone"}
_NOBODY = Row("", "", {"email": hashlib.sha256(b"nobody@example.com").hexdigest()})
_SCOPE = "https://www.googleapis.com/auth/datamanager"
_PASSING = "INTERNAL_ERROR"
_Status = api.RequestStatusPerDestination.RequestStatus


class DataManagerDestination(BaseDestination):
    """Requests of up to 10,000 people over the SDK's REST transport, which works through proxies."""

    def __init__(self, opening: Opening) -> None:
        self._options = opening.options
        self._limits = opening.limits or LIMITS
        self._match_on = opening.match_on
        self._target = target(opening.options, opening.audience)
        self._made: api.IngestionServiceClient | None = None

    @property
    def capabilities(self) -> Capabilities:
        """People enter and leave, known by hashes as Google makes them."""
        region = self._options.get("phone_region")
        known = tuple(identity(_RULES[name], name, region=region) for name in self._match_on)
        return Capabilities(_OPERATIONS, self._limits, identities=known)

    async def check(self) -> None:
        """Lets Google validate a request that changes nothing; raises StoppedError."""
        request = ingested(self._target, members([_NOBODY]), self._options, only_checks=True)
        try:
            await self._call(lambda client: client.ingest_audience_members, request)
        except BatchRefusedError as error:
            raise StoppedError(f"{error}. Check account, account_type and user_list.") from error

    async def send(self, batch: Batch) -> Outcome:
        """Sends the batch; rows that Google names as bad are rejected, and the others sent without them."""
        rejected: dict[str, str] = {}
        rows = list(batch.rows)
        while rows:
            try:
                answer = await self._carry_out(batch.operation, rows)
                return Outcome(rejected, job=str(answer.request_id))
            except BatchRefusedError as error:
                named = bad_rows(error.__cause__, rows)
                if not named:
                    raise
            rejected |= named
            rows = [row for row in rows if row.key not in named]
        return Outcome(rejected)

    async def poll(self, job: str, batch: Batch) -> Outcome | None:
        """What became of a request: Google counts failed people and does not name them."""
        request = api.RetrieveRequestStatusRequest(request_id=job)
        answer = await self._call(lambda client: client.retrieve_request_status, request)
        told = list(answer.request_status_per_destination)
        states = {each.request_status for each in told}
        if not told or states & {_Status.PROCESSING, _Status.REQUEST_STATUS_UNKNOWN}:
            return None
        counts = [count for each in told for count in each.error_info.error_counts]
        reasons = sorted({count.reason.name.removeprefix("PROCESSING_ERROR_REASON_") for count in counts})
        reason = f"Google could not process the request: {', '.join(reasons) or 'no reason given'}"
        if _PASSING in reasons:
            return Outcome(again=reason)
        if _Status.FAILED not in states:
            return Outcome()
        return Outcome(dict.fromkeys((row.key for row in batch.rows), reason))

    async def close(self) -> None:
        """Lets connections go."""
        if self._made is not None:
            close: Callable[[], object] = self._made.transport.close  # which the SDK leaves untyped
            close()

    async def _carry_out(self, operation: Operation, rows: list[Row]) -> Any:
        people = members(rows)
        if operation == "remove":
            return await self._call(
                lambda client: client.remove_audience_members, removed(self._target, people)
            )
        request = ingested(self._target, people, self._options, only_checks=False)
        return await self._call(lambda client: client.ingest_audience_members, request)

    async def _call(
        self, chosen: Callable[[api.IngestionServiceClient], Callable[..., Any]], request: Any
    ) -> Any:
        def ask() -> Any:
            # The engine tries again, so the SDK does not.
            return chosen(self._client())(request=request, retry=None, timeout=self._limits.timeout)

        try:
            return await asyncio.to_thread(ask)
        except RAISED as error:
            raise failure(error) from error

    def _client(self) -> api.IngestionServiceClient:
        if self._made is None:
            words: dict[str, Any] = {}
            if self._options.get("service_account"):
                info = json.loads(str(self._options["service_account"]))
                made: Callable[..., object] = service_account.Credentials.from_service_account_info
                words["credentials"] = made(info, scopes=[_SCOPE])
            if self._options.get("base_url"):
                words["host"] = str(self._options["base_url"]).rstrip("/")
            self._made = api.IngestionServiceClient(
                transport=IngestionServiceRestTransport(always_use_jwt_access=True, **words)
            )
        return self._made
