"""Segment and RudderStack: a trait on each person, an event when they enter or leave, each once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import rudderstack.analytics
import segment.analytics
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError, TransientError
from segflux_cli.destinations.protocol import Row
from tests.providers.carrying import TYPES, Carrier, row
from tests.providers.cdp import Cdp, RudderStack
from tests.providers.service import Told, served

SOURCES = {"segment": Cdp, "rudderstack": RudderStack}
CLIENTS = {"segment": segment.analytics.Client, "rudderstack": rudderstack.analytics.Client}
WORDS = {"userId": "user_id", "anonymousId": "anonymous_id", "messageId": "message_id"}


@pytest.fixture(params=SOURCES)
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def source(provider: str, httpserver: HTTPServer) -> Iterator[Cdp]:
    with served(SOURCES[provider](), httpserver) as service:
        yield service


@pytest.fixture
def carrier(provider: str, source: Cdp) -> Carrier:
    return Carrier(provider, source.url, {"write_key": "secret", "data_plane": source.url}, fields=("plan",))


def entering(number: int, **known: Any) -> Row:
    return replace(row(number, **known), is_new=True)


def test_people_enter_and_leave_with_a_trait_and_an_event(source: Cdp, carrier: Carrier) -> None:
    carrier.send("add", entering(1, user_id="u1", fields={"plan": "pro"}), entering(2, user_id="u2"))
    assert source.traits == {"u1": {"plan": "pro", "in_likes_tea": True}, "u2": {"in_likes_tea": True}}
    carrier.send("remove", row(1, user_id="u1"))
    assert source.traits["u1"] == {"plan": "pro", "in_likes_tea": False}
    entered, left = "Segment Entered", "Segment Left"
    assert source.events == [(f"u{n}", entered, "likes_tea") for n in (1, 2)] + [("u1", left, "likes_tea")]


def test_a_changed_field_is_no_event(source: Cdp, carrier: Carrier) -> None:
    carrier.send("add", row(1, user_id="u1", fields={"plan": "pro"}), entering(2, user_id="u2"))
    assert source.traits["u1"] == {"plan": "pro", "in_likes_tea": True}
    assert source.events == [("u2", "Segment Entered", "likes_tea")]


def test_a_batch_that_is_sent_again_counts_once(source: Cdp, carrier: Carrier) -> None:
    for _ in range(2):
        carrier.send("add", entering(1, user_id="u1"))
    assert (len(source.asked), len(source.seen), len(source.events)) == (4, 2, 1)


def test_a_failure_between_the_calls_leaves_no_event_out(source: Cdp, carrier: Carrier) -> None:
    source.scripted = [source.taken(), Told(503, text="busy")]
    carrier.send("add", entering(1, user_id="u1"))
    assert source.events == [("u1", "Segment Entered", "likes_tea")]


def test_people_without_a_login_are_known_by_their_anonymous_id(source: Cdp, carrier: Carrier) -> None:
    named = carrier.with_changed(match_on=("anonymous_id",), audience={"trait": "tea"})
    named.send("add", row(1, anonymous_id="a1"))
    assert source.traits == {"a1": {"tea": True}}


def test_fields_are_written_and_cleared_without_an_event(source: Cdp, carrier: Carrier) -> None:
    carrier.send("upsert", row(1, user_id="u1", fields={"plan": "pro"}))
    carrier.send("clear", row(1, user_id="u1"))
    assert (source.traits, source.events) == ({"u1": {"plan": None}}, [])


def test_no_request_is_over_the_limit_and_a_large_message_is_alone(source: Cdp, carrier: Carrier) -> None:
    kind = TYPES[carrier.provider]
    assert kind.limits.bytes
    assert kind.limits.bytes <= source.most_bytes
    large = row(0, user_id="u0", fields={"plan": "x" * 33_000})
    rows = [
        row(number, user_id=f"u{number}", fields={"plan": "x" * 2_500})
        for number in range(1, kind.limits.rows)
    ]
    outcome = carrier.send("add", large, *rows)
    assert outcome.rejected.keys() == {large.key}
    assert max(asked.size for asked in source.asked) <= source.most_bytes
    assert len(source.traits) == kind.limits.rows - 1


def sent_by_the_sdk(source: Cdp, provider: str, message: dict[str, Any]) -> dict[str, Any]:
    """The same message in a batch of the SDK's client, which adds when and with what it was sent.

    RudderStack's puts traits into the context. Destinations read them there or where ours are; warehouses
    name columns as the trait only where it stands as ours do.
    """
    client = CLIENTS[provider]("secret", host=source.url, sync_mode=True, gzip=False)
    given = {WORDS.get(word, word): value for word, value in message.items() if word != "type"}
    source.scripted = [source.taken()]
    getattr(client, message["type"])(**given)
    [sent] = source.asked[-1].body["batch"]
    return {"traits": sent["context"].get("traits"), **sent}


@pytest.mark.parametrize("id_type", ["user_id", "anonymous_id"])
def test_messages_are_as_the_sdk_sends_them(
    provider: str, source: Cdp, carrier: Carrier, id_type: str
) -> None:
    for operation in ("add", "remove", "upsert", "clear"):
        person = entering(1, fields={"plan": "pro"}, **{id_type: "p1"})
        carrier.with_changed(match_on=(id_type,)).send(operation, person)
    ours = list(source.asked)
    assert [asked.body["batch"][0]["type"] for asked in ours] == ["identify", "track"] * 2 + ["identify"] * 2
    for asked in ours:
        [message] = asked.body["batch"]
        sent = sent_by_the_sdk(source, provider, message)
        assert {word: sent.get(word) for word in message} == message
        theirs = source.asked[-1]
        assert (theirs.path, theirs.headers["Authorization"]) == (asked.path, asked.headers["Authorization"])


def test_what_passes_is_tried_again(source: Cdp, carrier: Carrier) -> None:
    source.scripted = [Told(429, text="Max Requests Limit reached")] * 2
    with pytest.raises(TransientError, match="429"):
        carrier.send("add", row(1, user_id="u1"))


def test_rudderstack_tells_of_a_wrong_key_and_a_disabled_source(httpserver: HTTPServer) -> None:
    with served(RudderStack(), httpserver) as plane:
        wrong = Carrier("rudderstack", plane.url, {"write_key": "old", "data_plane": plane.url})
        with pytest.raises(StoppedError, match=r"Invalid Write Key.*Check the credentials"):
            wrong.send("add", row(1, user_id="u1"))
        plane.scripted = [Told(404, text="Source is disabled")]
        with pytest.raises(StoppedError, match="Source is disabled"):
            wrong.send("add", row(1, user_id="u1"))
