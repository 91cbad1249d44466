"""Mailchimp: a static segment of contacts, whose status nobody changes."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError
from tests.providers.carrying import TYPES, Carrier, row
from tests.providers.mailchimp import Mailchimp
from tests.providers.service import Told, served

ONE, TWO = "p1@x.example", "p2@x.example"
OPTIONS = {"server": "us1", "api_key": "secret"}


@pytest.fixture
def account(httpserver: HTTPServer) -> Iterator[Mailchimp]:
    with served(Mailchimp(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(account: Mailchimp) -> Carrier:
    return Carrier("mailchimp", account.url, OPTIONS, {"list_id": "a1", "segment_id": 9}, fields=("PLAN",))


def test_new_contacts_are_made_without_consent_and_known_ones_keep_theirs(
    account: Mailchimp, carrier: Carrier
) -> None:
    account.contacts[TWO] = {"status": "unsubscribed", "merge_fields": {"PLAN": "free"}}
    carrier.send("add", row(1, email=ONE, fields={"PLAN": "pro"}), row(2, email=TWO, fields={"PLAN": "pro"}))
    assert account.segments["9"] == {ONE, TWO}
    states = {
        address: (known["status"], known["merge_fields"]["PLAN"])
        for address, known in account.contacts.items()
    }
    assert states == {ONE: ("transactional", "pro"), TWO: ("unsubscribed", "pro")}


def test_leaving_the_segment_changes_no_status(account: Mailchimp, carrier: Carrier) -> None:
    account.contacts[ONE] = {"status": "subscribed", "merge_fields": {}}
    carrier.send("add", row(1, email=ONE), row(2, email=TWO))
    assert carrier.send("remove", row(1, email=ONE), row(3, email="never@x.example")).rejected == {}
    assert (account.segments["9"], account.contacts[ONE]["status"]) == ({TWO}, "subscribed")


def test_contacts_without_fields_cost_no_second_batch(account: Mailchimp, carrier: Carrier) -> None:
    carrier.with_changed(fields=()).send("add", row(1, email=ONE))
    assert [asked.path for asked in account.asked] == ["/lists/a1", "/lists/a1/segments/9"]


def test_errors_in_a_200_reject_their_contacts(account: Mailchimp, carrier: Carrier) -> None:
    account.cleaned = {TWO}
    bad = row(2, email=TWO)
    assert carrier.send("add", row(1, email=ONE), bad).rejected == {
        bad.key: f"{TWO} is in a compliance state"
    }
    assert account.segments["9"] == {ONE}


def test_who_the_segment_does_not_take_is_rejected(account: Mailchimp, carrier: Carrier) -> None:
    told = {"members_added": [], "errors": [{"email_addresses": [ONE], "error": "not a member"}]}
    account.scripted = [Told(200, {"errors": []}), Told(200, told)]
    person = row(1, email=ONE)
    assert carrier.send("add", person, row(2, email=TWO)).rejected == {
        person.key: "not taken into the segment"
    }


def test_fields_are_written_and_cleared_outside_the_segment(account: Mailchimp, carrier: Carrier) -> None:
    carrier.send("upsert", row(1, email=ONE, fields={"PLAN": 12}))
    assert account.contacts[ONE] == {"status": "transactional", "merge_fields": {"PLAN": "12"}}
    carrier.send("clear", row(1, email=ONE), row(2, email=TWO))
    assert account.contacts == {ONE: {"status": "transactional", "merge_fields": {"PLAN": ""}}}
    assert account.segments["9"] == set()


def test_a_batch_holds_five_hundred(account: Mailchimp, carrier: Carrier) -> None:
    assert TYPES["mailchimp"].limits.rows == 500
    carrier.send("add", *[row(number, email=f"p{number}@x.example") for number in range(500)])
    assert len(account.segments["9"]) == 500


def test_key_and_segment_are_asked_before_anything_is_sent(account: Mailchimp, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match=r"API key may be invalid.*Check the credentials"):
        carrier.with_changed(options={**OPTIONS, "api_key": "old"}).check()
    with pytest.raises(StoppedError, match="Was the audience deleted"):
        carrier.with_changed(audience={"list_id": "a1", "segment_id": 1}).check()
    carrier.check()
    assert account.orders() == []
