"""Calls of a provider's file, compiled once and made for rows."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from segflux_cli.destinations.failures import (
    BatchRefusedError,
    RowsRefusedError,
    StoppedError,
    TransientError,
)
from segflux_cli.destinations.http.answers import found
from segflux_cli.destinations.http.provider import Call, Failures, FieldForm, Provider
from segflux_cli.destinations.http.signing import basic_auth, standard_webhooks
from segflux_cli.destinations.http.templates import Scope, spelled, template, text_template
from segflux_cli.destinations.http.transport import Answer, Request, Transport
from segflux_cli.destinations.protocol import Row

_WAY_OUT = (
    "Check the credentials in the environment, what they allow, and the audience and fields of this sync."
)


class MadeCall:
    """One call, ready to be made."""

    def __init__(
        self, call: Call, provider: Provider, base_url: str, *, most_bytes: int | None, is_sole: bool = False
    ) -> None:
        self.call = call
        self.base_url = base_url
        self._provider = provider
        self._most_bytes = most_bytes
        self._is_sole = is_sole  # whether it is the only request of a batch
        address = base_url.rstrip("/") + call.path if call.path else base_url
        self._url = text_template(address, is_address=True)
        self._query = {name: text_template(text) for name, text in call.query.items()}
        headers = {**provider.headers, **call.headers}
        self._headers = {name: text_template(text) for name, text in headers.items()}
        self._body = None if call.body is None else template(call.body)

    async def ask(self, transport: Transport, scope: Scope, page: str = "") -> Answer:
        """The answer; raises the DestinationError that it means, also one that only its body tells of.

        `page` is the address of a further page, as an answer named it; the host stays that of the provider.
        """
        judge = partial(_judged, self._provider.failures, self.call)
        missing = self.call.missing_is_done
        request = self._request(scope)
        if page:
            request = replace(request, url=urlunsplit((*urlsplit(request.url)[:2], *urlsplit(page)[2:])))
        return await transport.ask(request, judge=judge, missing_is_fine=missing)

    def _request(self, scope: Scope) -> Request:
        content = b""
        if self._body is not None:
            tree = self._body(scope)
            content = json.dumps(tree, ensure_ascii=False, separators=(",", ":"), default=str).encode()
        if self._most_bytes is not None and len(content) > self._most_bytes:
            raise RowsRefusedError(f"payload is over the limit of {self._most_bytes} bytes")
        query = urlencode({name: value for name, text in self._query.items() if (value := text(scope))})
        url = self._url(scope) + (f"?{query}" if query else "")
        headers = {**self._all_headers(scope, content), **self._signature(scope, url, content)}
        return Request(self.call.method, url, headers, content)

    def _all_headers(self, scope: Scope, content: bytes) -> Mapping[str, str]:
        written = {name: text(scope) for name, text in self._headers.items()}
        kind = {"Content-Type": "application/json"} if content else {}
        headers = {**kind, **{name: value for name, value in written.items() if value}}
        if self._provider.basic_auth:
            user, password = (text_template(text)(scope) for text in self._provider.basic_auth)
            headers |= basic_auth(user, password)
        return headers

    def _signature(self, scope: Scope, url: str, content: bytes) -> Mapping[str, str]:
        """Signed with an id that no other request of the batch has, and that stays when it is made again."""
        if not self._provider.is_signed:
            return {}
        message_id = scope["batch"]
        if not self._is_sole:
            told = f"{self.call.method} {url}\n".encode() + content
            message_id += f"-{hashlib.sha256(told).hexdigest()[:16]}"
        return standard_webhooks(scope["options"]["secret"], message_id, content)


def chosen_rows(call: Call, rows: Sequence[Row], remote_ids: Mapping[str, str]) -> list[Row]:
    """The rows that a call is for, with the ids there that earlier calls told."""
    known = (
        [replace(row, remote_id=remote_ids.get(row.key, row.remote_id)) for row in rows]
        if remote_ids
        else rows
    )
    if not call.only:
        return list(known)
    if call.only == "with_fields":
        return [row for row in known if row.fields]
    if call.only == "new":
        return [row for row in known if row.is_new]
    if call.only == "with_identifiers":
        return [row for row in known if any(row.ids.values())]
    wants_id = call.only == "with_remote_id"
    return [row for row in known if bool(row.remote_id) == wants_id]


def row_scope(row: Row, match_on: Sequence[str], called: Mapping[str, str]) -> dict[str, Any]:
    """What a template may say of a row: its identifiers by type and in order, its fields, its keys."""
    present = [name for name in match_on if row.ids.get(name)]
    first = present[0] if present else ""
    return {
        "ids": {called.get(name, name): row.ids[name] for name in present},
        "id": row.ids.get(first, ""),
        "id_type": called.get(first, first),
        "values": [row.ids.get(name, "") for name in match_on],
        "fields": row.fields,
        "field_list": [{"name": name, "value": value} for name, value in row.fields.items()],
        "profile_id": row.profile_id,
        "remote_id": row.remote_id,
        "key": row.key,
    }


def formed(fields: Mapping[str, Any], form: FieldForm) -> Mapping[str, Any]:
    """The fields as the provider takes them."""
    if form == "text":
        return {name: _text(value) for name, value in fields.items()}
    if form == "with_values":
        return {name: value for name, value in fields.items() if value is not None}
    return _nested(fields) if form == "nested" else fields


def _nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in fields.items():
        *outer, inner = name.split(".")
        branch = tree
        for step in outer:
            branch = branch.setdefault(step, {})
        branch[inner] = value
    return tree


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(_text(item) for item in value)
    return spelled(value)


def _judged(failures: Failures, call: Call, body: Any) -> bool:
    """Whether all is well, whatever the status; raises the failure that the body tells of."""
    kinds = (
        (failures.stopped, StoppedError),
        (failures.again, TransientError),
        (failures.refused, BatchRefusedError),
    )
    for expression, error in kinds:
        if expression and found(expression, body):
            told = found(failures.message, body) if failures.message else None
            said = str(told or "the provider refused, and did not say why")
            raise error(f"{said.rstrip('.')}. {_WAY_OUT}" if error is StoppedError else said)
    return call.exists is not None and bool(call.exists.id_in(body))
