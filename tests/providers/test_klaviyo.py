"""Klaviyo: an import job takes members into a list and tells afterwards whom it could not take."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError
from segflux_cli.destinations.protocol import Outcome
from tests.providers.carrying import TYPES, Carrier, row
from tests.providers.klaviyo import Klaviyo
from tests.providers.openapi import WITH_SPECS, check_orders
from tests.providers.sdk import assert_fits
from tests.providers.service import served

ONE, TWO = "p1@x.example", "p2@x.example"


@pytest.fixture
def account(httpserver: HTTPServer) -> Iterator[Klaviyo]:
    with served(Klaviyo(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(account: Klaviyo) -> Carrier:
    fields = ("first_name", "properties.plan")
    return Carrier("klaviyo", account.url, {"api_key": "secret"}, {"list_id": "XyZ"}, fields=fields)


def test_members_enter_by_a_job_and_leave_by_their_ids(account: Klaviyo, carrier: Carrier) -> None:
    people = (row(1, email=ONE, fields={"first_name": "Ann", "properties.plan": "pro"}), row(2, email=TWO))
    job = carrier.send("add", *people).job
    assert account.members() == {ONE, TWO}
    assert (account.profiles[ONE]["first_name"], account.profiles[ONE]["properties"]) == (
        "Ann",
        {"plan": "pro"},
    )
    assert [carrier.poll(job, *people) for _ in range(2)] == [None, Outcome()]
    assert carrier.send("remove", row(1, email=ONE), row(3, email="never@x.example")).rejected == {}
    assert (account.members(), len(account.profiles)) == ({TWO}, 2)


def test_a_job_tells_whom_it_did_not_take_page_after_page(account: Klaviyo, carrier: Carrier) -> None:
    bad = [row(number, email=f"no good {number}@x.example") for number in range(5)]
    people = (*bad, row(9, email=ONE))
    job = carrier.send("add", *people).job
    carrier.poll(job, *people)
    assert carrier.poll(job, *people) == Outcome(
        dict.fromkeys((each.key for each in bad), "Invalid email address")
    )
    assert account.members() == {ONE}
    assert sum(asked.path.endswith("import-errors") for asked in account.asked) == 3


def test_a_job_tells_whom_it_did_not_take_by_any_identifier(account: Klaviyo, carrier: Carrier) -> None:
    known_by_id = carrier.with_changed(match_on=("user_id",), fields=("email",))
    people = (row(1, user_id="u1", fields={"email": "no good"}), row(2, user_id="u2"))
    job = known_by_id.send("add", *people).job
    account.jobs[job] = ["complete"]
    assert known_by_id.poll(job, *people) == Outcome({people[0].key: "Invalid email address"})


def test_ids_that_differ_by_case_leave_both(account: Klaviyo, carrier: Carrier) -> None:
    known_by_id = carrier.with_changed(match_on=("user_id",), fields=())
    people = (row(1, user_id="aB3"), row(2, user_id="Ab3"))
    known_by_id.send("add", *people)
    assert account.members() == {"aB3", "Ab3"}
    known_by_id.send("remove", *people)
    assert account.members() == set()


def test_an_error_that_names_nobody_leaves_the_others_of_a_job_in_doubt(
    account: Klaviyo, carrier: Carrier
) -> None:
    people = (row(1, email="no good@x.example"), row(2, email=ONE))
    job = carrier.send("add", *people).job
    account.jobs[job] = ["complete"]
    account.errors[job].append({"code": "invalid", "title": "Invalid input.", "original_payload": None})
    again = "2 of a job were not taken, and its errors name 1"
    assert carrier.poll(job, *people) == Outcome({people[0].key: "Invalid email address"}, again=again)


def test_a_job_that_was_cancelled_is_told_as_gone(account: Klaviyo, carrier: Carrier) -> None:
    job = carrier.send("add", row(1, email=ONE)).job
    account.jobs[job] = ["cancelled"]
    with pytest.raises(StoppedError, match="the job was cancelled there"):
        carrier.poll(job, row(1, email=ONE))


def test_fields_are_written_and_cleared_outside_the_list(account: Klaviyo, carrier: Carrier) -> None:
    carrier.send("upsert", row(1, email=ONE, fields={"first_name": "Ann", "properties.plan": "pro"}))
    carrier.send("clear", row(1, email=ONE))
    assert (account.profiles[ONE]["first_name"], account.profiles[ONE]["properties"]) == (None, {})
    assert account.members() == set()


def test_limits_are_those_of_the_document(account: Klaviyo, carrier: Carrier) -> None:
    limits = TYPES["klaviyo"].limits
    assert (limits.rows, limits.removed_rows, limits.bytes) == (10_000, 100, 5_000_000)
    carrier.send("add", *[row(number, email=f"p{number}@x.example") for number in range(100)])
    carrier.send("remove", *[row(number, email=f"p{number}@x.example") for number in range(100)])
    assert (account.members(), len(account.asked)) == (set(), 3)


def test_key_and_list_are_asked_before_anything_is_sent(account: Klaviyo, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match=r"invalid private key.*Check the credentials"):
        carrier.with_changed(options={"api_key": "old"}).check()
    with pytest.raises(StoppedError, match=r"does not exist.*Was the audience deleted"):
        carrier.with_changed(audience={"list_id": "gone"}).check()
    carrier.check()
    assert account.orders() == []


def everything_sent(carrier: Carrier) -> None:
    """An order of each kind."""
    person = row(1, email=ONE, fields={"first_name": "Ann", "properties.plan": "pro"})
    for operation in ("add", "remove", "upsert", "clear"):
        carrier.send(operation, person)


def test_orders_are_as_the_sdk_has_them(account: Klaviyo, carrier: Carrier) -> None:
    everything_sent(carrier)
    models = {"POST": "ProfileImportJobCreateQuery", "DELETE": "ListMembersDeleteQuery"}
    assert [asked.method for asked in account.orders()] == ["POST", "DELETE", "POST", "POST"]
    for asked in account.orders():
        assert_fits(asked, "openapi_client", models[asked.method])


@WITH_SPECS
def test_orders_are_as_the_platform_describes(account: Klaviyo, carrier: Carrier) -> None:
    everything_sent(carrier)
    assert check_orders(account, "trim-klaviyo-stable.json", account.url) == 4
