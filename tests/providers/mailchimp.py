"""Mailchimp: contacts of an audience with a status, and static segments that ignore strangers."""

import base64
from typing import Any

from tests.providers.service import Asked, Service, Told

_MOST, _MOST_LISTED, _PAGE = 500, 1_000, 2


class Mailchimp(Service):
    """One audience and one static segment of it."""

    def __init__(self) -> None:
        super().__init__()
        self.contacts: dict[str, dict[str, Any]] = {}  # address to status and merge fields
        self.segments: dict[str, set[str]] = {"9": set()}
        self.cleaned: set[str] = set()  # addresses that Mailchimp takes no more

    def answer(self, asked: Asked) -> Told:
        """Contacts in batches, or a segment."""
        if not asked.headers.get("Authorization", "").endswith(base64.b64encode(b"segflux:secret").decode()):
            return Told(
                401, {"title": "API Key Invalid", "status": 401, "detail": "Your API key may be invalid."}
            )
        if asked.path == "/lists/a1":
            return self._batch(asked.body)
        name, _, of = asked.path.removeprefix("/lists/a1/segments/").partition("/")
        if name not in self.segments:
            return Told(404, {"title": "Resource Not Found", "status": 404})
        if of == "members":
            hidden = ("include_cleaned", "include_transactional", "include_unsubscribed")
            assert all(asked.query[each] == "true" for each in hidden)  # else they are not listed
            return self._members(name, int(asked.query["offset"]), int(asked.query["count"]))
        return Told(200, {"id": 9}) if asked.method == "GET" else self._segment(name, asked.body)

    def _batch(self, body: dict[str, Any]) -> Told:
        if len(body["members"]) > _MOST:
            return Told(400, {"title": "Invalid Resource", "detail": "at most 500 members"})
        errors = [
            {"email_address": member["email_address"], "error": text, "error_code": code}
            for member in body["members"]
            for code, text in [self._take(member, updates=body["update_existing"])]
            if code
        ]
        return Told(200, {"new_members": [], "updated_members": [], "errors": errors})

    def _take(self, member: dict[str, Any], *, updates: bool) -> tuple[str, str]:
        address = member["email_address"]
        if address in self.cleaned:
            return "ERROR_GENERIC", f"{address} is in a compliance state"
        if not updates and address in self.contacts:
            return "ERROR_CONTACT_EXISTS", f"{address} is already a list member"
        if address not in self.contacts and "status" not in member:
            return "ERROR_GENERIC", "a new contact needs a status"
        known = self.contacts.setdefault(address, {"status": member.get("status"), "merge_fields": {}})
        known["status"] = member.get("status", known["status"])
        known["merge_fields"] |= member["merge_fields"]
        return "", ""

    def _members(self, name: str, offset: int, count: int) -> Told:
        assert count <= _MOST_LISTED
        page = sorted(self.segments[name])[offset : offset + _PAGE]
        return Told(200, {"members": [{"email_address": each} for each in page], "total_items": 0})

    def _segment(self, name: str, body: dict[str, Any]) -> Told:
        adds, removals = body.get("members_to_add", []), body.get("members_to_remove", [])
        if max(len(adds), len(removals)) > _MOST:
            return Told(400, {"title": "Invalid Resource", "detail": "at most 500 members"})
        self.segments[name] |= set(adds) & set(self.contacts)
        self.segments[name] -= set(removals)
        return Told(200, {"members_added": [], "members_removed": [], "errors": []})
