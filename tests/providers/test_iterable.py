"""Iterable: static lists, and never what somebody agreed to receive."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError
from tests.providers.carrying import TYPES, Carrier, row
from tests.providers.iterable import Iterable
from tests.providers.service import Told, served


@pytest.fixture
def project(httpserver: HTTPServer) -> Iterator[Iterable]:
    with served(Iterable(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(project: Iterable) -> Carrier:
    return Carrier("iterable", project.url, {"api_key": "secret"}, {"list_id": 42}, fields=("plan",))


def test_members_enter_and_leave_and_stay_subscribed(project: Iterable, carrier: Carrier) -> None:
    one, two = "p1@x.example", "p2@x.example"
    carrier.send("add", row(1, email=one, fields={"plan": "pro"}), row(2, email=two))
    assert (project.lists[42], project.users[one]) == ({one, two}, {"plan": "pro"})
    assert carrier.send("remove", row(1, email=one), row(3, email="never@x.example")).rejected == {}
    assert (project.lists[42], project.unsubscribed) == ({two}, set())


def test_a_person_is_known_by_one_identifier(project: Iterable, carrier: Carrier) -> None:
    both = carrier.with_changed(match_on=("email", "user_id"))
    both.send("add", row(1, email="p1@x.example", user_id="u1"), row(2, user_id="u2"))
    assert project.lists[42] == {"p1@x.example", "u2"}


def test_failed_updates_in_a_200_are_rejected_with_their_kind(project: Iterable, carrier: Carrier) -> None:
    project.forgotten = {"gone@x.example"}
    invalid, gone = row(1, email="nonsense"), row(2, email="Gone@x.example".lower())
    typed = row(3, email="p3@x.example", fields={"plan": 3})
    outcome = carrier.send("add", invalid, gone, typed, row(4, email="p4@x.example"))
    assert outcome.rejected == {
        invalid.key: "invalid there",
        gone.key: "was forgotten there by request",
        typed.key: "a field has a type that Iterable does not take",
    }
    assert project.lists[42] == {"p4@x.example"}
    assert carrier.send("upsert", gone, row(4, email="p4@x.example")).rejected.keys() == {gone.key}


def test_fields_are_written_and_cleared(project: Iterable, carrier: Carrier) -> None:
    person = row(1, email="p1@x.example", fields={"plan": "pro"})
    carrier.send("upsert", person)
    assert project.users == {"p1@x.example": {"plan": "pro"}}
    carrier.send("clear", person)
    assert (project.users, project.lists[42]) == ({"p1@x.example": {}}, set())


def test_a_batch_holds_a_thousand(project: Iterable, carrier: Carrier) -> None:
    assert TYPES["iterable"].limits.rows == 1_000
    carrier.send("add", *[row(number, email=f"p{number}@x.example") for number in range(1_000)])
    assert (len(project.lists[42]), len(project.asked)) == (1_000, 1)


def test_a_wrong_key_is_told_before_anything_is_sent(project: Iterable, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match=r"Invalid API key\. Check the credentials"):
        carrier.with_changed(options={"api_key": "old"}).check()
    carrier.check()
    assert project.orders() == []


def test_a_deleted_list_stops_and_is_not_taken_for_a_thousand_bad_rows(
    project: Iterable, carrier: Carrier
) -> None:
    del project.lists[42]
    with pytest.raises(StoppedError, match="Could not find list"):
        carrier.send("add", *[row(number, email=f"p{number}@x.example") for number in range(50)])
    assert len(project.asked) == 1


def test_a_rate_limit_passes(project: Iterable, carrier: Carrier) -> None:
    project.scripted = [Told(429, {"msg": "slow down", "code": "RateLimitExceeded", "params": None})]
    carrier.send("add", row(1, email="p1@x.example"))
    assert project.lists[42] == {"p1@x.example"}
