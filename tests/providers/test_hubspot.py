"""HubSpot: contacts by address, members of a list by the record ids that come back."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError, TransientError
from tests.providers.carrying import Carrier, row
from tests.providers.hubspot import HubSpot
from tests.providers.sdk import assert_fits
from tests.providers.service import Told, served


@pytest.fixture
def hubspot(httpserver: HTTPServer) -> Iterator[HubSpot]:
    with served(HubSpot(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(hubspot: HubSpot) -> Carrier:
    token = {"access_token": "secret"}
    return Carrier("hubspot", hubspot.url, token, {"list_id": "7"}, fields=("firstname",))


def test_members_enter_with_their_fields_and_leave_by_record_id(hubspot: HubSpot, carrier: Carrier) -> None:
    rows = [row(number, email=f"p{number}@x.example", fields={"firstname": "Åsa"}) for number in range(3)]
    outcome = carrier.send("add", *rows)
    assert (len(outcome.remote_ids), outcome.rejected) == (3, {})
    assert hubspot.members() == {"p0@x.example", "p1@x.example", "p2@x.example"}
    assert {contact["firstname"] for contact in hubspot.contacts.values()} == {"Åsa"}
    carrier.send("remove", row(1, outcome.remote_ids[rows[1].key]))
    assert hubspot.members() == {"p0@x.example", "p2@x.example"}
    assert len(hubspot.contacts) == 3


def test_a_removal_without_a_record_id_asks_for_it(hubspot: HubSpot, carrier: Carrier) -> None:
    carrier.send("add", row(1, email="p1@x.example"), row(2, email="p2@x.example"))
    gone = row(3, email="never@x.example")
    assert carrier.send("remove", row(1, email="p1@x.example"), gone).rejected == {}
    assert hubspot.members() == {"p2@x.example"}
    assert [order.path.rsplit("/", 1)[1] for order in hubspot.orders()[-2:]] == ["read", "add-and-remove"]


def test_who_is_deleted_there_can_still_leave(hubspot: HubSpot, carrier: Carrier) -> None:
    assert carrier.send("remove", row(1, "999", email="p1@x.example")).rejected == {}


def test_207_rejects_the_contacts_that_it_names_and_no_others(hubspot: HubSpot, carrier: Carrier) -> None:
    bad = row(2, email="p2@x.example", fields={"shoe_size": 9})
    outcome = carrier.send("add", row(1, email="p1@x.example"), bad)
    assert outcome.rejected == {bad.key: "no property ['shoe_size']"}
    assert hubspot.members() == {"p1@x.example"}


def test_a_contact_without_a_record_id_is_no_member(hubspot: HubSpot, carrier: Carrier) -> None:
    known = {"id": "501", "properties": {"email": "p1@x.example"}}
    hubspot.scripted = [Told(200, {"results": [known]})]
    outcome = carrier.send("add", row(1, email="p1@x.example"), row(2, email="p2@x.example"))
    assert list(outcome.remote_ids.values()) == ["501"]
    assert set(outcome.rejected.values()) == {"HubSpot told no record id of the contact", "no such contact"}


def test_fields_are_written_and_cleared_by_empty_text(hubspot: HubSpot, carrier: Carrier) -> None:
    outcome = carrier.send(
        "upsert",
        row(1, email="p1@x.example", fields={"firstname": "Ann"}),
        row(2, email="p2@x.example", fields={"firstname": None}),
    )
    contacts = {contact["email"]: contact["firstname"] for contact in hubspot.contacts.values()}
    assert contacts == {"p1@x.example": "Ann", "p2@x.example": ""}
    carrier.send("clear", row(1, next(iter(outcome.remote_ids.values())), fields={"firstname": None}))
    carrier.send("clear", row(2, email="p2@x.example"), row(9, email="gone@x.example"))
    assert {contact["firstname"] for contact in hubspot.contacts.values()} == {""}
    assert hubspot.lists["7"] == set()


def test_values_are_sent_as_text(hubspot: HubSpot, carrier: Carrier) -> None:
    values = {"plan": True, "firstname": ["a", "b"]}
    carrier.send("upsert", row(1, email="p1@x.example", fields=values))
    carrier.send("upsert", row(2, email="p2@x.example", fields={"plan": 12.5, "firstname": None}))
    written = [(contact["plan"], contact["firstname"]) for contact in hubspot.contacts.values()]
    assert written == [("true", "a;b"), ("12.5", "")]


def test_orders_are_as_the_sdk_has_them(hubspot: HubSpot, carrier: Carrier) -> None:
    person = row(1, email="p1@x.example", fields={"firstname": "Ann"})
    for operation in ("add", "remove", "upsert", "clear"):
        carrier.with_changed(fields=("firstname",)).send(operation, person)
    models = {
        "upsert": "BatchInputSimplePublicObjectBatchInputUpsert",
        "read": "BatchReadInputSimplePublicObjectId",
        "update": "BatchInputSimplePublicObjectBatchInput",
        "add-and-remove": "MembershipChangeRequest",
    }
    words = [asked.path.rsplit("/", 1)[1] for asked in hubspot.orders()]
    assert set(words) == models.keys()
    for word, asked in zip(words, hubspot.orders(), strict=True):
        package = "hubspot.crm.lists" if word == "add-and-remove" else "hubspot.crm.contacts"
        assert_fits(asked, package, models[word])


def test_a_batch_holds_a_hundred(hubspot: HubSpot, carrier: Carrier) -> None:
    carrier.send("add", *[row(number, email=f"p{number}@x.example") for number in range(100)])
    assert len(hubspot.members()) == 100
    carrier.send("add", *[row(number, email=f"q{number}@x.example") for number in range(101)])
    assert len(hubspot.members()) == 201  # 400, halved


def test_a_wrong_token_and_a_deleted_list_are_told_before_anything_is_sent(
    hubspot: HubSpot, carrier: Carrier
) -> None:
    with pytest.raises(StoppedError, match="Check the credentials"):
        carrier.with_changed(options={"access_token": "old"}).check()
    del hubspot.lists["7"]
    with pytest.raises(StoppedError, match="Was the audience deleted there, or its id mistyped"):
        carrier.check()
    assert hubspot.orders() == []


def test_a_property_that_nobody_has_stops_at_the_first_answer(hubspot: HubSpot, carrier: Carrier) -> None:
    said = 'Property values were not valid: [{"error":"PROPERTY_DOESNT_EXIST","name":"shoe_size"}]'
    hubspot.scripted = [Told(400, {"status": "error", "message": said, "category": "VALIDATION_ERROR"})]
    with pytest.raises(StoppedError, match=r"shoe_size.*audience and fields of this sync"):
        carrier.send("add", row(1, email="p1@x.example"), row(2, email="p2@x.example"))
    assert len(hubspot.asked) == 1


def test_too_many_requests_are_waited_for(hubspot: HubSpot, carrier: Carrier) -> None:
    hubspot.scripted = [Told(429, {"category": "RATE_LIMITS"}, {"Retry-After": "0.01"})]
    carrier.send("add", row(1, email="p1@x.example"))
    assert hubspot.members() == {"p1@x.example"}
    hubspot.scripted = [Told(502, text="<html>bad gateway</html>")] * 2
    with pytest.raises(TransientError, match="502"):
        carrier.send("add", row(2, email="p2@x.example"))


def test_an_answer_of_another_form_is_tried_again(hubspot: HubSpot, carrier: Carrier) -> None:
    hubspot.scripted = [Told(200, {"message": 5})]
    carrier.send("add", row(1, email="p1@x.example"))
    assert hubspot.members() == {"p1@x.example"}
    hubspot.scripted = [Told(500, {"message": 5})] * 2
    with pytest.raises(TransientError, match="another form than the provider's file reads"):
        carrier.send("add", row(1, email="p1@x.example"))


@pytest.mark.parametrize("secret", ["ends with a line break\n", "gehéim"])
def test_a_secret_that_no_header_can_hold_is_told_but_not_shown(
    hubspot: HubSpot, carrier: Carrier, secret: str
) -> None:
    with pytest.raises(StoppedError, match="a header cannot be written") as told:
        carrier.with_changed(options={"access_token": secret}).send("add", row(1, email="p1@x.example"))
    assert secret not in str(told.value)
    assert hubspot.asked == []
