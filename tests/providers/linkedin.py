"""LinkedIn's DMP segments: users known by the hash of their address; one element of answer for each."""

import re
from typing import Any

from tests.providers.service import Asked, Service, Told

_MOST = 5_000
_NAMES = {"firstName", "lastName", "title", "company", "country"}


class LinkedIn(Service):
    """One ad account."""

    def __init__(self) -> None:
        super().__init__()
        self.segments: dict[str, dict[str, dict[str, Any]]] = {"10804": {}}
        self.away: set[str] = set()  # users whose next element is 503

    def answer(self, asked: Asked) -> Told:
        """A segment, or its users."""
        if asked.headers.get("Authorization") != "Bearer secret":
            return Told(401, {"status": 401, "serviceErrorCode": 65601, "message": "token has expired"})
        if not re.fullmatch(r"\d{6}", asked.headers.get("Linkedin-Version", "")):
            return Told(426, {"status": 426, "code": "NONEXISTENT_VERSION", "message": "no such version"})
        name = asked.path.split("/")[3]
        if name not in self.segments:
            return Told(404, {"status": 404, "message": "Could not find entity"})
        if asked.method == "GET":
            assert "X-Restli-Method" not in asked.headers
            return Told(200, {"id": int(name), "type": "USER"})
        assert (asked.path, asked.headers["X-Restli-Method"]) == (
            f"/rest/dmpSegments/{name}/users",
            "BATCH_CREATE",
        )
        elements = asked.body["elements"]
        if len(elements) > _MOST:
            return Told(400, {"status": 400, "message": "batch of more than 5000"})
        return Told(200, {"elements": [self._element(self.segments[name], item) for item in elements]})

    def _element(self, segment: dict[str, dict[str, Any]], item: dict[str, Any]) -> dict[str, Any]:
        (identity,) = item["userIds"]
        value = identity["idValue"]
        if value in self.away:
            self.away.discard(value)
            return {"status": 503, "error": {"status": 503, "message": "try again"}}
        others = {name: text for name, text in item.items() if name not in ("action", "userIds")}
        if not set(others) <= _NAMES or not all(isinstance(text, str) for text in others.values()):
            return {"status": 400, "error": {"status": 400, "message": "unrecognized field"}}
        assert identity["idType"] == "SHA256_EMAIL"
        if not re.fullmatch("[0-9a-f]{64}", value):
            return {"status": 400, "error": {"status": 400, "message": "no hash"}}
        if item["action"] == "ADD":
            segment[value] = others
        else:
            assert item["action"] == "REMOVE"
            segment.pop(value, None)
        return {"status": 201}
