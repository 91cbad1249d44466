"""The oracle's members against examples of the document worked out by hand."""

from typing import Any

import pytest

from tests.oracle.amounts import rounded
from tests.oracle.segments import members
from tests.oracle.values import exact

AS_OF = "2026-06-01T09:00:00Z"
ADA = frozenset({("user_id", "ada")})
BOB = frozenset({("user_id", "bob")})


def event(who: str, name: str, at: str = "2026-05-31T10:00:00Z", **more: Any) -> dict[str, Any]:
    return {"at": at, "user_id": who, "event": name, **more}


def found(who: Any, *events: dict[str, Any], **given: Any) -> set[frozenset[tuple[str, str]]]:
    return members({"events": list(events), **given}, {"segment": "s", "who": who}, AS_OF)


def test_a_negative_condition_takes_in_who_never_did() -> None:
    country = [{"at": "2026-01-01", "user_id": "bob", "traits": {"country": "DE"}}]
    who = [{"did_not": "order_completed", "within": "60 days"}]
    assert found(who, event("ada", "order_completed"), traits=country) == {BOB}


def test_nobody_is_in_before_their_first_row() -> None:
    assert found("everyone", event("ada", "seen", at="2026-06-01T09:00:00.001Z")) == set()
    assert found("everyone", event("ada", "seen", at=AS_OF)) == {ADA}


def test_a_link_makes_one_person_of_two_identifiers() -> None:
    links = [{"at": "2026-01-01", "ids": {"user_id": ["ada", "bob"]}}]
    who = [{"did": "a"}, {"did": "b"}]
    assert found(who, event("ada", "a"), event("bob", "b"), links=links) == {ADA | BOB}


def test_of_repeated_deliveries_the_first_received_counts() -> None:
    late = event("ada", "a", at="2026-05-01", event_id="1", received_at="2026-05-30")
    early = event("ada", "b", at="2026-05-02", event_id="1", received_at="2026-05-29")
    assert found([{"did": "b"}, {"did_not": "a"}], late, early) == {ADA}


@pytest.mark.parametrize(
    ("words", "is_in"),
    [
        ({"total": {"of": "revenue", "at_most": 50}}, False),
        ({"total": {"of": "revenue", "at_most": 50}, "at_least": "0 times"}, True),
        ({"at_most": "2 times"}, True),
        ({"exactly": "0 times"}, True),
        ({"at_least": "0 times"}, True),
        ({"average": {"of": "revenue", "at_most": 50}, "at_least": 0}, False),
        ({"on_days": {"at_most": 3}}, False),
    ],
)
def test_without_an_event_only_a_count_word_lets_in(*, words: dict[str, Any], is_in: bool) -> None:
    who = [{"did": "order_completed", **words}]
    assert (ADA in found(who, event("ada", "seen"))) is is_in


@pytest.mark.parametrize(
    ("where", "is_in"),
    [
        ({"items[].price": {"at_least": 10}}, True),
        ({"items[].price": {"at_least": 10}, "items[].category": "toys"}, True),
        ({"items": {"item": {"category": "toys", "price": {"at_least": 10}}}}, False),
        ({"items[].category": {"is_not": "toys"}}, False),
        ({"items[].category": {"is_not": "cars"}}, True),
        ({"none": [{"items[].category": "cars"}, {"missing": {"exists": True}}]}, True),
    ],
)
def test_lists_in_properties_are_judged_by_element(*, where: dict[str, Any], is_in: bool) -> None:
    items = [{"category": "toys", "price": 5}, {"category": "books", "price": 12}]
    bought = event("ada", "bought", properties={"items": items})
    assert (ADA in found([{"did": "bought", "where": where}], bought)) is is_in


def test_amounts_round_half_away_from_zero_to_six_decimals() -> None:
    assert [float(rounded(exact(one))) for one in (5e-7, -5e-7, 4.9e-7)] == [1e-6, -1e-6, 0.0]
