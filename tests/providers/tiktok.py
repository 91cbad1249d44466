"""TikTok's segment mapping: every answer is 200, with a code."""

import json
import re
from typing import Any

from tests.providers.service import Asked, Service, Told

_MOST = 10_000
_HASH = re.compile("[0-9a-f]{64}")


def told(code: int, message: str = "OK", **data: Any) -> Told:
    """TikTok's only kind of answer."""
    return Told(200, {"code": code, "message": message, "request_id": "r", "data": data})


class TikTok(Service):
    """One advertiser; an audience holds hashes by the schema's name."""

    def __init__(self) -> None:
        super().__init__()
        self.audiences: dict[str, set[tuple[str, str]]] = {"167": set()}

    def answer(self, asked: Asked) -> Told:
        """An audience, or a mapping."""
        if asked.headers.get("Access-Token") != "secret":
            return told(40105, "Access token is incorrect or has been revoked.")
        if asked.method == "GET":
            return self._audience(asked)
        assert asked.path == "/open_api/v1.3/segment/mapping/"
        body = asked.body
        if body["advertiser_ids"] != ["700"]:
            return told(40001, "No permission to operate advertiser")
        if len(body["batch_data"]) > _MOST:
            return told(40002, "batch_data: at most 10000")
        for values in body["batch_data"]:
            assert len(values) == len(body["id_schema"])
            for name, value in zip(body["id_schema"], values, strict=True):
                if value:
                    self._map(body["action"], name, value)
        return told(0)

    def _audience(self, asked: Asked) -> Told:
        assert (asked.path, asked.query["advertiser_id"]) == (
            "/open_api/v1.3/dmp/custom_audience/get/",
            "700",
        )
        names = json.loads(asked.query["custom_audience_ids"])
        return told(
            0, list=[{"audience_details": {"audience_id": name}} for name in names if name in self.audiences]
        )

    def _map(self, action: str, name: str, value: dict[str, Any]) -> None:
        assert _HASH.fullmatch(value["id"])
        for audience in value["audience_ids"]:
            if action == "add":
                self.audiences[audience].add((name, value["id"]))
            else:
                assert action == "delete"
                self.audiences[audience].discard((name, value["id"]))
