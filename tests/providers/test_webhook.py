"""The signed webhook: who enters and leaves, verified as Standard Webhooks says."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from standardwebhooks import Webhook

from segflux_cli.destinations.failures import StoppedError, TransientError
from segflux_cli.destinations.providers import find_types
from tests.providers.carrying import TYPES, Carrier, row
from tests.providers.service import Asked, Service, Told, served

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = row(1).key


class Receiver(Service):
    """An address that verifies, remembers what it has seen, and takes no address with a space."""

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[str, dict[str, object]] = {}
        self.seen: set[str] = set()
        self.rejects_by = "key"

    def answer(self, asked: Asked) -> Told:
        """One message."""
        content = json.dumps(asked.body, ensure_ascii=False, separators=(",", ":"))
        Webhook(SECRET).verify(content, {name.lower(): value for name, value in asked.headers.items()})
        self.seen.add(asked.headers["Webhook-Id"])
        assert asked.body["segment"] == "likes_tea"
        refused = [member for member in asked.body["members"] if " " in member["ids"].get("email", "")]
        for member in asked.body["members"]:
            if member not in refused:
                self._take(asked.body["type"], member)
        rejected = [{self.rejects_by: member[self.rejects_by], "reason": "a space"} for member in refused]
        return Told(200, {"rejected": rejected}) if rejected else Told(204)

    def _take(self, kind: str, member: dict[str, object]) -> None:
        name = str(member["key"])
        if kind == "members.removed":
            self.members.pop(name, None)
        else:
            assert kind in {"members.added", "members.updated", "members.cleared"}
            self.members[name] = member


@pytest.fixture
def receiver(httpserver: HTTPServer) -> Iterator[Receiver]:
    with served(Receiver(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(receiver: Receiver) -> Carrier:
    options = {"url": receiver.url, "secret": SECRET}
    return Carrier("webhook", receiver.url, options, match_on=("email", "phone"), fields=("plan",))


def test_members_enter_and_leave_with_all_that_is_known(receiver: Receiver, carrier: Carrier) -> None:
    carrier.send(
        "add", row(1, email="ä@x.example", phone="+491", fields={"plan": None}), row(2, phone="+492")
    )
    assert list(receiver.members) == [KEY, row(2).key]
    assert receiver.members[KEY] == {
        "key": KEY,
        "profile_id": "profile-1",
        "ids": {"email": "ä@x.example", "phone": "+491"},
        "fields": {"plan": None},
    }
    carrier.send("remove", row(1, email="ä@x.example"))
    assert list(receiver.members) == [row(2).key]


def test_who_was_merged_into_another_profile_leaves(receiver: Receiver, carrier: Carrier) -> None:
    carrier.send("add", row(1, email="a@x.example"))
    carrier.send("remove", replace(row(1, email="a@x.example"), profile_id="profile-0"))
    assert receiver.members == {}


def test_fields_are_written_and_cleared(receiver: Receiver, carrier: Carrier) -> None:
    carrier.send("upsert", row(1, email="a@x.example", fields={"plan": "pro"}))
    assert receiver.members[KEY]["fields"] == {"plan": "pro"}
    carrier.send("clear", row(1, email="a@x.example"))
    assert receiver.members[KEY]["fields"] == {"plan": None}


@pytest.mark.parametrize("name", ["key", "profile_id"])
def test_rejected_members_are_told_by_key_or_profile(receiver: Receiver, carrier: Carrier, name: str) -> None:
    receiver.rejects_by = name
    bad = row(2, email="no good@x.example")
    assert carrier.send("add", row(1, email="a@x.example"), bad).rejected == {bad.key: "a space"}
    assert set(receiver.members) == {KEY}


def test_a_message_that_is_sent_again_keeps_its_id(receiver: Receiver, carrier: Carrier) -> None:
    receiver.scripted = [Told(503)]
    carrier.send("add", row(1, email="a@x.example"))
    assert len(receiver.asked) == 2
    assert len({asked.headers["Webhook-Id"] for asked in receiver.asked}) == 1


@pytest.mark.parametrize("path", ["", "/segments", "/segments/"])
def test_the_address_is_called_as_it_is_written(receiver: Receiver, carrier: Carrier, path: str) -> None:
    carrier.with_changed(url=receiver.url + path).send("add", row(1, email="a@x.example"))
    assert [asked.path for asked in receiver.asked] == [path or "/"]


RELAY = """\
provider: relay
about: a signed address that is told of everybody alone, twice
options:
  secret: {about: the signing secret, secret: true, required: true}
match_on: {email: {}}
modes: [add_only]
limits: {rows: 10}
base_url: https://relay.example.com
sign: standard_webhooks
add:
  - post: ""
    rows_at_once: 1
    body: {type: members.added, segment: "{segment}", members: [{key: "{key}", ids: "{ids}"}]}
  - post: /again
    rows_at_once: 1
    body: {type: members.added, segment: "{segment}", members: [{key: "{key}", ids: "{ids}"}]}
"""


def test_every_request_of_a_batch_has_an_id_that_stays(
    receiver: Receiver, carrier: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "destinations").mkdir()
    (tmp_path / "destinations" / "relay.yml").write_text(RELAY)
    (relay,) = (kind for kind in find_types(tmp_path) if kind.name == "relay")
    monkeypatch.setitem(TYPES, "relay", relay)
    for _ in range(2):
        carrier.with_changed(provider="relay", options={"secret": SECRET}).send(
            "add", row(1, email="a@x.example"), row(2, email="b@x.example")
        )
    assert (len(receiver.asked), len(receiver.seen)) == (8, 4)


def test_text_instead_of_json_is_not_taken_for_an_answer(receiver: Receiver, carrier: Carrier) -> None:
    receiver.scripted = [Told(200, text="<html>welcome</html>")] * 2
    with pytest.raises(TransientError, match="its answer is not JSON"):
        carrier.send("add", row(1, email="a@x.example"))


def test_a_secret_that_cannot_sign_is_told(receiver: Receiver, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match="write base64"):
        carrier.with_changed(options={"url": receiver.url, "secret": "whsec_ü"}).send(
            "add", row(1, email="a@x")
        )
    assert receiver.asked == []
