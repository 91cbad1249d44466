"""SendGrid: jobs take contacts into a list; leaving removes them from the list only."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError
from segflux_cli.destinations.protocol import Outcome
from tests.providers.carrying import TYPES, Carrier, row
from tests.providers.openapi import WITH_SPECS, check_orders
from tests.providers.sendgrid import SendGrid
from tests.providers.service import served

ONE, TWO = "p1@x.example", "p2@x.example"


@pytest.fixture
def account(httpserver: HTTPServer) -> Iterator[SendGrid]:
    with served(SendGrid(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(account: SendGrid) -> Carrier:
    return Carrier(
        "sendgrid",
        account.url,
        {"api_key": "secret"},
        {"list_id": "main"},
        fields=("first_name", "custom_fields.e1_T"),
    )


def test_members_enter_by_a_job_and_leave_by_their_ids(account: SendGrid, carrier: Carrier) -> None:
    fields = {"first_name": "Ann", "custom_fields.e1_T": "pro"}
    people = (row(1, email=ONE, fields=fields), row(2, email=TWO))
    outcome = carrier.send("add", *people)
    assert account.members() == {ONE, TWO}
    assert account.contacts[ONE]["custom_fields"] == {"e1_T": "pro"}
    assert [carrier.poll(outcome.job, *people) for _ in range(2)] == [None, Outcome()]
    assert carrier.send("remove", row(1, email=ONE), row(3, email="never@x.example")).rejected == {}
    assert (account.members(), len(account.contacts)) == ({TWO}, 2)


def test_nobody_found_means_nothing_to_remove(account: SendGrid, carrier: Carrier) -> None:
    assert carrier.send("remove", row(3, email="never@x.example")).rejected == {}
    assert [asked.method for asked in account.asked] == ["POST"]


def test_one_bad_address_is_found_by_halving(account: SendGrid, carrier: Carrier) -> None:
    bad = row(3, email="no@address")
    outcome = carrier.send("add", row(1, email=ONE), row(2, email=TWO), bad, row(4, email="p4@x.example"))
    assert outcome.rejected.keys() == {bad.key}
    assert account.members() == {ONE, TWO, "p4@x.example"}


def test_a_job_that_failed_rejects_its_rows(account: SendGrid, carrier: Carrier) -> None:
    account.ends = "failed"
    person = row(1, email=ONE)
    job = carrier.send("add", person).job
    carrier.poll(job, person)
    assert carrier.poll(job, person) == Outcome({person.key: "the provider's job failed"})


def test_fields_are_written_and_cleared_outside_the_list(account: SendGrid, carrier: Carrier) -> None:
    carrier.send("upsert", row(1, email=ONE, fields={"first_name": "Ann", "custom_fields.e1_T": "pro"}))
    carrier.send("clear", row(1, email=ONE))
    contact = account.contacts[ONE]
    assert (contact["first_name"], contact["custom_fields"]) == (None, {"e1_T": None})
    assert account.members() == set()


def test_limits_are_those_of_the_document(account: SendGrid, carrier: Carrier) -> None:
    limits = TYPES["sendgrid"].limits
    assert (limits.rows, limits.removed_rows, limits.bytes) == (30_000, 100, 6_000_000)
    carrier.send("add", *[row(number, email=f"p{number}@x.example") for number in range(100)])
    carrier.send("remove", *[row(number, email=f"p{number}@x.example") for number in range(100)])
    assert (account.members(), len(account.asked)) == (set(), 3)


def test_key_and_list_are_asked_before_anything_is_sent(account: SendGrid, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match="Check the credentials"):
        carrier.with_changed(options={"api_key": "old"}).check()
    with pytest.raises(StoppedError, match="Was the audience deleted"):
        carrier.with_changed(audience={"list_id": "gone"}).check()
    carrier.check()
    assert account.orders() == []


@WITH_SPECS
def test_contacts_are_sent_as_the_platform_describes(account: SendGrid, carrier: Carrier) -> None:
    carrier.with_changed(fields=()).send("upsert", row(1, email=ONE, fields={"first_name": "Ann"}))
    assert check_orders(account, "trim-sendgrid-mc_contacts_v3.json", account.url) == 1
