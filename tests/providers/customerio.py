"""Customer.io's Track API: people with attributes, and manual segments of their ids."""

import base64
from typing import Any

from tests.providers.service import Asked, Service, Told

_MOST_IDS = 1_000
_MOST_BYTES = 500_000
_LONGEST_ATTRIBUTE = 1_000


class CustomerIo(Service):
    """One workspace; people are known by id, or by address where they have no id."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, dict[str, Any]] = {}
        self.segments: dict[str, set[str]] = {"7": set()}
        self.credentials = base64.b64encode(b"site:key").decode()

    def answer(self, asked: Asked) -> Told:
        """A batch, an order for a segment, or the account's region."""
        if asked.headers.get("Authorization") != f"Basic {self.credentials}":
            return Told(401, {"meta": {"error": "Unauthorized request"}})
        if asked.path == "/api/v1/accounts/region":
            return Told(200, {"url": "track.customer.io", "data_center": "us", "environment_id": 1})
        if asked.path == "/api/v2/batch":
            return self._batch(asked)
        return self._members(asked)

    def _batch(self, asked: Asked) -> Told:
        if asked.size > _MOST_BYTES:
            return Told(400, {"errors": [{"reason": "invalid", "message": "batch is too large"}]})
        errors = [
            {"batch_index": place, "reason": "invalid", "field": "attributes", "message": message}
            for place, item in enumerate(asked.body["batch"])
            if (message := self._identify(item))
        ]
        return Told(207, {"errors": errors}) if errors else Told(200, {})

    def _identify(self, item: dict[str, Any]) -> str:
        assert (item["type"], item["action"]) == ("person", "identify")
        (known_by,) = item["identifiers"].values()
        attributes = dict(item["attributes"])
        if any(len(str(value)) > _LONGEST_ATTRIBUTE for value in attributes.values()):
            return "value for attribute is too long"
        if attributes.pop("_update", False) and known_by not in self.people:
            return ""
        person = self.people.setdefault(known_by, {})
        person.update({name: value for name, value in attributes.items() if value not in (None, "")})
        for name in [name for name, value in attributes.items() if value in (None, "")]:
            person.pop(name, None)
        return ""

    def _members(self, asked: Asked) -> Told:
        number, order = asked.path.split("/")[4:6]
        if number not in self.segments:
            return Told(404, {"meta": {"error": "segment not found"}})
        ids = asked.body["ids"]
        if not ids or len(ids) > _MOST_IDS:
            return Told(400, {"meta": {"errors": ["ids must hold 1 to 1000 items"]}})
        assert asked.query == {"id_type": "id"}
        if order == "add_customers":
            self.segments[number] |= set(ids) & set(self.people)
        else:
            assert order == "remove_customers"
            self.segments[number] -= set(ids)
        return Told(200, {})
