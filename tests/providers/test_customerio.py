"""Customer.io: a manual segment of people by id, or an attribute on each person."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError
from tests.providers.carrying import TYPES, Carrier, row
from tests.providers.customerio import CustomerIo
from tests.providers.service import Told, served

KEYS = {"site_id": "site", "api_key": "key"}


@pytest.fixture
def workspace(httpserver: HTTPServer) -> Iterator[CustomerIo]:
    with served(CustomerIo(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(workspace: CustomerIo) -> Carrier:
    return Carrier("customerio", workspace.url, KEYS, {"segment_id": 7}, fields=("plan",))


@pytest.fixture
def marker(workspace: CustomerIo) -> Carrier:
    return Carrier("customerio_attribute", workspace.url, KEYS, match_on=("email",), fields=("plan",))


def test_members_are_made_then_put_into_the_segment_and_taken_out(
    workspace: CustomerIo, carrier: Carrier
) -> None:
    carrier.send("add", row(1, user_id="u1", fields={"plan": "pro"}), row(2, user_id="u2"))
    assert (workspace.segments["7"], workspace.people["u1"]) == ({"u1", "u2"}, {"plan": "pro"})
    carrier.send("remove", row(1, user_id="u1"), row(3, user_id="never"))
    assert (workspace.segments["7"], workspace.people["u1"]) == ({"u2"}, {"plan": "pro"})


def test_207_rejects_people_by_their_index_and_leaves_them_out_of_the_segment(
    workspace: CustomerIo, carrier: Carrier
) -> None:
    bad = row(2, user_id="u2", fields={"plan": "x" * 1_001})
    outcome = carrier.send("add", row(1, user_id="u1"), bad, row(3, user_id="u3"))
    assert outcome.rejected == {bad.key: "value for attribute is too long"}
    assert workspace.segments["7"] == {"u1", "u3"}


def test_addresses_are_not_taken_since_they_could_not_be_removed() -> None:
    assert TYPES["customerio"].identities == ("user_id",)


def test_attributes_are_written_and_cleared_only_for_people_who_exist(
    workspace: CustomerIo, carrier: Carrier
) -> None:
    carrier.send("upsert", row(1, user_id="u1", fields={"plan": "pro"}))
    assert workspace.people == {"u1": {"plan": "pro"}}
    carrier.send("clear", row(1, user_id="u1"), row(2, user_id="never"))
    assert workspace.people == {"u1": {}}
    assert workspace.segments["7"] == set()


def test_an_attribute_says_who_is_in_by_address(workspace: CustomerIo, marker: Carrier) -> None:
    one, two = "p1@x.example", "p2@x.example"
    marker.send("add", row(1, email=one, fields={"plan": "pro"}), row(2, email=two))
    assert workspace.people == {one: {"plan": "pro", "in_likes_tea": True}, two: {"in_likes_tea": True}}
    marker.send("remove", row(1, email=one), row(3, email="never@x.example"))
    assert workspace.people == {one: {"plan": "pro", "in_likes_tea": False}, two: {"in_likes_tea": True}}


def test_no_batch_is_over_a_thousand_ids_or_500_kilobytes(workspace: CustomerIo, carrier: Carrier) -> None:
    limits = TYPES["customerio"].limits
    assert (limits.rows, limits.bytes) == (1_000, 500_000)
    long = {"plan": "x" * 900}
    carrier.send("add", *[row(number, user_id=f"u{number}", fields=long) for number in range(1_000)])
    assert len(workspace.segments["7"]) == 1_000
    assert max(asked.size for asked in workspace.asked) <= 500_000


def test_wrong_keys_and_the_wrong_region_are_told_before_anything_is_sent(
    workspace: CustomerIo, carrier: Carrier
) -> None:
    with pytest.raises(StoppedError, match="Check the credentials"):
        carrier.with_changed(options={**KEYS, "api_key": "old"}).check()
    workspace.scripted = [Told(301, headers={"Location": "https://track-eu.customer.io"})]
    with pytest.raises(StoppedError, match="write the address of your region"):
        carrier.check()
    carrier.check()
    assert workspace.orders() == []


def test_a_deleted_segment_stops(workspace: CustomerIo, carrier: Carrier) -> None:
    del workspace.segments["7"]
    with pytest.raises(StoppedError, match="Was the audience deleted"):
        carrier.send("add", row(1, user_id="u1"))
