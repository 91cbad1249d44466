"""Klaviyo: import jobs of profiles, their errors page by page, and lists of profile ids."""

import json
from typing import Any

from tests.providers.service import Asked, Service, Told

_MOST, _MOST_BYTES, _MOST_IDS, _PAGE = 10_000, 5_000_000, 1_000, 2


class Klaviyo(Service):
    """One account; a job is done when it is asked for the second time; pages of errors hold two."""

    def __init__(self) -> None:
        super().__init__()
        self.profiles: dict[str, dict[str, Any]] = {}  # by address, else your id; `id` among the attributes
        self.lists: dict[str, set[str]] = {"XyZ": set()}
        self.jobs: dict[str, list[str]] = {}
        self.errors: dict[str, list[dict[str, Any]]] = {}

    def members(self) -> set[str]:
        """The addresses in the list."""
        return {address for address, profile in self.profiles.items() if profile["id"] in self.lists["XyZ"]}

    def answer(self, asked: Asked) -> Told:
        """Jobs, profiles, or a list."""
        if asked.headers.get("Authorization") != "Klaviyo-API-Key secret":
            return _refused(401, "not_authenticated", "Missing or invalid private key")
        assert asked.headers["Revision"] == "2026-07-15"
        if asked.path.startswith("/api/lists/"):
            return self._list(asked)
        if asked.path == "/api/profiles":
            return self._profiles(asked)
        return self._import(asked) if asked.method == "POST" else self._job(asked)

    def _import(self, asked: Asked) -> Told:
        assert asked.headers["Content-Type"] == "application/vnd.api+json"
        data = asked.body["data"]
        profiles = data["attributes"]["profiles"]["data"]
        if len(profiles) > _MOST or asked.size > _MOST_BYTES:
            return _refused(400, "invalid", "too many profiles")
        lists = data.get("relationships", {}).get("lists", {}).get("data", [])
        job = f"job-{len(self.jobs)}"
        self.jobs[job], self.errors[job] = ["queued", "complete"], []
        for profile in profiles:
            self._take(profile["attributes"], [each["id"] for each in lists], job)
        return Told(202, {"data": {"type": data["type"], "id": job, "attributes": {"status": "queued"}}})

    def _take(self, attributes: dict[str, Any], lists: list[str], job: str) -> None:
        if " " in attributes.get("email", ""):
            told = {"code": "invalid", "title": "Invalid input.", "detail": "Invalid email address"}
            self.errors[job].append({**told, "original_payload": attributes})
            return
        known = attributes.get("email") or attributes["external_id"]
        profile = self.profiles.setdefault(known, {"id": f"P{len(self.profiles)}", "properties": {}})
        properties = {**profile["properties"], **attributes.get("properties", {})}
        profile |= {**attributes, "properties": {k: v for k, v in properties.items() if v is not None}}
        for name in lists:
            self.lists[name].add(profile["id"])

    def _job(self, asked: Asked) -> Told:
        job, *rest = asked.path.removeprefix("/api/profile-bulk-import-jobs/").split("/")
        if not rest:
            states = self.jobs[job]
            state = states.pop(0) if len(states) > 1 else states[0]
            return Told(200, {"data": {"id": job, "attributes": {"status": state}}})
        start = int(asked.query.get("page[cursor]", "0"))
        page = [
            {"type": "import-error", "attributes": error} for error in self.errors[job][start : start + _PAGE]
        ]
        more = len(self.errors[job]) > start + _PAGE
        following = f"https://a.klaviyo.com{asked.path}?page%5Bcursor%5D={start + _PAGE}"
        return Told(200, {"data": page, "links": {"next": following if more else None}})

    def _profiles(self, asked: Asked) -> Told:
        known_by = asked.query["fields[profile]"]
        wanted = json.loads(asked.query["filter"].removeprefix(f"any({known_by},").removesuffix(")"))
        assert len(wanted) <= int(asked.query["page[size]"])
        found = [self.profiles[known] for known in wanted if known in self.profiles]
        return Told(
            200, {"data": [{"id": each["id"], "attributes": {known_by: each[known_by]}} for each in found]}
        )

    def _list(self, asked: Asked) -> Told:
        name = asked.path.split("/")[3]
        if name not in self.lists:
            return _refused(404, "not_found", f"A list with id {name} does not exist.")
        if asked.path.endswith("/profiles") and asked.method == "GET":
            return self._members(asked, name)
        if asked.method == "GET":
            return Told(200, {"data": {"type": "list", "id": name}})
        ids = {each["id"] for each in asked.body["data"]}
        assert (asked.method, len(ids) <= _MOST_IDS) == ("DELETE", True)
        self.lists[name] -= ids
        return Told(204)

    def _members(self, asked: Asked, name: str) -> Told:
        """The list, two a page; the cursor is part of the address that is told."""
        start = int(asked.query.get("page[cursor]", "0"))
        there = sorted(self.lists[name])
        by_id = {profile["id"]: profile for profile in self.profiles.values()}
        page = [
            {"type": "profile", "id": each, "attributes": {"email": by_id[each].get("email")}}
            for each in there[start : start + _PAGE]
        ]
        more = len(there) > start + _PAGE
        following = f"https://a.klaviyo.com{asked.path}?page%5Bcursor%5D={start + _PAGE}"
        return Told(200, {"data": page, "links": {"next": following if more else None}})


def _refused(status: int, code: str, detail: str) -> Told:
    return Told(status, {"errors": [{"status": status, "code": code, "title": code, "detail": detail}]})
