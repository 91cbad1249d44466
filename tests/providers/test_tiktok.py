"""TikTok: 200 with a code that is not 0 is a failure."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError
from tests.providers.carrying import TYPES, Carrier, row, sha256
from tests.providers.service import Told, served
from tests.providers.tiktok import TikTok, told

ONE, TWO = sha256("p1@x.example"), sha256("p2@x.example")
PHONE = sha256("+4930123456")


@pytest.fixture
def advertiser(httpserver: HTTPServer) -> Iterator[TikTok]:
    with served(TikTok(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(advertiser: TikTok) -> Carrier:
    options = {"access_token": "secret", "advertiser_id": "700"}
    return Carrier("tiktok", advertiser.url, options, {"audience_id": "167"}, match_on=("email", "phone"))


def test_people_enter_with_what_they_have_and_leave_by_it(advertiser: TikTok, carrier: Carrier) -> None:
    carrier.send("add", row(1, email=ONE, phone=PHONE), row(2, email=TWO))
    assert advertiser.orders()[0].body["batch_data"][1] == [{"id": TWO, "audience_ids": ["167"]}, {}]
    there = {("EMAIL_SHA256", ONE), ("PHONE_SHA256", PHONE), ("EMAIL_SHA256", TWO)}
    assert advertiser.audiences["167"] == there
    carrier.send("remove", row(1, email=ONE, phone=PHONE), row(3, phone=sha256("+1")))
    assert advertiser.audiences["167"] == {("EMAIL_SHA256", TWO)}


@pytest.mark.parametrize(
    "answer",
    [told(40100, "too frequent"), told(40133, "too frequent"), told(50000, "system error"), Told(200, {})],
)
def test_what_passes_is_tried_again(advertiser: TikTok, carrier: Carrier, answer: Told) -> None:
    advertiser.scripted = [answer]
    carrier.send("add", row(1, email=ONE))
    assert (len(advertiser.audiences["167"]), len(advertiser.asked)) == (1, 2)


@pytest.mark.parametrize("code", [40001, 40002, 40007, 40102, 40104, 40105])
def test_everything_else_stops_at_the_first_answer(advertiser: TikTok, carrier: Carrier, code: int) -> None:
    advertiser.scripted = [told(code, "TikTok says why.")]
    with pytest.raises(StoppedError, match=r"TikTok says why\. Check the credentials"):
        carrier.send("add", row(1, email=ONE), row(2, email=TWO))
    assert len(advertiser.asked) == 1


def test_a_batch_holds_ten_thousand(advertiser: TikTok, carrier: Carrier) -> None:
    assert TYPES["tiktok"].limits.rows == 10_000
    carrier.send("add", *[row(number, email=sha256(str(number))) for number in range(10_000)])
    assert (len(advertiser.audiences["167"]), len(advertiser.asked)) == (10_000, 1)


def test_token_and_audience_are_asked_before_anything_is_sent(advertiser: TikTok, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match="Access token is incorrect"):
        carrier.with_changed(options={"access_token": "old", "advertiser_id": "700"}).check()
    with pytest.raises(StoppedError, match="the advertiser has no such audience"):
        carrier.with_changed(audience={"audience_id": "1"}).check()
    carrier.check()
    assert advertiser.orders() == []
