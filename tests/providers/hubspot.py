"""HubSpot: contacts with their properties, and manual lists of record ids."""

from typing import Any

from tests.providers.service import Asked, Service, Told

_MOST, _MOST_LISTED, _PAGE = 100, 250, 2


class HubSpot(Service):
    """One account; a property that it does not know refuses the contact."""

    def __init__(self) -> None:
        super().__init__()
        self.contacts: dict[str, dict[str, Any]] = {}  # by record id
        self.lists: dict[str, set[str]] = {"7": set()}
        self.properties = {"email", "firstname", "plan"}
        self.token = "Bearer secret"

    def members(self) -> set[str]:
        """The addresses of those in the list."""
        return {self.contacts[record]["email"] for record in self.lists["7"] if record in self.contacts}

    def answer(self, asked: Asked) -> Told:
        """Contacts in batches, or lists."""
        if asked.headers.get("Authorization") != self.token:
            return Told(401, {"status": "error", "category": "INVALID_AUTHENTICATION", "message": "expired"})
        if asked.path.startswith("/crm/v3/lists/"):
            return self._list(asked)
        inputs = asked.body["inputs"]
        if len(inputs) > _MOST:
            return Told(400, {"status": "error", "message": "The maximum number of inputs is 100"})
        answers = {"upsert": self._upsert, "read": self._read, "update": self._update}
        return answers[asked.path.rsplit("/", 1)[1]](inputs)

    def _list(self, asked: Asked) -> Told:
        name = asked.path.split("/")[4]
        if name not in self.lists:
            return Told(404, {"status": "error", "message": "List does not exist"})
        if asked.path.endswith("/memberships"):
            return self._members(name, asked)
        if asked.method == "GET":
            return Told(200, {"list": {"listId": name, "processingType": "MANUAL"}})
        assert asked.path.endswith("/memberships/add-and-remove")
        adds, removals = asked.body["recordIdsToAdd"], asked.body["recordIdsToRemove"]
        missing = [record for record in (*adds, *removals) if record not in self.contacts]
        self.lists[name] |= set(adds) - set(missing)
        self.lists[name] -= set(removals)
        return Told(200, {"recordsIdsAdded": adds, "recordIdsRemoved": removals, "recordIdsMissing": missing})

    def _members(self, name: str, asked: Asked) -> Told:
        assert int(asked.query["limit"]) <= _MOST_LISTED
        there = [record for record in sorted(self.lists[name]) if record > asked.query.get("after", "")]
        page = [
            {"recordId": record, "membershipTimestamp": "2026-01-01T00:00:00Z"} for record in there[:_PAGE]
        ]
        paging = {"next": {"after": there[_PAGE - 1]}} if len(there) > _PAGE else {}
        return Told(200, {"results": page, "paging": paging})

    def _upsert(self, inputs: list[dict[str, Any]]) -> Told:
        results, errors = [], []
        for item in inputs:
            assert set(item) == {"id", "idProperty", "objectWriteTraceId", "properties"}
            assert item["idProperty"] == "email"
            assert all(isinstance(value, str) for value in item["properties"].values())
            trace = item["objectWriteTraceId"]
            unknown = set(item["properties"]) - self.properties
            if unknown:
                context = {"objectWriteTraceId": [trace]}
                errors.append(
                    {"status": "error", "message": f"no property {sorted(unknown)}", "context": context}
                )
                continue
            record = self._record_of(item["id"]) or str(500 + len(self.contacts))
            self.contacts.setdefault(record, {}).update(item["properties"])
            results.append({"id": record, "properties": self.contacts[record], "objectWriteTraceId": trace})
        return Told(207 if errors else 200, {"status": "COMPLETE", "results": results, "errors": errors})

    def _read(self, inputs: list[dict[str, Any]]) -> Told:
        found = {item["id"]: self._record_of(item["id"]) or self._known(item) for item in inputs}
        results = [{"id": record, "properties": self.contacts[record]} for record in found.values() if record]
        gone = [address for address, record in found.items() if not record]
        errors = (
            [{"category": "OBJECT_NOT_FOUND", "message": "not found", "context": {"ids": gone}}]
            if gone
            else []
        )
        return Told(207 if errors else 200, {"results": results, "errors": errors})

    def _known(self, item: dict[str, str]) -> str | None:
        """Without `idProperty` a contact is asked for by record id."""
        return item["id"] if item["id"] in self.contacts and "idProperty" not in item else None

    def _update(self, inputs: list[dict[str, Any]]) -> Told:
        for item in inputs:
            assert None not in item["properties"].values()
            self.contacts[item["id"]].update(item["properties"])
        return Told(200, {"results": [{"id": item["id"]} for item in inputs]})

    def _record_of(self, address: str) -> str | None:
        return next(
            (record for record, known in self.contacts.items() if known.get("email") == address), None
        )
