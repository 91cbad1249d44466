"""Who is in an audience, as a provider tells it page after page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from segflux_cli.destinations.failures import TransientError
from segflux_cli.destinations.http.answers import found
from segflux_cli.destinations.http.calls import MadeCall
from segflux_cli.destinations.http.provider import ListedReading, Listing
from segflux_cli.destinations.http.templates import Scope
from segflux_cli.destinations.http.transport import Transport
from segflux_cli.destinations.protocol import Page, RemoteMember


class Lister:
    """The pages of one audience; `listed` is the made call, `lookup` the one that tells identifiers."""

    def __init__(self, listing: Listing, listed: MadeCall, lookup: MadeCall | None) -> None:
        self._listing = listing
        self._listed = listed
        self._lookup = lookup

    async def page(self, transport: Transport, scope: Scope, page: str) -> Page:
        """The members of a page; `page` is what the page before said is next."""
        listing = self._listing
        asked = {**scope, "offset": page or "0", **({"page": page} if page else {})}
        answer = await self._listed.ask(transport, asked, page if listing.next else "")
        members = list(_read(listing.members, answer.body))
        following = self._next(answer.body, page, len(members))
        if following and following == page:
            raise TransientError("the provider names the same page again and again")
        return Page(await self._with_ids(transport, scope, members), following)

    def _next(self, body: Any, page: str, read: int) -> str:
        listing = self._listing
        if listing.is_counted:
            return str(int(page or 0) + read) if read else ""
        expression = listing.next or listing.cursor
        return str(found(expression, body) or "") if expression else ""

    async def _with_ids(
        self, transport: Transport, scope: Scope, members: list[RemoteMember]
    ) -> Sequence[RemoteMember]:
        """Members whom the provider named by id alone, with their identifiers; some may have none."""
        reading, lookup = self._listing.found, self._lookup
        if lookup is None or reading is None:
            return members
        size = lookup.call.rows_at_once or max(1, len(members))
        known: dict[str, Mapping[str, str]] = {}
        for start in range(0, len(members), size):
            rows = [{"remote_id": member.remote_id} for member in members[start : start + size]]
            answer = await lookup.ask(transport, {**scope, "rows": rows, **(rows[0] if size == 1 else {})})
            known |= {member.remote_id: member.ids for member in _read(reading, answer.body)}
        return [RemoteMember(known.get(each.remote_id, {}), each.remote_id) for each in members]


def _read(reading: ListedReading, body: Any) -> Iterator[RemoteMember]:
    items = found(reading.items, body)
    if not isinstance(items, list):  # taken for an empty audience, everybody would be sent again
        raise TransientError("the answer lists no members where the provider's file says")
    for item in items:
        given = {name: found(expression, item) for name, expression in reading.ids.items()}
        remote_id = found(reading.remote_id, item) if reading.remote_id else None
        yield RemoteMember(
            {name: str(value) for name, value in given.items() if value not in (None, "")},
            "" if remote_id is None else str(remote_id),
        )
