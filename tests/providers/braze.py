"""Braze's /users/track: attributes of users; errors name the index of an object."""

from typing import Any

from tests.providers.service import Asked, Service, Told

_MOST, _MOST_BYTES = 75, 4_000_000


class Braze(Service):
    """One instance; users by whatever they are known by."""

    def __init__(self) -> None:
        super().__init__()
        self.users: dict[str, dict[str, Any]] = {}

    def answer(self, asked: Asked) -> Told:
        """Attributes of users."""
        if asked.headers.get("Authorization") != "Bearer secret":
            return Told(401, {"message": "Invalid API key"})
        assert (asked.method, asked.path) == ("POST", "/users/track")
        objects = asked.body["attributes"]
        if len(objects) > _MOST or asked.size > _MOST_BYTES:
            return Told(400, {"message": "too many objects"})
        errors = [
            {"type": message, "input_array": "attributes", "index": place}
            for place, item in enumerate(objects)
            if (message := self._take(dict(item)))
        ]
        told = {"message": "success", "attributes_processed": len(objects) - len(errors)}
        return Told(201, {**told, "errors": errors} if errors else told)

    def _take(self, item: dict[str, Any]) -> str:
        known_by = [item.pop(word) for word in ("external_id", "email", "phone") if word in item]
        if len(known_by) != 1 or not known_by[0]:
            return "'external_id', 'email' or 'phone' is required"
        if item.pop("_update_existing_only", False) and known_by[0] not in self.users:
            return ""
        if not isinstance(item.get("plan"), str | None):
            return "The value provided for 'plan' is not allowed"
        known = {**self.users.get(known_by[0], {}), **item}
        self.users[known_by[0]] = {name: value for name, value in known.items() if value is not None}
        return ""
