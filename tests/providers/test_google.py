"""Google: a Customer Match list through the SDK of the Data Manager API, over a real socket."""

import json
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.ads import datamanager_v1 as api
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import BatchRefusedError, StoppedError
from segflux_cli.destinations.protocol import Outcome
from tests.providers.carrying import TYPES, Carrier, row, sha256
from tests.providers.data_manager import DataManager, refused
from tests.providers.service import Told, served

ONE, TWO, THREE = (sha256(f"p{number}@x.example") for number in (1, 2, 3))
PHONE = sha256("+4930123456")


@pytest.fixture(scope="module")
def key_file() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    email = "segflux@project.iam.gserviceaccount.com"
    words = {"type": "service_account", "client_email": email, "token_uri": "http://127.0.0.1:1/token"}
    return json.dumps({**words, "private_key": pem.decode()})


@pytest.fixture
def google(httpserver: HTTPServer) -> Iterator[DataManager]:
    with served(DataManager(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(google: DataManager, key_file: str) -> Carrier:
    options = {"account": "123-456-7890", "accepts_terms": True, "service_account": key_file}
    return Carrier("google", google.url, options, {"user_list": "77"}, match_on=("email", "phone"))


def test_people_enter_with_what_they_have_and_leave_by_it(google: DataManager, carrier: Carrier) -> None:
    outcome = carrier.send("add", row(1, email=ONE, phone=PHONE), row(2, email=TWO))
    assert (google.list, outcome.job) == ({ONE, PHONE, TWO}, "job-0")
    carrier.send("remove", row(1, email=ONE, phone=PHONE))
    assert google.list == {TWO}


def test_consent_is_said_where_it_is_declared(google: DataManager, carrier: Carrier) -> None:
    said = {**carrier.options, "ad_user_data": "granted", "ad_personalization": "denied"}
    carrier.with_changed(options=said).send("add", row(1, email=ONE))
    carrier.send("add", row(1, email=ONE))
    status = api.ConsentStatus
    told = [(each.ad_user_data, each.ad_personalization) for each in google.consents]
    unsaid = status.CONSENT_STATUS_UNSPECIFIED
    assert told == [(status.CONSENT_GRANTED, status.CONSENT_DENIED), (unsaid, unsaid)]


def test_a_request_is_asked_about_until_it_ends(google: DataManager, carrier: Carrier) -> None:
    job = carrier.send("add", row(1, email=ONE)).job
    assert carrier.poll(job, row(1, email=ONE)) is None
    for state in ("SUCCESS", "PARTIAL_SUCCESS"):
        google.jobs[job] = {"requestStatus": state}
        assert carrier.poll(job, row(1, email=ONE)) == Outcome()
    counts = [{"recordCount": "1", "reason": "PROCESSING_ERROR_REASON_NO_CONSENT"}]
    google.jobs[job] = {"requestStatus": "FAILED", "errorInfo": {"errorCounts": counts}}
    told = carrier.poll(job, row(1, email=ONE))
    assert told is not None
    assert list(told.rejected.values()) == ["Google could not process the request: NO_CONSENT"]


@pytest.mark.parametrize("state", ["FAILED", "PARTIAL_SUCCESS"])
def test_who_a_fault_of_google_met_is_sent_again(google: DataManager, carrier: Carrier, state: str) -> None:
    job = carrier.send("add", row(1, email=ONE)).job
    counts = [{"recordCount": "1", "reason": "PROCESSING_ERROR_REASON_INTERNAL_ERROR"}]
    google.jobs[job] = {"requestStatus": state, "errorInfo": {"errorCounts": counts}}
    told = carrier.poll(job, row(1, email=ONE))
    assert told == Outcome(again="Google could not process the request: INTERNAL_ERROR")


def test_rows_that_google_names_are_rejected_and_the_others_sent(
    google: DataManager, carrier: Carrier
) -> None:
    google.bad = {TWO}
    outcome = carrier.send("add", row(1, email=ONE), row(2, email=TWO), row(3, email=THREE))
    assert outcome.rejected == {row(2).key: "INVALID_HEX_ENCODING"}
    assert (google.list, len(google.asked)) == ({ONE, THREE}, 2)
    assert carrier.send("add", row(2, email=TWO)).rejected == {row(2).key: "INVALID_HEX_ENCODING"}


@pytest.mark.parametrize(
    "answer", [Told(429, {}), Told(503, text="overloaded"), refused(500, "INTERNAL"), Told(200, text="{{{")]
)
def test_what_passes_is_tried_again(google: DataManager, carrier: Carrier, answer: Told) -> None:
    google.scripted = [answer]
    carrier.send("add", row(1, email=ONE))
    assert (google.list, len(google.asked)) == ({ONE}, 2)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_stops_at_the_first_answer(google: DataManager, carrier: Carrier, status: int) -> None:
    times = 3 if status == 401 else 1  # the SDK signs a token anew, twice
    google.scripted = [refused(status, "PERMISSION_DENIED")] * times
    with pytest.raises(StoppedError, match="Check account, login_account, user_list"):
        carrier.send("add", row(1, email=ONE))
    assert len(google.asked) == times


def test_a_batch_holds_ten_thousand_and_a_minute_three_hundred(google: DataManager, carrier: Carrier) -> None:
    limits = TYPES["google"].limits
    assert (limits.rows, limits.requests, limits.seconds) == (10_000, 300, 60)
    carrier.send("add", *[row(number, email=sha256(str(number))) for number in range(10_000)])
    assert (len(google.list), len(google.asked)) == (10_000, 1)


def test_account_and_list_are_asked_before_anything_is_sent(google: DataManager, carrier: Carrier) -> None:
    carrier.check()
    assert (google.list, google.jobs) == (set(), {})
    with pytest.raises(StoppedError, match="Check account"):
        carrier.with_changed(options={**carrier.options, "account": "1"}).check()
    with pytest.raises(StoppedError, match="Check account, account_type and user_list"):
        carrier.with_changed(audience={"user_list": "1"}).check()
    for key in ("no JSON", "{}"):
        with pytest.raises(StoppedError, match="Check service_account") as told:
            carrier.with_changed(options={**carrier.options, "service_account": key}).check()
        assert key not in str(told.value)


def test_a_batch_refused_as_a_whole_is_left_to_the_engine(google: DataManager, carrier: Carrier) -> None:
    google.scripted = [refused(400, "INVALID_ARGUMENT")] * 2
    told = carrier.send("add", row(1, email=ONE), row(2, email=TWO))
    assert len(told.rejected) == 1
    assert BatchRefusedError.__name__ not in str(told)
    google.scripted = [refused(400, "INVALID_ARGUMENT")] * 3
    with pytest.raises(BatchRefusedError, match="everybody of a batch is refused: Google refuses"):
        carrier.send("add", row(1, email=ONE), row(2, email=TWO))
