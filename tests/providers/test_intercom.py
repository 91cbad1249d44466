"""Intercom: contacts with a tag."""

from collections.abc import Iterator

import pytest
from intercom import Intercom as Client
from intercom.types import CreateContactRequestWithEmail
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError
from segflux_cli.destinations.protocol import Operation
from tests.providers.carrying import Carrier, row
from tests.providers.intercom import Intercom
from tests.providers.openapi import WITH_SPECS, check_orders
from tests.providers.sdk import assert_same
from tests.providers.service import Asked, Told, served

ONE, TWO = "p1@x.example", "p2@x.example"
FIELDS = {"name": "Ann", "custom_attributes.plan": "pro"}


@pytest.fixture
def workspace(httpserver: HTTPServer) -> Iterator[Intercom]:
    with served(Intercom(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(workspace: Intercom) -> Carrier:
    token = {"access_token": "secret"}
    return Carrier("intercom", workspace.url, token, {"tag_id": "t1"}, fields=tuple(FIELDS))


def test_contacts_are_found_or_made_written_and_tagged(workspace: Intercom, carrier: Carrier) -> None:
    workspace.add_contact("lead", email=ONE, role="lead")
    workspace.add_contact("known", email=ONE)
    outcome = carrier.send("add", row(1, email=ONE, fields=FIELDS), row(2, email=TWO))
    assert (workspace.members(), set(outcome.remote_ids.values())) == ({ONE, TWO}, {"known", "c2"})
    known = workspace.contacts["known"]
    assert (known["name"], known["custom_attributes"]) == ("Ann", {"plan": "pro"})
    assert workspace.tagged["t1"] == {"known", "c2"}


def test_leaving_takes_the_tag_and_nothing_else(workspace: Intercom, carrier: Carrier) -> None:
    people = (row(1, email=ONE), row(2, email=TWO))
    ids = carrier.send("add", *people).remote_ids
    gone = row(3, email="never@x.example")
    assert carrier.send("remove", row(1, ids[people[0].key]), row(2, email=TWO), gone).rejected == {}
    assert (workspace.members(), len(workspace.contacts)) == (set(), 2)
    assert carrier.send("remove", row(1, ids[people[0].key])).rejected == {}


def test_who_was_merged_into_another_contact_leaves_too(workspace: Intercom, carrier: Carrier) -> None:
    workspace.add_contact("merged", email=ONE)
    workspace.tagged["t1"].add("merged")
    assert carrier.send("remove", row(1, "lead", email=ONE), row(2, "stranger")).rejected == {}
    assert workspace.members() == set()


def test_a_contact_that_was_deleted_there_is_made_again(workspace: Intercom, carrier: Carrier) -> None:
    outcome = carrier.send("add", row(1, "deleted", email=ONE))
    assert (workspace.members(), list(outcome.remote_ids.values())) == ({ONE}, ["c0"])


def test_people_are_known_by_your_id_too(workspace: Intercom, carrier: Carrier) -> None:
    carrier.with_changed(match_on=("user_id",)).send("add", row(1, user_id="u1"))
    assert workspace.members() == {"u1"}


def test_fields_are_written_and_cleared_without_the_tag(workspace: Intercom, carrier: Carrier) -> None:
    carrier.send("upsert", row(1, email=ONE, fields=FIELDS))
    assert workspace.contacts["c0"]["custom_attributes"] == {"plan": "pro"}
    carrier.send("clear", row(1, email=ONE), row(2, "deleted"))
    assert (workspace.contacts["c0"]["name"], workspace.contacts["c0"]["custom_attributes"]) == (
        None,
        {"plan": None},
    )
    assert workspace.members() == set()


def test_a_refused_contact_is_alone_in_its_fault(workspace: Intercom, carrier: Carrier) -> None:
    workspace.add_contact("c9", email=ONE)
    workspace.scripted = [Told(200, {"data": []}), Told(400, {"errors": [{"message": "bad attribute"}]})] * 2
    outcome = carrier.send("add", row(1, email=TWO))
    assert ["bad attribute" in reason for reason in outcome.rejected.values()] == [True]


@pytest.mark.parametrize("operation", ["add", "upsert"])
def test_whom_the_search_does_not_know_yet_is_taken_all_the_same(
    workspace: Intercom, carrier: Carrier, operation: Operation
) -> None:
    workspace.lags = True
    people = (row(1, email=ONE, fields={"name": "Ann"}), row(2, email=TWO))
    bad = row(3, email="p3@x.example", fields={"name": "bad"})
    outcome = carrier.send(operation, *people, bad)
    assert (list(outcome.rejected), set(outcome.remote_ids.values())) == ([bad.key], {"c0", "c1"})
    assert workspace.members() == ({ONE, TWO} if operation == "add" else set())


def test_an_archived_contact_is_refused_and_alone_in_it(workspace: Intercom, carrier: Carrier) -> None:
    workspace.lags = True
    workspace.add_contact("old", email=ONE, archived=True)
    outcome = carrier.send("add", row(1, email=ONE), row(2, email=TWO))
    assert ["An archived contact" in reason for reason in outcome.rejected.values()] == [True]
    assert workspace.members() == {TWO}


def test_token_and_tag_are_asked_before_anything_is_sent(workspace: Intercom, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match=r"Access Token Invalid.*Check the credentials"):
        carrier.with_changed(options={"access_token": "old"}).check()
    with pytest.raises(StoppedError, match="Was the audience deleted"):
        carrier.with_changed(audience={"tag_id": "gone"}).check()
    carrier.check()
    assert workspace.orders() == []


def asked_by_the_sdk(client: Client, asked: Asked) -> None:
    """The same call; a word that the SDK does not know is a TypeError, or fails the check."""
    contacts = client.contacts
    match asked.method, asked.path.strip("/").split("/"):
        case "POST", ["contacts", "search"]:
            contacts.search(**asked.body)
        case "POST", ["contacts"]:
            assert asked.body.keys() <= CreateContactRequestWithEmail.model_fields.keys()
            contacts.create(request=CreateContactRequestWithEmail(**asked.body))
        case "PUT", ["contacts", name]:
            contacts.update(name, **asked.body)
        case "POST", ["contacts", name, "tags"]:
            client.tags.tag_contact(name, tag_id=asked.body["id"])
        case "DELETE", ["contacts", name, "tags", tag]:
            client.tags.untag_contact(name, tag)


def test_orders_are_as_the_sdk_sends_them(workspace: Intercom, carrier: Carrier) -> None:
    for operation in ("add", "remove", "upsert", "clear"):
        carrier.send(operation, row(1, email=ONE, fields=FIELDS))
    ours = workspace.orders()
    workspace.scripted = [Told(200, {"data": []})] * len(ours)
    client = Client(base_url=workspace.url, token="secret")
    for asked in ours:
        asked_by_the_sdk(client, asked)
    assert_same(ours, workspace.orders()[len(ours) :])


@WITH_SPECS
def test_orders_are_as_the_platform_describes(workspace: Intercom, carrier: Carrier) -> None:
    carrier.send("add", row(1, email=ONE, fields={"name": "Ann"}))
    carrier.send("remove", row(1, email=ONE))
    assert check_orders(workspace, "trim-intercom-2.15.json", workspace.url) == 6
