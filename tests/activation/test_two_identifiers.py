"""A destination that knows people by two identifiers, of which two people may share one."""

from typing import Any, ClassVar

import pytest

from segflux_cli.destinations.protocol import BaseDestination, Batch, Capabilities, Identity, Limits, Outcome
from segflux_cli.destinations.types import DestinationType, Opening
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.sending import jobs
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import SCHEMA, set_people

LIMITS = Limits(rows=7)


class Audience(BaseDestination):
    """Holds identifiers, as an advertiser does: whose either one is there is in the audience."""

    there: ClassVar[set[str]] = set()

    def __init__(self, opening: Opening) -> None:
        self.opening = opening

    @property
    def capabilities(self) -> Capabilities:
        """Two identities."""
        identities = (Identity("email", "lower(value)"), Identity("user_id"))
        return Capabilities(frozenset({"add", "remove"}), LIMITS, identities=identities)

    async def send(self, batch: Batch) -> Outcome:
        """At once."""
        take(self.there, batch)
        return Outcome()


def take(there: set[str], batch: Batch) -> None:
    named = {value for row in batch.rows for value in row.ids.values()}
    if batch.operation == "remove":
        there -= named
    else:
        there |= named


def run(client: Any, destination: "type[Audience]", **changed: Any) -> RunReport:
    types = {"fake": DestinationType("fake", "a test", ("add_and_remove",), destination, limits=LIMITS)}
    sync = a_sync("nowhere", match_on=("email", "user_id"), **changed)
    return sync_once(client, Task(sync), types=types, wishes=Wishes(allows_large_change=True))


@pytest.fixture
def client(client: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(jobs, "_PAUSES", (0.01,))
    numbers = ", ".join(f"({number}, 'user_id', '{number}', '{number:016x}', now())" for number in (1, 2, 3))
    client.command(f"insert into {SCHEMA}.dim_identifiers values {numbers}")
    Audience.there.clear()
    return client


@pytest.mark.parametrize("was_there", [True, False])
def test_who_shares_an_identifier_with_somebody_held_back_is_held_back_too(
    client: Any, was_there: bool
) -> None:
    people = [(1, "A1@x.example", ""), (2, "a1@x.example", ""), (3, "p3@x.example", "")]
    set_people(client, people, [1, 2, 3])
    if was_there:
        assert run(client, Audience, channel="email").counts.accepted == 3
        assert Audience.there == {"a1@x.example", "p3@x.example", "1", "2", "3"}
    client.command(
        f"alter table {SCHEMA}.dim_profiles update consent_email = 'false' where user_id = '1' "
        "settings mutations_sync = 1"
    )
    report = run(client, Audience, channel="email")
    assert (report.counts.members, report.counts.held_back, report.counts.unmatched) == (3, 2, 0)
    assert Audience.there == {"p3@x.example", "3"}
    assert run(client, Audience, channel="email").counts.sent == 0


class Jobs(Audience):
    """Processes jobs in an order of its own: those that add first."""

    there: ClassVar[set[str]] = set()
    waiting: ClassVar[dict[str, Batch]] = {}
    is_busy: ClassVar[bool] = False

    async def send(self, batch: Batch) -> Outcome:
        """A job for each batch."""
        name = f"{batch.operation} {batch.idempotency_key}"
        self.waiting[name] = batch
        return Outcome(job=name)

    async def poll(self, job: str, batch: Batch) -> Outcome | None:
        """All that wait, unless it is busy."""
        if type(self).is_busy:
            return None
        for name in sorted(self.waiting):
            take(self.there, self.waiting.pop(name))
        return Outcome()


@pytest.mark.parametrize("is_busy", [True, False])
def test_who_shares_an_identifier_with_a_leaver_waits_for_the_job_that_removes_it(
    client: Any, is_busy: bool
) -> None:
    Jobs.there.clear()
    Jobs.is_busy = False
    set_people(client, [(1, "p1@x.example", "")], [1])
    run(client, Jobs)
    assert Jobs.there == {"p1@x.example", "1"}
    Jobs.is_busy = is_busy
    set_people(client, [(1, "new@x.example", ""), (2, "p2@x.example", "")], [1, 2])
    first = run(client, Jobs)
    assert (first.state, first.counts.waiting, first.counts.sent) == ("ok", is_busy, 3 - is_busy)
    if is_busy:
        assert (run(client, Jobs).counts.sent, run(client, Jobs).counts.sent) == (0, 0)
        Jobs.is_busy = False
        assert run(client, Jobs).counts.sent == 1
    assert Jobs.there == {"new@x.example", "1", "p2@x.example", "2"}
    assert run(client, Jobs).counts.sent == 0
