"""A destination that a provider's file describes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from segflux_cli.destinations.http.answers import found, read_rows
from segflux_cli.destinations.http.calls import MadeCall, chosen_rows, formed, row_scope
from segflux_cli.destinations.http.lister import Lister
from segflux_cli.destinations.http.poller import Poller
from segflux_cli.destinations.http.provider import Call, Provider
from segflux_cli.destinations.http.templates import text_template
from segflux_cli.destinations.http.transport import Transport
from segflux_cli.destinations.identities import identity
from segflux_cli.destinations.protocol import BaseDestination, Batch, Capabilities, Outcome, Page, Row
from segflux_cli.destinations.types import Opening


class HttpDestination(BaseDestination):
    """Sends batches as the provider's file says; one pool of connections, closed in the end."""

    def __init__(self, provider: Provider, opening: Opening) -> None:
        self._provider = provider
        self._opening = opening
        self._called = {name: known.called for name, known in provider.match_on.items()}
        self._scope = _scope(provider, opening)
        self._limits = opening.limits or provider.limits
        self._base_url = str(opening.options.get("base_url") or text_template(provider.base_url)(self._scope))
        self._operations = {
            name: tuple(self._made(call, is_sole=len(calls) == 1 and not call.rows_at_once) for call in calls)
            for name, calls in provider.operations.items()
        }
        self._poller = self._made_poller(provider)
        self._lister = self._made_lister(provider)
        self._transport = Transport(
            self._limits.timeout, connections=self._limits.at_once, takes_text=provider.takes_text
        )

    @property
    def capabilities(self) -> Capabilities:
        """What the provider's file lists."""
        region = self._opening.options.get("phone_region")
        known = tuple(
            identity(known_by.rule, name, region=region)
            for name, known_by in self._provider.match_on.items()
            if name in self._opening.match_on
        )
        return Capabilities(
            frozenset(self._operations),
            self._limits,
            identities=known,
            tells_new=any(made.call.only == "new" for calls in self._operations.values() for made in calls),
            can_list=self._lister is not None,
        )

    async def check(self) -> None:
        """Asks whether credentials and audience are good, where the provider has such a question."""
        if self._provider.check:
            await self._made(self._provider.check).ask(self._transport, {**self._scope, "batch": "check"})

    async def send(self, batch: Batch) -> Outcome:
        """Makes the calls of the operation one after the other; rows rejected by one are left out of the next."""
        outcome = Outcome()
        spelled = [self._spelled(row) for row in batch.rows]
        for made in self._operations[batch.operation]:
            rows = [row for row in spelled if row.key not in outcome.rejected]
            for chunk in _chunks(chosen_rows(made.call, rows, outcome.remote_ids), made.call):
                outcome = await self._call(made, chunk, batch, outcome)
        return _without_done(outcome)

    async def list_members(self, page: str = "") -> Page:
        """Who is in the audience, as the provider's file asks for it."""
        if self._lister is None:
            return await super().list_members(page)
        return await self._lister.page(self._transport, {**self._scope, "batch": "list"}, page)

    async def poll(self, job: str, batch: Batch) -> Outcome | None:
        """What the provider says of the job."""
        if self._poller is None:
            return Outcome()
        scope = {**self._scope, "job": job, "batch": batch.idempotency_key}
        return await self._poller.outcome(self._transport, scope, batch.rows)

    async def close(self) -> None:
        """Lets the connections go."""
        await self._transport.close()

    def _spelled(self, row: Row) -> Row:
        form = self._provider.fields
        return row if form == "json" else replace(row, fields=formed(row.fields, form))

    def _made_poller(self, provider: Provider) -> Poller | None:
        if provider.poll is None:
            return None
        errors = self._made(provider.poll_errors) if provider.poll_errors else None
        return Poller(self._made(provider.poll), errors, provider.errors_file)

    def _made_lister(self, provider: Provider) -> Lister | None:
        listing = provider.listing
        if listing is None:
            return None
        return Lister(
            listing, self._made(listing.call), self._made(listing.lookup) if listing.lookup else None
        )

    def _made(self, call: Call, *, is_sole: bool = False) -> MadeCall:
        most_bytes = self._limits.bytes
        return MadeCall(call, self._provider, self._base_url, most_bytes=most_bytes, is_sole=is_sole)

    async def _call(self, made: MadeCall, rows: Sequence[Row], batch: Batch, so_far: Outcome) -> Outcome:
        told = [row_scope(row, self._opening.match_on, self._called) for row in rows]
        scope = {
            **self._scope,
            "rows": told,
            "remote_ids": [row.remote_id for row in rows],
            "ids_as_json": json.dumps([row["id"] for row in told], ensure_ascii=False, separators=(",", ":")),
            "batch": batch.idempotency_key,
            **(told[0] if len(told) == 1 else {}),
        }
        answer = await made.ask(self._transport, scope)
        return _joined(so_far, made.call, answer.body, rows)


def _joined(so_far: Outcome, call: Call, body: Any, rows: Sequence[Row]) -> Outcome:
    rejected = read_rows(call.rejects, body, rows) if call.rejects else {}
    remote_ids = read_rows(call.remote_ids, body, rows) if call.remote_ids else {}
    if call.exists and (there := call.exists.id_in(body)):
        remote_ids = {rows[0].key: there}
    unknown = {row.key for row in rows} - set(remote_ids) - set(rejected)
    if call.not_found is not None:
        rejected |= dict.fromkeys(unknown, call.not_found)
    if call.remote_ids:  # an id of an earlier run is of no use where the provider does not know it any more
        remote_ids |= dict.fromkeys(unknown, "")
    job = found(call.job, body) if call.job else so_far.job
    return replace(
        so_far,
        rejected={**so_far.rejected, **rejected},
        remote_ids={**so_far.remote_ids, **remote_ids},
        job=str(job or ""),
    )


def _without_done(outcome: Outcome) -> Outcome:
    """A row with the reason '' was left out of later calls since nothing was left to do for it."""
    rejected = {key: reason for key, reason in outcome.rejected.items() if reason}
    return replace(
        outcome,
        rejected=rejected,
        remote_ids={key: known for key, known in outcome.remote_ids.items() if known},
    )


def _chunks(rows: Sequence[Row], call: Call) -> Iterator[Sequence[Row]]:
    size = call.rows_at_once or max(1, len(rows))
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _scope(provider: Provider, opening: Opening) -> Mapping[str, Any]:
    called = [provider.match_on[name].called for name in opening.match_on if name in provider.match_on]
    return {
        "segment": opening.segment,
        "destination": opening.name,
        "sync": opening.sync,
        "options": opening.options,
        "audience": opening.audience,
        "match": called,
        "cleared": formed(dict.fromkeys(field.name for field in opening.fields), provider.fields),
    }
