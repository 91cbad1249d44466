"""Braze: an attribute says who is in the segment."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError
from tests.providers.braze import Braze
from tests.providers.carrying import TYPES, Carrier, row
from tests.providers.openapi import WITH_SPECS, check_orders
from tests.providers.service import Told, served


@pytest.fixture
def instance(httpserver: HTTPServer) -> Iterator[Braze]:
    with served(Braze(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(instance: Braze) -> Carrier:
    options = {"endpoint": "rest.example", "api_key": "secret"}
    return Carrier("braze", instance.url, options, match_on=("user_id",), fields=("plan",))


def test_users_enter_with_fields_and_leave_without_being_made(instance: Braze, carrier: Carrier) -> None:
    carrier.send("add", row(1, user_id="u1", fields={"plan": "pro"}), row(2, user_id="u2"))
    assert instance.users == {"u1": {"plan": "pro", "in_likes_tea": True}, "u2": {"in_likes_tea": True}}
    carrier.send("remove", row(1, user_id="u1"), row(3, user_id="never"))
    assert instance.users == {"u1": {"plan": "pro", "in_likes_tea": False}, "u2": {"in_likes_tea": True}}


def test_users_are_known_by_address_and_number_too(instance: Braze, carrier: Carrier) -> None:
    both = carrier.with_changed(match_on=("email", "phone"), audience={"attribute": "tea"})
    both.send("add", row(1, email="p1@x.example", phone="+491"), row(2, phone="+492"))
    assert instance.users == {"p1@x.example": {"tea": True}, "+492": {"tea": True}}


def test_201_rejects_users_by_their_index(instance: Braze, carrier: Carrier) -> None:
    bad = row(2, user_id="u2", fields={"plan": 3})
    outcome = carrier.send("add", row(1, user_id="u1"), bad, row(3, user_id="u3"))
    assert outcome.rejected == {bad.key: "The value provided for 'plan' is not allowed"}
    assert set(instance.users) == {"u1", "u3"}


def test_fields_are_written_and_cleared(instance: Braze, carrier: Carrier) -> None:
    carrier.send("upsert", row(1, user_id="u1", fields={"plan": "pro"}))
    assert instance.users == {"u1": {"plan": "pro"}}
    carrier.send("clear", row(1, user_id="u1"), row(2, user_id="never"))
    assert instance.users == {"u1": {}}


def test_a_batch_holds_75(instance: Braze, carrier: Carrier) -> None:
    assert TYPES["braze"].limits.rows == 75
    carrier.send("add", *[row(number, user_id=f"u{number}") for number in range(75)])
    assert (len(instance.users), len(instance.asked)) == (75, 1)


def test_a_wrong_key_stops_and_a_busy_instance_does_not(instance: Braze, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match=r"Invalid API key.*Check the credentials"):
        carrier.with_changed(options={"api_key": "old"}).send("add", row(1, user_id="u1"))
    instance.scripted = [Told(429, {"message": "slow down"}, {"Retry-After": "0.01"})]
    carrier.send("add", row(1, user_id="u1"))
    assert set(instance.users) == {"u1"}


@WITH_SPECS
def test_users_are_sent_as_the_community_describes(instance: Braze, carrier: Carrier) -> None:
    person = row(1, user_id="u1", fields={"plan": "pro"})
    for operation in ("add", "remove", "upsert", "clear"):
        carrier.send(operation, person)
    assert check_orders(instance, "trim-braze-community-spec.json", instance.url) == 4
