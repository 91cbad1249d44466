"""The HTTP API that Segment and RudderStack share: batches of identify and track, each message counted once."""

import base64
import json
from typing import Any

from tests.providers.service import Asked, Service, Told

_LARGEST_MESSAGE = 32_000
_LONGEST_ID = 100


class Cdp(Service):
    """One source: traits of people, and events, by the message id that brought them."""

    most_bytes = 500_000

    def __init__(self) -> None:
        super().__init__()
        self.traits: dict[str, dict[str, Any]] = {}
        self.events: list[tuple[str, str, str]] = []  # who, what, segment
        self.seen: set[str] = set()

    def answer(self, asked: Asked) -> Told:
        """A batch."""
        assert (asked.method, asked.path) == ("POST", "/v1/batch")
        if asked.headers.get("Authorization") != f"Basic {base64.b64encode(b'secret:').decode()}":
            return self.unknown_key()
        largest = max(len(json.dumps(message)) for message in asked.body["batch"])
        if asked.size > self.most_bytes or largest > _LARGEST_MESSAGE:
            return self.too_large()
        for message in asked.body["batch"]:
            self._take(message)
        return self.taken()

    def _take(self, message: dict[str, Any]) -> None:
        (who,) = (message[word] for word in ("userId", "anonymousId") if word in message)
        name = message["messageId"]
        assert len(name) <= _LONGEST_ID
        if name in self.seen:
            return
        self.seen.add(name)
        if message["type"] == "identify":
            self.traits.setdefault(who, {}).update(message["traits"])
        else:
            assert message["type"] == "track"
            self.events.append((who, message["event"], message["properties"]["segment"]))

    def taken(self) -> Told:
        """Success."""
        return Told(200, {"success": True})

    def unknown_key(self) -> Told:
        """Segment takes what it cannot place."""
        return Told(200, {"success": True})

    def too_large(self) -> Told:
        """What is over a limit."""
        return Told(400, {"success": False, "message": "exceeded payload limit"})


class RudderStack(Cdp):
    """A data plane: it answers in plain text, and knows its keys."""

    most_bytes = 4_000_000

    def taken(self) -> Told:
        """Success."""
        return Told(200, text="OK")

    def unknown_key(self) -> Told:
        """A key of no source."""
        return Told(401, text="Invalid Write Key\n")

    def too_large(self) -> Told:
        """What is over a limit."""
        return Told(413, text="Request size exceeds max limit\n")
