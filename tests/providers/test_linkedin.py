"""LinkedIn: users of a DMP segment by the hash of their address."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError
from tests.providers.carrying import TYPES, Carrier, row, sha256
from tests.providers.linkedin import LinkedIn
from tests.providers.service import Told, served

ONE, TWO, THREE = (sha256(f"p{number}@x.example") for number in (1, 2, 3))


@pytest.fixture
def account(httpserver: HTTPServer) -> Iterator[LinkedIn]:
    with served(LinkedIn(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(account: LinkedIn) -> Carrier:
    token = {"access_token": "secret"}
    return Carrier("linkedin", account.url, token, {"segment_id": "10804"}, fields=("firstName",))


def test_users_enter_with_what_they_have_and_leave(account: LinkedIn, carrier: Carrier) -> None:
    carrier.send(
        "add", row(1, email=ONE, fields={"firstName": "Åsa"}), row(2, email=TWO, fields={"firstName": None})
    )
    assert account.segments["10804"] == {ONE: {"firstName": "Åsa"}, TWO: {}}
    assert carrier.send("remove", row(1, email=ONE), row(3, email=THREE)).rejected == {}
    assert account.segments["10804"] == {TWO: {}}


def test_elements_answer_in_the_order_of_the_users(account: LinkedIn, carrier: Carrier) -> None:
    bad, odd = row(2, email="p2@x.example"), row(3, email=THREE, fields={"shoe": "9"})
    outcome = carrier.send("add", row(1, email=ONE), bad, odd, row(4, email=TWO))
    assert outcome.rejected == {bad.key: "no hash", odd.key: "unrecognized field"}
    assert set(account.segments["10804"]) == {ONE, TWO}
    assert carrier.send("remove", row(1, email=ONE), bad).rejected == {bad.key: "no hash"}


def test_a_field_that_nobody_has_stops_at_the_first_answer(account: LinkedIn, carrier: Carrier) -> None:
    account.scripted = [
        Told(400, {"status": 400, "message": "ERROR :: /elements/0/shoe :: unrecognized field found"})
    ]
    with pytest.raises(StoppedError, match="unrecognized field"):
        carrier.send("add", row(1, email=ONE), row(2, email=TWO))
    assert len(account.asked) == 1


def test_an_element_that_passes_sends_the_batch_again(account: LinkedIn, carrier: Carrier) -> None:
    account.away = {TWO}
    assert carrier.send("add", row(1, email=ONE), row(2, email=TWO)).rejected == {}
    assert (set(account.segments["10804"]), len(account.asked)) == ({ONE, TWO}, 2)


def test_a_batch_holds_five_thousand(account: LinkedIn, carrier: Carrier) -> None:
    assert TYPES["linkedin"].limits.rows == 5_000
    carrier.send("add", *[row(number, email=sha256(str(number))) for number in range(5_000)])
    assert (len(account.segments["10804"]), len(account.asked)) == (5_000, 1)


def test_token_segment_and_version_are_asked_before_anything_is_sent(
    account: LinkedIn, carrier: Carrier
) -> None:
    with pytest.raises(StoppedError, match=r"token has expired.*Check the credentials"):
        carrier.with_changed(options={"access_token": "old"}).check()
    with pytest.raises(StoppedError, match="Was the audience deleted"):
        carrier.with_changed(audience={"segment_id": "1"}).check()
    with pytest.raises(StoppedError, match="no such version"):
        carrier.with_changed(options={"access_token": "secret", "version": "x"}).check()
    carrier.check()
    assert account.orders() == []
