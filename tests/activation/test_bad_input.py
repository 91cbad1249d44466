"""Bad input of every kind ends in a clear outcome, with its reason in `syncs`, and nobody is lost by it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.destinations.protocol import Limits
from segflux_cli.destinations.providers import find_types
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.carried import CarriedSync, SentValue
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.receiver import SECRET, Receiver
from tests.activation.telling import Syncs
from tests.activation.warehouse import profile_id, relations, set_people

TYPES = {kind.name: kind for kind in find_types(Path(__file__).parent)}
PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 11)]
ALL = {profile_id(number) for number in range(1, 11)}
SET = {"HOOK_SECRET": SECRET}


@pytest.fixture
def client(client: Any) -> Any:
    set_people(client, PEOPLE, range(1, 11))
    return client


def hook(receiver: Receiver, **changed: Any) -> CarriedSync:
    """The regulars to the receiver."""
    sync = a_sync(
        receiver.url,
        type="webhook",
        options={"url": receiver.url, "secret": {"env_var": "HOOK_SECRET"}},
        limits=Limits(rows=5, at_once=1, timeout=60),
    )
    return replace(sync, **changed)


def run(client: Any, task: Task | CarriedSync, **around: Any) -> RunReport:
    chosen = task if isinstance(task, Task) else Task(task)
    return sync_once(client, chosen, **{"types": TYPES, "environment": SET, **around})


def assert_nobody_is_lost(client: Any, receiver: Receiver) -> None:
    """A good run brings everybody, each once, and another one nobody."""
    receiver.always = ""
    assert run(client, hook(receiver)).state == "ok"
    assert set(receiver.members) == ALL
    assert set(receiver.times_taken().values()) == {1}
    assert run(client, hook(receiver)).counts.sent == 0


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "the environment has no HOOK_SECRET"),
        ({"HOOK_SECRET": ""}, "the environment has no HOOK_SECRET"),
        ({"HOOK_SECRET": "whsec_ü"}, "the webhook's secret can't sign"),
        ({"HOOK_SECRET": "whsec_c29tZWJvZHkgZWxzZQ=="}, "401 signed by somebody else. Check the credentials"),
    ],
)
def test_a_secret_that_is_missing_or_wrong(
    client: Any, receiver: Receiver, syncs: Syncs, environment: dict[str, str], told: str
) -> None:
    report = run(client, hook(receiver), environment=environment)
    assert (report.state, report.counts.sent, receiver.taken) == ("failed", 0, [])
    assert told in syncs()
    assert "c29tZWJvZHkgZWxzZQ" not in syncs()
    assert_nobody_is_lost(client, receiver)


def test_no_reason_that_is_kept_shows_a_secret(client: Any, receiver: Receiver) -> None:
    environment = {**SET, "HOOK_URL": f"{receiver.url}/hooks/very-secret-path?of=T0AB"}
    options = {"url": {"env_var": "HOOK_URL"}, "secret": {"env_var": "HOOK_SECRET"}}
    receiver.scripted = ["422"]
    receiver.rejects = dict.fromkeys(ALL, f"signed with {SECRET}")
    set_people(client, PEOPLE[:2], [1, 2])
    single = hook(receiver, options=options, limits=Limits(rows=1, at_once=1))
    assert run(client, single, environment=environment).counts.rejected == 2
    for table in ("sync_ledger", "sync_history"):
        kept = f"select reason from {relations()[table]} final where status = 'rejected' order by reason"
        assert client.query(kept).result_rows == [
            ("POST …: 422 the whole message is refused",),
            ("signed with …",),
        ]


@pytest.mark.parametrize(
    ("fault", "told"),
    [("401", "Check the credentials"), ("403", "Check the credentials"), ("404", "Was the audience deleted")],
)
def test_wrong_credentials_and_an_address_that_is_gone(
    client: Any, receiver: Receiver, syncs: Syncs, fault: str, told: str
) -> None:
    receiver.always = fault
    assert run(client, hook(receiver)).state == "failed"
    assert len(receiver.asked) == 1
    assert "run 1: POST http://…" in syncs()
    assert told in syncs()
    assert_nobody_is_lost(client, receiver)


def test_an_unknown_trait_is_told_before_anything_is_sent(
    client: Any, receiver: Receiver, syncs: Syncs
) -> None:
    unknown = hook(receiver, send=(SentValue("size", "shoe_size", None, None),))
    assert run(client, unknown).state == "failed"
    assert "shoe_size" in syncs()
    assert receiver.asked == []
    assert_nobody_is_lost(client, receiver)


def test_members_without_an_identifier_and_two_with_one(
    client: Any, receiver: Receiver, syncs: Syncs
) -> None:
    people = [(1, "p1@x.example", ""), (2, "", ""), (3, " P1@X.example", ""), (4, "not an address", "")]
    set_people(client, people, range(1, 5))
    report = run(client, hook(receiver))
    assert (report.state, report.counts.unmatched, set(receiver.members)) == ("ok", 3, {profile_id(1)})
    assert " ok 4 25.0 % 1 " in syncs()
    rejects = syncs("--rejects")
    assert f"no email {profile_id(2)}" in rejects
    assert f"has the identifier of another member {profile_id(3)}" in rejects
    assert profile_id(4) in rejects
    set_people(client, PEOPLE, range(1, 11))
    run(client, hook(receiver))
    assert set(receiver.members) == ALL
    assert profile_id(2) not in syncs("--rejects")


def test_whose_first_phone_is_no_number_is_known_by_the_next_one(client: Any, receiver: Receiver) -> None:
    phones = ((1, "12", 2), (1, "+49 151 12345678", 1), (1, "+49 151 87654321", 0), (2, "12", 2), (3, "", 0))
    for place, (number, phone, days) in enumerate(phones):
        client.command(
            f"insert into {relations()['dim_identifiers']} values "
            f"({100 + place}, 'phone', '{phone}', '{profile_id(number)}', now64(3) - interval {days} day)"
        )
    set_people(client, PEOPLE, range(1, 4))
    options = {**hook(receiver).options, "phone_region": "DE"}
    report = run(client, hook(receiver, match_on=("phone",), options=options))
    assert (report.counts.wanted, report.counts.unmatched) == (1, 2)
    assert [member["ids"] for member in receiver.members.values()] == [{"phone": "+4915112345678"}]


def test_who_shares_an_address_with_somebody_held_back_counts_as_held_back(
    client: Any, receiver: Receiver, syncs: Syncs
) -> None:
    people = [(1, "p1@x.example", ""), (2, " P1@x.example", ""), (3, "P1@X.example", ""), *PEOPLE[3:]]
    set_people(client, people, range(1, 11))
    client.command(
        f"alter table {relations()['dim_profiles']} update consent_email = 'false' where user_id in ('2', '3') "
        "settings mutations_sync = 1"
    )
    report = run(client, hook(receiver, channel="email"))
    assert (report.counts.held_back, report.counts.unmatched) == (3, 0)
    assert " ok 10 100.0 % 7 " in syncs()
    assert syncs("--rejects").count("another member") == 0
    assert set(receiver.members) == ALL - {profile_id(1), profile_id(2), profile_id(3)}


def test_a_payload_over_the_limit_is_rejected_alone(client: Any, receiver: Receiver, syncs: Syncs) -> None:
    set_people(client, [*PEOPLE[:9], (10, "p10@x.example", "x" * 3000)], range(1, 11))
    small = hook(receiver, limits=Limits(rows=5, bytes=2000, at_once=1))
    report = run(client, small)
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("ok", 9, 1)
    assert f"payload is over the limit of 2000 bytes {profile_id(10)}" in syncs("--rejects")
    assert run(client, small).counts.sent == 0
    set_people(client, PEOPLE, range(1, 11))
    assert run(client, small).counts.accepted == 1
    assert set(receiver.members) == ALL


def test_a_payload_over_the_limit_is_rejected_where_it_is_all_there_is(
    client: Any, receiver: Receiver
) -> None:
    small = hook(receiver, limits=Limits(rows=5, bytes=2000, at_once=1))
    set_people(client, [(1, "p1@x.example", "x" * 3000), (2, "p2@x.example", "x" * 3000)], [1, 2])
    report = run(client, small)
    assert (report.state, report.counts.rejected, receiver.asked) == ("ok", 2, [])
    assert run(client, small).counts.sent == 0


def test_a_changed_mapping_sends_everybody_again_once(client: Any, receiver: Receiver, syncs: Syncs) -> None:
    run(client, hook(receiver))
    changed = hook(receiver, send=(SentValue("level", "plan", None, None),))
    assert run(client, changed).counts.accepted == 10
    assert {str(member["fields"]) for member in receiver.members.values()} == {"{'level': 'pro'}"}
    assert " ok 10 100.0 % 0 10 0 0 10" in syncs()
    assert run(client, changed).counts.sent == 0


def test_fields_of_a_sync_that_is_gone_are_cleared(client: Any, receiver: Receiver) -> None:
    gone = hook(receiver, mode="upsert")
    run(client, gone)
    assert run(client, Task(gone, is_drain=True)).counts.accepted == 10
    assert [member["fields"] for member in receiver.members.values()] == [{"plan": None}] * 10


def test_an_audience_that_went_empty_is_kept_until_somebody_says_so(
    client: Any, receiver: Receiver, syncs: Syncs
) -> None:
    run(client, hook(receiver))
    set_people(client, PEOPLE, [])
    assert run(client, hook(receiver)).state == "braked"
    assert "run 2: the segment has no members" in syncs()
    assert set(receiver.members) == ALL
    assert run(client, hook(receiver), wishes=Wishes(allows_large_change=True)).state == "ok"
    assert receiver.members == {}


def test_an_identifier_that_was_erased_cannot_be_removed_and_is_told(
    client: Any, receiver: Receiver, syncs: Syncs
) -> None:
    run(client, hook(receiver))
    set_people(client, PEOPLE[1:], range(2, 11))
    client.command(
        f"alter table {relations()['dim_identifiers']} delete where identifier_value = 'p1@x.example' "
        "settings mutations_sync = 1"
    )
    assert run(client, hook(receiver)).state == "ok"
    assert "remove 1 its identifier is gone from the warehouse" in syncs("--rejects")
    assert set(receiver.members) == ALL
