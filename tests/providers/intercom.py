"""Intercom: contacts one by one, and tags on them."""

from typing import Any

from tests.providers.service import Asked, Service, Told

_PAGE = 2


class Intercom(Service):
    """One workspace with one tag."""

    def __init__(self) -> None:
        super().__init__()
        self.contacts: dict[str, dict[str, Any]] = {}  # by Intercom's id
        self.tagged: dict[str, set[str]] = {"t1": set()}
        self.lags = False  # the search knows nobody yet

    def members(self) -> set[str]:
        """The addresses, or ids of yours, of those with the tag."""
        tagged = [self.contacts[name] for name in self.tagged["t1"] if name in self.contacts]
        return {str(contact.get("email") or contact.get("external_id")) for contact in tagged}

    def add_contact(self, name: str, /, **attributes: Any) -> None:
        """Somebody who is there already."""
        self.contacts[name] = {"id": name, "role": "user", "custom_attributes": {}, **attributes}

    def answer(self, asked: Asked) -> Told:
        """Contacts, or tags."""
        if asked.headers.get("Authorization") != "Bearer secret":
            return _refused(401, "unauthorized", "Access Token Invalid")
        assert asked.headers["Intercom-Version"] == "2.15"
        parts = asked.path.strip("/").split("/")
        if parts[0] == "tags":
            return (
                Told(200, {"id": parts[1]})
                if parts[1] in self.tagged
                else _refused(404, "not_found", "Resource Not Found")
            )
        if parts == ["contacts", "search"]:
            return self._search(asked.body)
        if parts == ["contacts"]:
            return self._make(asked.body)
        if parts[1] not in self.contacts:
            return _refused(404, "not_found", "User Not Found")
        return self._contact(asked, parts[1], parts[2:])

    def _make(self, body: dict[str, Any]) -> Told:
        if body.get("name") == "bad":
            return _refused(422, "parameter_invalid", "bad name")
        for name, contact in self.contacts.items():
            if any(word in body and contact.get(word) == body[word] for word in ("email", "external_id")):
                kind = "An archived" if contact.get("archived") else "A"
                message = f"{kind} contact matching those details already exists with id={name}"
                return _refused(409, "conflict", message)
        made = f"c{len(self.contacts)}"
        self.add_contact(made, **body)
        return Told(200, self.contacts[made])

    def _search(self, body: dict[str, Any]) -> Told:
        query = body["query"]
        assert query["operator"] == "="
        if query["field"] == "tag_id":
            return self._tagged(query["value"], body["pagination"])
        known = [] if self.lags else self.contacts.values()
        found = [contact for contact in known if contact.get(query["field"]) == query["value"]]
        return Told(200, {"type": "list", "data": found, "total_count": len(found)})

    def _tagged(self, tag: str, pagination: dict[str, Any]) -> Told:
        there = sorted(self.tagged[tag] & set(self.contacts))
        after = int(pagination.get("starting_after") or 0)
        page = [self.contacts[name] for name in there[after : after + _PAGE]]
        more = {"next": {"page": 2, "starting_after": str(after + _PAGE)}} if there[after + _PAGE :] else {}
        return Told(200, {"type": "list", "data": page, "pages": more})

    def _contact(self, asked: Asked, name: str, rest: list[str]) -> Told:
        if asked.method == "PUT":
            written = dict(asked.body)
            custom = written.pop("custom_attributes", {})
            self.contacts[name].update(written)
            self.contacts[name]["custom_attributes"] |= custom
            return Told(200, self.contacts[name])
        tag = rest[1] if asked.method == "DELETE" else asked.body["id"]
        if tag not in self.tagged or (asked.method == "DELETE" and name not in self.tagged[tag]):
            return _refused(404, "not_found", "Tag not found")
        (self.tagged[tag].discard if asked.method == "DELETE" else self.tagged[tag].add)(name)
        return Told(200, {"type": "tag", "id": tag})


def _refused(status: int, code: str, message: str) -> Told:
    return Told(status, {"type": "error.list", "errors": [{"code": code, "message": message}]})
