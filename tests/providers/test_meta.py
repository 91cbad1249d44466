"""Meta: rows of identifiers, and codes that tell what a 400 is."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from facebook_business.adobjects.customaudience import CustomAudience
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError, TransientError
from tests.providers.carrying import TYPES, Carrier, row, sha256
from tests.providers.meta import Meta, error
from tests.providers.service import Told, served

ONE, TWO = sha256("p1@x.example"), sha256("p2@x.example")
PHONE = sha256("4930123456")


@pytest.fixture
def account(httpserver: HTTPServer) -> Iterator[Meta]:
    with served(Meta(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(account: Meta) -> Carrier:
    token = {"access_token": "secret"}
    return Carrier("meta", account.url, token, {"audience_id": "2385"}, match_on=("email", "phone"))


def test_people_enter_with_all_their_identifiers_and_leave_by_them(account: Meta, carrier: Carrier) -> None:
    carrier.send("add", row(1, email=ONE, phone=PHONE), row(2, email=TWO))
    both = (("EMAIL", ONE), ("PHONE", PHONE))
    assert account.audiences["2385"] == {both, (("EMAIL", TWO), ("PHONE", ""))}
    carrier.send("remove", row(2, email=TWO), row(3, phone=sha256("1")))
    assert account.audiences["2385"] == {both}


def test_orders_are_as_the_sdk_builds_them(account: Meta, carrier: Carrier) -> None:
    carrier.send("add", row(1, email=ONE, phone=PHONE), row(2, email=TWO))
    carrier.send("remove", row(1, email=ONE, phone=PHONE), row(2, email=TWO))
    calls: list[Any] = []
    recorder = SimpleNamespace(
        call=lambda method, path, params: calls.append((method, path, params["payload"]))
    )
    audience = CustomAudience("2385", api=recorder)
    schema = audience.Schema.MultiKeySchema
    for ask in (audience.add_users, audience.remove_users):
        ask([schema.email, schema.phone], [[ONE, PHONE], [TWO, ""]], is_raw=True, pre_hashed=True)
    for asked, (method, path, payload) in zip(account.orders(), calls, strict=True):
        assert (asked.method, asked.path) == (method, "/".join(("/v25.0", *path)))
        assert payload == {**asked.body["payload"], "is_raw": True}  # Meta's documents do without the word


@pytest.mark.parametrize("code", [1, 2, 4, 17, 32, 341, 613, 2650, 80003])
def test_what_passes_is_tried_again(account: Meta, carrier: Carrier, code: int) -> None:
    account.scripted = [error(code, "please retry later")]
    carrier.send("add", row(1, email=ONE))
    assert (len(account.audiences["2385"]), len(account.asked)) == (1, 2)


def test_what_meta_calls_transient_is_tried_again(account: Meta, carrier: Carrier) -> None:
    account.scripted = [error(-3, "hiccup", is_transient=True), error(-3, "hiccup", is_transient=True)]
    with pytest.raises(TransientError, match="hiccup"):
        carrier.send("add", row(1, email=ONE))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (error(190, "Error validating access token"), "Error validating access token. Check the credentials"),
        (error(200, "Permissions error"), "Permissions error. Check the credentials"),
        (error(294, "needs ads_management"), "needs ads_management"),
        (error(100, "Object does not exist", error_subcode=33), "does not exist. Check the credentials"),
        (
            error(100, "Invalid", error_subcode=1713230, error_user_msg="resolve integrity restrictions"),
            "resolve integrity restrictions",
        ),
        (error(368, "deemed abusive"), "deemed abusive"),
    ],
)
def test_everything_else_stops_at_the_first_answer(
    account: Meta, carrier: Carrier, told: Told, said: str
) -> None:
    account.scripted = [told]
    with pytest.raises(StoppedError, match=said):
        carrier.send("add", row(1, email=ONE), row(2, email=TWO))
    assert len(account.asked) == 1


def test_a_batch_holds_ten_thousand(account: Meta, carrier: Carrier) -> None:
    assert TYPES["meta"].limits.rows == 10_000
    carrier.send("add", *[row(number, email=sha256(str(number))) for number in range(10_001)])
    assert len(account.audiences["2385"]) == 10_001
    assert max(len(order.body["payload"]["data"]) for order in account.orders()[1:]) == 5_001


def test_token_and_audience_are_asked_before_anything_is_sent(account: Meta, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match="Error validating access token"):
        carrier.with_changed(options={"access_token": "old"}).check()
    with pytest.raises(StoppedError, match="Object does not exist"):
        carrier.with_changed(audience={"audience_id": "1"}).check()
    carrier.check()
    assert account.orders() == []
