"""Meta's custom audiences: rows of hashed identifiers; every refusal is a 400 with a code."""

from typing import Any

from tests.providers.service import Asked, Service, Told

_MOST = 10_000
_SCHEMA = {"EMAIL", "PHONE", "EXTERN_ID", "MADID"}


def error(code: int, message: str, **more: Any) -> Told:
    """Meta's way to refuse."""
    return Told(400, {"error": {"message": message, "type": "OAuthException", "code": code, **more}})


class Meta(Service):
    """One ad account; an audience holds rows, each a mapping of schema to value."""

    def __init__(self) -> None:
        super().__init__()
        self.audiences: dict[str, set[tuple[tuple[str, str], ...]]] = {"2385": set()}

    def answer(self, asked: Asked) -> Told:
        """An audience, or its users."""
        if asked.headers.get("Authorization") != "Bearer secret":
            return error(190, "Error validating access token", error_subcode=463)
        version, name, *rest = asked.path.strip("/").split("/")
        assert version == "v25.0"
        if name not in self.audiences:
            return error(100, "Unsupported request. Object does not exist", error_subcode=33)
        if asked.method == "GET":
            return Told(200, {"id": name})
        assert rest == ["users"]
        return self._users(asked, self.audiences[name])

    def _users(self, asked: Asked, audience: set[tuple[tuple[str, str], ...]]) -> Told:
        schema, data = asked.body["payload"]["schema"], asked.body["payload"]["data"]
        assert set(schema) <= _SCHEMA
        if len(data) > _MOST:
            return error(105, "too many entries")
        assert all(len(values) == len(schema) for values in data)
        rows = {tuple(sorted(zip(schema, values, strict=True))) for values in data}
        if asked.method == "DELETE":
            audience -= rows
        else:
            audience |= rows
        told = {"audience_id": "2385", "session_id": "1", "num_received": len(data)}
        return Told(200, {**told, "num_invalid_entries": 0, "invalid_entry_samples": {}})
