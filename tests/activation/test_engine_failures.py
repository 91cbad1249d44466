"""The warehouse refuses a write in the middle of a run: nobody is lost, and `syncs` tells where it ended.

A constraint on a table of the engine makes ClickHouse itself refuse the insert.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.destinations.protocol import Limits
from segflux_cli.destinations.providers import find_types
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.receiver import SECRET, Receiver
from tests.activation.telling import Syncs
from tests.activation.warehouse import SCHEMA, profile_id, set_people

TYPES = {kind.name: kind for kind in find_types(Path(__file__).parent)}
PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 21)]
ALL = {profile_id(number) for number in range(1, 21)}
STAYING = {profile_id(number) for number in range(5, 21)}


@pytest.fixture
def client(client: Any) -> Any:
    set_people(client, PEOPLE, range(1, 21))
    return client


def run(client: Any, receiver: Receiver) -> RunReport:
    sync = a_sync(
        receiver.url,
        type="webhook",
        options={"url": receiver.url, "secret": {"env_var": "HOOK_SECRET"}},
        limits=Limits(rows=5, at_once=2, timeout=60),
    )
    return sync_once(client, Task(sync), types=TYPES, environment={"HOOK_SECRET": SECRET})


@contextmanager
def refusing(client: Any, table: str, allowed: str) -> Iterator[None]:
    """Within the block ClickHouse takes no row that the condition forbids."""
    client.command(f"alter table {SCHEMA}.{table} add constraint refuses check {allowed}")
    yield
    client.command(f"alter table {SCHEMA}.{table} drop constraint refuses")


@pytest.mark.parametrize(
    ("table", "allowed"),
    [
        ("sync_outbox", f"key = '' or profile_id != '{profile_id(7)}'"),
        ("sync_ledger", "status != 'planned'"),
        ("sync_ledger", f"status != 'planned' or profile_id != '{profile_id(20)}'"),
        ("sync_runs", "state != 'planned'"),
    ],
    ids=["the outbox", "the plan", "the last row of the plan", "the log of runs"],
)
def test_nothing_is_sent_when_the_plan_cannot_be_written(
    client: Any, receiver: Receiver, syncs: Syncs, table: str, allowed: str
) -> None:
    with refusing(client, table, allowed):
        assert run(client, receiver).state == "failed"
    assert receiver.asked == []
    assert "regulars to fake, run 1: " in syncs()
    assert "refuses" in syncs()
    assert run(client, receiver).state == "ok"
    assert (set(receiver.members), set(receiver.times_taken().values())) == (ALL, {1})
    assert run(client, receiver).counts.sent == 0


@pytest.mark.parametrize("allowed", ["status != 'ok'", "status != 'ok' or batch % 2 = 0"])
def test_who_was_taken_without_a_checkpoint_is_sent_again(
    client: Any, receiver: Receiver, syncs: Syncs, allowed: str
) -> None:
    with refusing(client, "sync_ledger", allowed):
        assert run(client, receiver).state == "failed"
    assert "regulars to fake, run 1: " in syncs()
    set_people(client, PEOPLE, range(5, 21))  # who left meanwhile may be there, and goes
    assert run(client, receiver).state == "ok"
    assert set(receiver.members) == STAYING
    assert run(client, receiver).counts.sent == 0


def test_a_removal_without_a_checkpoint_is_made_again(client: Any, receiver: Receiver, syncs: Syncs) -> None:
    run(client, receiver)
    set_people(client, PEOPLE, range(5, 21))
    with refusing(client, "sync_ledger", "operation != 'remove' or status != 'ok'"):
        assert run(client, receiver).state == "failed"
    assert "regulars to fake, run 2: " in syncs()
    set_people(client, PEOPLE, range(3, 21))  # two of them come back
    assert run(client, receiver).state == "ok"
    assert set(receiver.members) == {profile_id(number) for number in range(3, 21)}
    assert run(client, receiver).counts.sent == 0


def test_a_history_that_cannot_be_written_is_made_up_for(client: Any, receiver: Receiver) -> None:
    with refusing(client, "sync_history", "key = ''"):
        assert run(client, receiver).state == "failed"
    assert set(receiver.members) == ALL
    assert run(client, receiver).counts.sent == 0
    kept = client.query(f"select count(), min(status) from {SCHEMA}.sync_history final").first_row
    assert kept == (20, "ok")
