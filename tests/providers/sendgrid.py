"""SendGrid's marketing contacts: jobs that take contacts, and lists of their ids."""

import re
from typing import Any

from tests.providers.service import Asked, Service, Told

_FILES = "/exports/"
_MOST, _MOST_BYTES, _MOST_SEARCHED = 30_000, 6_000_000, 100


class SendGrid(Service):
    """One account; a job is done when it is asked for the second time, and tells in a file whom it did not take."""

    def __init__(self) -> None:
        super().__init__()
        self.contacts: dict[str, dict[str, Any]] = {}  # by address; `id` among the fields
        self.lists: dict[str, set[str]] = {"main": set()}
        self.jobs: dict[str, list[str]] = {}  # the states that are still to be told
        self.ends = ""
        self.fields = {"e1_T"}  # ids of custom fields
        self.errors: dict[str, list[tuple[str, str]]] = {}  # by job: address, reason
        self.file: Told | None = None  # instead of the file of errors

    def members(self) -> set[str]:
        """The addresses in the list."""
        return {address for address, contact in self.contacts.items() if contact["id"] in self.lists["main"]}

    def answer(self, asked: Asked) -> Told:
        """Contacts, jobs, or a list; files of errors lie elsewhere, where the key is nobody's business."""
        if asked.path.startswith(_FILES):
            assert "Authorization" not in asked.headers
            return self.file or self._file(asked.path.removeprefix(_FILES))
        if asked.headers.get("Authorization") != "Bearer secret":
            return _refused(401, "authorization required")
        path = asked.path.removeprefix("/v3/marketing")
        if path.startswith("/lists/"):
            return self._list(path.split("/")[2], asked)
        if path == "/contacts":
            return self._put(asked)
        if path == "/contacts/search/emails":
            return self._search(asked.body["emails"])
        return self._job(path.removeprefix("/contacts/imports/"))

    def _job(self, job: str) -> Told:
        if job not in self.jobs:
            return _refused(404, "no such job")
        states, errors = self.jobs[job], self.errors[job]
        if len(states) > 1:
            return Told(200, {"status": states.pop(0), "results": {}})
        address = {"errors_url": f"{self.url}{_FILES}{job}?signature=s3cr3t"} if errors else {}
        return Told(200, {"status": states[0], "results": {"errored_count": len(errors), **address}})

    def _file(self, job: str) -> Told:
        lines = [f'{address},"{reason}"\n' for address, reason in self.errors[job]]
        return Told(text="".join(["Email,Error Reason\n", *lines]))

    def _put(self, asked: Asked) -> Told:
        contacts = asked.body["contacts"]
        if len(contacts) > _MOST or asked.size > _MOST_BYTES:
            return _refused(400, "too many contacts")
        bad = [
            contact["email"] for contact in contacts if not re.fullmatch(r"\S+@\S+\.\w+", contact["email"])
        ]
        if bad:
            return _refused(400, f"address '{bad[0]}' is not valid")
        job = f"job-{len(self.jobs)}"
        wrong = [
            (each["email"], "no custom field, see the definitions")
            for each in contacts
            if each.get("custom_fields", {}).keys() - self.fields
        ]
        self.errors[job] = wrong
        self.jobs[job] = ["pending", self.ends or ("errored" if wrong else "completed")]
        for contact in contacts if self.ends != "failed" else ():
            if contact["email"] not in dict(wrong):
                self._take(contact, asked.body.get("list_ids", []))
        return Told(202, {"job_id": job})

    def _take(self, contact: dict[str, Any], lists: list[str]) -> None:
        known = self.contacts.setdefault(contact["email"], {"id": f"id-{len(self.contacts)}"})
        known.update(contact)
        for name in lists:
            self.lists[name].add(known["id"])

    def _search(self, addresses: list[str]) -> Told:
        if len(addresses) > _MOST_SEARCHED:
            return _refused(400, "at most 100 emails")
        known = {also: each for each in self.contacts.values() for also in each.get("alternate_emails", ())}
        known |= self.contacts
        found = {each: {"contact": known[each]} for each in addresses if each in known}
        return Told(200, {"result": found}) if found else _refused(404, "no contacts found")

    def _list(self, name: str, asked: Asked) -> Told:
        if name not in self.lists:
            return _refused(404, "list not found")
        if asked.method == "DELETE":
            self.lists[name] -= set(asked.query["contact_ids"].split(","))
            return Told(202, {"job_id": "removal"})
        return Told(200, {"id": name, "contact_count": len(self.lists[name])})


def _refused(status: int, message: str) -> Told:
    return Told(status, {"errors": [{"field": "contacts", "message": message}]})
