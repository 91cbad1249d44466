"""Iterable: users with fields, static lists, and what users agreed to receive."""

from typing import Any

from tests.providers.service import Asked, Service, Told

_MOST = 1_000


class Iterable(Service):
    """One project that knows users by address and id."""

    def __init__(self) -> None:
        super().__init__()
        self.users: dict[str, dict[str, Any]] = {}
        self.lists: dict[int, set[str]] = {42: set()}
        self.unsubscribed: set[str] = set()
        self.forgotten: set[str] = set()

    def answer(self, asked: Asked) -> Told:
        """Lists and users."""
        if asked.headers.get("Api-Key") != "secret":
            return Told(401, {"msg": "Invalid API key", "code": "BadApiKey", "params": None})
        if asked.path == "/api/lists":
            return Told(200, {"lists": [{"id": number, "listType": "Standard"} for number in self.lists]})
        given = asked.body.get("subscribers", asked.body.get("users"))
        if len(given) > _MOST:
            return Told(400, {"msg": "Batch too large", "code": "BatchTooLarge", "params": None})
        return self._update(given) if asked.path == "/api/users/bulkUpdate" else self._list(asked, given)

    def _list(self, asked: Asked, given: list[dict[str, Any]]) -> Told:
        if asked.body["listId"] not in self.lists:
            return Told(400, {"msg": "Could not find list", "code": "BadParams", "params": None})
        if asked.path == "/api/lists/subscribe":
            return self._subscribe(asked.body["listId"], given)
        assert asked.path == "/api/lists/unsubscribe"
        return self._unsubscribe(asked.body, given)

    def _subscribe(self, number: int, given: list[dict[str, Any]]) -> Told:
        told = self._update(given)
        failed = {value for values in told.body["failedUpdates"].values() for value in values}
        self.lists[number] |= {_known_by(user) for user in given} - failed
        return told

    def _unsubscribe(self, body: dict[str, Any], given: list[dict[str, Any]]) -> Told:
        names = {_known_by(user) for user in given}
        if body.get("channelUnsubscribe", True):
            self.unsubscribed |= names
        self.lists[body["listId"]] -= names
        unknown = sorted(names - set(self.users))
        return _told(len(names), {"notFoundEmails": unknown})

    def _update(self, given: list[dict[str, Any]]) -> Told:
        failed: dict[str, list[str]] = {"invalidEmails": [], "forgottenEmails": [], "invalidDataEmails": []}
        for user in given:
            name, fields = _known_by(user), user.get("dataFields", {})
            if name in self.forgotten:
                failed["forgottenEmails"].append(name)
            elif "@" not in name and "email" in user:
                failed["invalidEmails"].append(name)
            elif not isinstance(fields.get("plan"), str | None):
                failed["invalidDataEmails"].append(name)
            else:
                known = {**self.users.get(name, {}), **fields}
                self.users[name] = {field: value for field, value in known.items() if value is not None}
        return _told(len(given), failed)


def _known_by(user: dict[str, Any]) -> str:
    """By one identifier; two are refused by the document."""
    (name,) = (user[word] for word in ("email", "userId") if word in user)
    return str(name)


def _told(size: int, failed: dict[str, list[str]]) -> Told:
    every = [name for names in failed.values() for name in names]
    counts = {"successCount": size - len(every), "failCount": len(every)}
    return Told(200, {**counts, "invalidEmails": every, "invalidUserIds": [], "failedUpdates": failed})
