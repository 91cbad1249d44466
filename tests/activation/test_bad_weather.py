"""The signed webhook in bad weather: nobody is lost, who comes twice comes under one id, and `syncs` tells it."""

from pathlib import Path
from typing import Any

import pytest

from segflux_cli.destinations.protocol import Limits
from segflux_cli.destinations.providers import find_types
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.sending.sender import Patience
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.receiver import SECRET, Receiver
from tests.activation.telling import Syncs
from tests.activation.warehouse import profile_id, set_people

TYPES = {kind.name: kind for kind in find_types(Path(__file__).parent)}
PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 31)]
ALL = {profile_id(number) for number in range(1, 31)}
ONE_TRY = Patience(attempts=1, seconds=60, first_wait=0.01, longest_wait=0.05)
LIMITS = Limits(rows=10, at_once=1, timeout=60)
# Of a silence the end is awaited; an answer on a machine that stalls for a second is to be told from it.
SHORT = Limits(rows=10, at_once=1, timeout=3)

TAKEN_ONCE = ("slow", "207", "429", "429 dated", "500", "503 in other words", "drops", "silent")
IN_DOUBT = (
    "drops after taking",
    "drops while answering",
    "silent after taking",
    "garbage",
    "deep garbage",
    "broken gzip",
)
TOLD = {
    "429": "429",
    "429 for hours": "429",
    "500": "500",
    "410": "410",
    "moved": "301",
    "drops": "RemoteProtocolError",
    "drops after taking": "RemoteProtocolError",
    "drops while answering": "RemoteProtocolError",
    "silent": "no answer within 3 s",
    "silent after taking": "no answer within 3 s",
    "garbage": "not JSON",
    "deep garbage": "not JSON",
    "broken gzip": "DecodingError",
    "endless number": "not JSON",
}


@pytest.fixture
def client(client: Any) -> Any:
    set_people(client, PEOPLE, range(1, 31))
    return client


def run(client: Any, receiver: Receiver, patience: Patience | None = None) -> RunReport:
    """Thirty people in batches of ten, one at a time."""
    silences = any(fault.startswith("silent") for fault in (*receiver.scripted, receiver.always))
    sync = a_sync(
        receiver.url,
        type="webhook",
        options={"url": receiver.url, "secret": {"env_var": "HOOK_SECRET"}},
        limits=SHORT if silences else LIMITS,
    )
    chosen = {"patience": patience} if patience else {}
    return sync_once(client, Task(sync), types=TYPES, environment={"HOOK_SECRET": SECRET}, **chosen)


@pytest.mark.parametrize("fault", TAKEN_ONCE)
def test_who_was_not_taken_is_sent_again_and_nobody_else(
    client: Any, receiver: Receiver, syncs: Syncs, fault: str
) -> None:
    receiver.scripted = ["", fault]
    report = run(client, receiver)
    assert (report.state, report.counts.accepted) == ("ok", 30)
    assert set(receiver.members) == ALL
    assert set(receiver.times_taken().values()) == {1}
    assert " ok 30 100.0 % 30 0 0 0 30" in syncs()
    assert run(client, receiver).counts.sent == 0


@pytest.mark.parametrize("fault", IN_DOUBT)
def test_who_may_have_been_taken_comes_twice_under_one_id(
    client: Any, receiver: Receiver, syncs: Syncs, fault: str
) -> None:
    receiver.scripted = ["", fault]
    assert run(client, receiver).state == "ok"
    assert set(receiver.members) == ALL
    assert sorted(receiver.times_taken().values()) == [1] * 20 + [2] * 10
    assert len({message_id for message_id, _, _ in receiver.taken}) == 3
    assert " ok 30 100.0 % 30 0 0 0 30" in syncs()
    assert run(client, receiver).counts.sent == 0


@pytest.mark.parametrize("fault", TOLD)
def test_what_lasts_fails_the_run_and_the_next_one_makes_up_for_it(
    client: Any, receiver: Receiver, syncs: Syncs, fault: str
) -> None:
    receiver.scripted, receiver.always = [""], fault
    report = run(client, receiver, ONE_TRY)
    assert (report.state, report.counts.accepted) == ("failed", 10)
    assert len(receiver.asked) <= 3
    told = syncs()
    assert "regulars to fake, run 1: " in told
    assert TOLD[fault] in told
    receiver.always = ""
    receiver.taken.clear()
    report = run(client, receiver)
    assert (report.state, report.counts.accepted) == ("ok", 20)
    assert set(receiver.members) == ALL
    assert set(receiver.times_taken().values()) == {1}
    assert run(client, receiver).counts.sent == 0


def test_a_removal_in_doubt_is_made_up_for(client: Any, receiver: Receiver) -> None:
    run(client, receiver)
    set_people(client, PEOPLE, range(6, 31))
    receiver.always = "drops after taking"
    assert run(client, receiver, ONE_TRY).state == "failed"
    set_people(client, PEOPLE, range(4, 31))
    receiver.always = ""
    assert run(client, receiver).state == "ok"
    assert set(receiver.members) == {profile_id(number) for number in range(4, 31)}
    assert run(client, receiver).counts.sent == 0


def test_who_was_rejected_within_a_207_is_told_and_waits(
    client: Any, receiver: Receiver, syncs: Syncs
) -> None:
    receiver.always = "207"
    receiver.rejects = {profile_id(3): "no such country", profile_id(25): "too young"}
    report = run(client, receiver)
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("ok", 28, 2)
    told = syncs("--rejects")
    assert f"upsert 1 no such country {profile_id(3)}" in told
    assert f"upsert 1 too young {profile_id(25)}" in told
    assert run(client, receiver).counts.sent == 0


@pytest.mark.parametrize("reason", ["\ud800 lone", "nul \0 byte", "", "'; drop --", "{% raw %} {a:String}"])
def test_a_reason_of_any_text_is_recorded(client: Any, receiver: Receiver, syncs: Syncs, reason: str) -> None:
    receiver.rejects = {profile_id(3): reason}
    report = run(client, receiver)
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("ok", 29, 1)
    assert profile_id(3) in syncs("--rejects")
    assert run(client, receiver).counts.sent == 0
