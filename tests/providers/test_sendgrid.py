"""SendGrid: jobs take contacts into a list; leaving removes them from the list only."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.destinations.failures import StoppedError, TransientError
from segflux_cli.destinations.protocol import Outcome
from tests.providers.carrying import TYPES, Carrier, row
from tests.providers.openapi import WITH_SPECS, check_orders
from tests.providers.sendgrid import SendGrid
from tests.providers.service import Told, served

ONE, TWO = "p1@x.example", "p2@x.example"


@pytest.fixture
def account(httpserver: HTTPServer) -> Iterator[SendGrid]:
    with served(SendGrid(), httpserver) as service:
        yield service


@pytest.fixture
def carrier(account: SendGrid) -> Carrier:
    return Carrier(
        "sendgrid",
        account.url,
        {"api_key": "secret"},
        {"list_id": "main"},
        fields=("first_name", "custom_fields.e1_T"),
    )


def test_members_enter_by_a_job_and_leave_by_their_ids(account: SendGrid, carrier: Carrier) -> None:
    fields = {"first_name": "Ann", "custom_fields.e1_T": "pro"}
    people = (row(1, email=ONE, fields=fields), row(2, email=TWO))
    outcome = carrier.send("add", *people)
    assert account.members() == {ONE, TWO}
    assert account.contacts[ONE]["custom_fields"] == {"e1_T": "pro"}
    assert [carrier.poll(outcome.job, *people) for _ in range(2)] == [None, Outcome()]
    assert carrier.send("remove", row(1, email=ONE), row(3, email="never@x.example")).rejected == {}
    assert (account.members(), len(account.contacts)) == ({TWO}, 2)


def test_who_is_known_there_by_another_address_now_leaves_too(account: SendGrid, carrier: Carrier) -> None:
    account.contacts[TWO] = {"id": "id-2", "email": TWO, "alternate_emails": [ONE]}
    account.lists["main"].add("id-2")
    assert carrier.send("remove", row(1, email=ONE)).rejected == {}
    assert account.members() == set()


def test_nobody_found_means_nothing_to_remove(account: SendGrid, carrier: Carrier) -> None:
    assert carrier.send("remove", row(3, email="never@x.example")).rejected == {}
    assert [asked.method for asked in account.asked] == ["POST"]


def test_one_bad_address_is_found_by_halving(account: SendGrid, carrier: Carrier) -> None:
    bad = row(3, email="no@address")
    outcome = carrier.send("add", row(1, email=ONE), row(2, email=TWO), bad, row(4, email="p4@x.example"))
    assert outcome.rejected.keys() == {bad.key}
    assert account.members() == {ONE, TWO, "p4@x.example"}


def test_a_job_that_failed_rejects_its_rows(account: SendGrid, carrier: Carrier) -> None:
    account.ends = "failed"
    person = row(1, email=ONE)
    job = carrier.send("add", person).job
    carrier.poll(job, person)
    assert carrier.poll(job, person) == Outcome({person.key: "the provider's job failed"})


WRONG = row(2, email=TWO, fields={"custom_fields.e9_T": "pro"})
PEOPLE = (row(1, email=ONE), WRONG, row(3, email="P3@x.example", fields={"custom_fields.e9_T": "pro"}))
SAID = "no custom field, see the definitions"


def ended(carrier: Carrier) -> Outcome | None:
    """What is told of a job that could not take two of three people."""
    job = carrier.send("add", *PEOPLE).job
    carrier.poll(job, *PEOPLE)
    return carrier.poll(job, *PEOPLE)


def test_whom_a_job_could_not_take_is_read_in_its_file(account: SendGrid, carrier: Carrier) -> None:
    assert ended(carrier) == Outcome({person.key: SAID for person in PEOPLE[1:]})
    assert account.members() == {ONE}


def test_a_job_that_failed_has_reasons_where_the_file_tells_them(account: SendGrid, carrier: Carrier) -> None:
    account.ends = "failed"
    failed = "the provider's job failed"
    reasons = {PEOPLE[0].key: failed, PEOPLE[1].key: SAID, PEOPLE[2].key: SAID}
    assert ended(carrier) == Outcome(reasons)
    account.file = Told(404)
    assert ended(carrier) == Outcome(dict.fromkeys(reasons, failed))


@pytest.mark.parametrize(
    ("file", "named"),
    [
        (f"email,what\n{TWO},odd\n", 1),  # cut off
        ("who,why\nsomebody@else.example,odd\nanother@else.example,odd\n", 0),
        ("<html>\n<h1>sign in, please</h1>\n", 0),
        ("[]", 0),
    ],
)
def test_a_file_that_names_too_few_leaves_the_others_in_doubt(
    account: SendGrid, carrier: Carrier, file: str, named: int
) -> None:
    account.file = Told(text=file)
    outcome = ended(carrier)
    assert outcome is not None
    assert set(outcome.rejected) == {person.key for person in PEOPLE[1 : 1 + named]}
    assert outcome.again == f"2 of a job were not taken, and its errors name {named}"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (Told(403, text="<Error>expired</Error>"), "exports/job-0: 403"),
        (Told(302, headers={"Location": "http://127.0.0.1:9/"}), "exports/job-0: 302"),
        (Told(text='{"half": '), "can't be read"),
        (Told(text="[" * 200_000), "can't be read"),
        (Told(text="[1, 2]"), "another form"),
        (Told(text="email,error\n" * 20, pause=0.1), "no answer within 0.5 s"),
    ],
)
def test_a_file_that_cannot_be_read_is_asked_for_again(
    account: SendGrid, carrier: Carrier, file: Told, said: str
) -> None:
    account.file = file
    with pytest.raises(TransientError, match=said) as told:
        ended(
            carrier.with_changed(limits=replace(TYPES["sendgrid"].limits, timeout=0.5 if file.pause else 60))
        )
    assert "s3cr3t" not in str(told.value)
    account.file = None
    assert carrier.poll("job-0", *PEOPLE) == Outcome({person.key: SAID for person in PEOPLE[1:]})


def test_a_job_that_is_gone_is_told_as_such(account: SendGrid, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match="no such job"):
        carrier.poll("job-7", *PEOPLE)


def test_fields_are_written_and_cleared_outside_the_list(account: SendGrid, carrier: Carrier) -> None:
    carrier.send("upsert", row(1, email=ONE, fields={"first_name": "Ann", "custom_fields.e1_T": "pro"}))
    carrier.send("clear", row(1, email=ONE))
    contact = account.contacts[ONE]
    assert (contact["first_name"], contact["custom_fields"]) == (None, {"e1_T": None})
    assert account.members() == set()


def test_limits_are_those_of_the_document(account: SendGrid, carrier: Carrier) -> None:
    limits = TYPES["sendgrid"].limits
    assert (limits.rows, limits.removed_rows, limits.bytes) == (30_000, 100, 6_000_000)
    carrier.send("add", *[row(number, email=f"p{number}@x.example") for number in range(100)])
    carrier.send("remove", *[row(number, email=f"p{number}@x.example") for number in range(100)])
    assert (account.members(), len(account.asked)) == (set(), 3)


def test_key_and_list_are_asked_before_anything_is_sent(account: SendGrid, carrier: Carrier) -> None:
    with pytest.raises(StoppedError, match="Check the credentials"):
        carrier.with_changed(options={"api_key": "old"}).check()
    with pytest.raises(StoppedError, match="Was the audience deleted"):
        carrier.with_changed(audience={"list_id": "gone"}).check()
    carrier.check()
    assert account.orders() == []


@WITH_SPECS
def test_contacts_are_sent_as_the_platform_describes(account: SendGrid, carrier: Carrier) -> None:
    carrier.with_changed(fields=()).send("upsert", row(1, email=ONE, fields={"first_name": "Ann"}))
    assert check_orders(account, "trim-sendgrid-mc_contacts_v3.json", account.url) == 1
