"""Destinations of other kinds: with jobs, replaced as a whole, written by the warehouse, known by two identifiers."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from segflux_cli.destinations.failures import BatchRefusedError, StoppedError, TransientError
from segflux_cli.destinations.protocol import (
    BaseDestination,
    Batch,
    Capabilities,
    Identity,
    Limits,
    Outcome,
    Page,
    RemoteMember,
)
from segflux_cli.destinations.types import DestinationType, Opening
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.sending import jobs
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import SCHEMA, relations, set_people

PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 31)]
LARGE = Wishes(allows_large_change=True)
LIMITS = Limits(rows=7)


@pytest.fixture
def client(client: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(jobs, "_PAUSES", (0.01,))
    return client


class Memory(BaseDestination):
    """Keeps people in this process."""

    people: ClassVar[dict[str, Any]] = {}
    operations: ClassVar[frozenset[Any]] = frozenset({"add", "remove"})
    takes: ClassVar[Any] = "rows"

    def __init__(self, opening: Opening) -> None:
        self.opening = opening

    @property
    def capabilities(self) -> Capabilities:
        """As the class says."""
        return Capabilities(self.operations, LIMITS, takes=self.takes)

    async def send(self, batch: Batch) -> Outcome:
        """Adds or removes."""
        self.take(batch)
        return Outcome()

    def take(self, batch: Batch) -> None:
        for row in batch.rows:
            if batch.operation == "remove":
                self.people.pop(row.ids["email"], None)
            else:
                self.people[row.ids["email"]] = dict(row.fields)


def kind(destination: type[Memory], *modes: Any) -> dict[str, DestinationType]:
    destination.people.clear()
    Jobs.waiting.clear()
    Jobs.is_busy, Jobs.gone, Jobs.doubt, Jobs.lost = True, None, "", None
    return {"fake": DestinationType("fake", "a test", modes, destination, limits=LIMITS)}


def run(client: Any, types: dict[str, DestinationType], **changed: Any) -> RunReport:
    return sync_once(client, Task(a_sync("nowhere", **changed)), types=types, wishes=LARGE)


def told(report: RunReport) -> tuple[int, int, int]:
    return report.counts.sent, report.counts.accepted, report.counts.rejected


class Jobs(Memory):
    """Takes batches on and tells later."""

    people: ClassVar[dict[str, Any]] = {}
    waiting: ClassVar[dict[str, Batch]] = {}
    is_busy: ClassVar[bool] = True
    gone: ClassVar[Exception | None] = None
    doubt: ClassVar[str] = ""
    lost: ClassVar[set[str] | None] = None  # jobs that are gone or in doubt; None: all

    async def send(self, batch: Batch) -> Outcome:
        """A job for each batch."""
        self.waiting[batch.idempotency_key] = batch
        return Outcome(job=batch.idempotency_key)

    async def poll(self, job: str, batch: Batch) -> Outcome | None:
        """One address is never liked."""
        if type(self).is_busy:
            return None
        is_lost = self.lost is None or job in self.lost
        if is_lost and self.gone:
            raise self.gone
        self.take(self.waiting[job])
        bad = {
            row.key: f"{row.ids['email']} bounced" for row in batch.rows if row.ids["email"] == "p3@x.example"
        }
        self.people.pop("p3@x.example", None)
        return Outcome(rejected=bad, again=self.doubt if is_lost else "")


def test_jobs_are_asked_at_the_end_and_when_the_next_run_starts(client: Any) -> None:
    types = kind(Jobs, "add_and_remove")
    set_people(client, PEOPLE, range(1, 11))
    Jobs.is_busy = True
    assert run(client, types).state == "ok"
    waiting = run(client, types)
    assert (waiting.counts.sent, waiting.counts.waiting) == (0, 10)
    Jobs.is_busy = False
    assert told(run(client, types)) == (0, 0, 1)
    assert len(Jobs.people) == 9
    rows = client.query(
        f"select status, count() from {SCHEMA}.sync_history final group by 1 order by 1"
    ).result_rows
    assert rows == [("ok", 9), ("rejected", 1)]
    set_people(client, PEOPLE, range(5, 11))
    run(client, types)
    assert set(Jobs.people) == {f"p{number}@x.example" for number in range(5, 11)}
    assert run(client, types).counts.sent == 0


def test_who_was_never_taken_in_is_not_told_as_staying(client: Any) -> None:
    """The job of an addition tells of one who was rejected when the place is emptied already."""
    types = kind(Jobs, "add_and_remove")
    set_people(client, PEOPLE, range(1, 11))
    run(client, types)
    Jobs.is_busy = False
    report = sync_once(client, Task(a_sync("nowhere"), is_drain=True), types=types)
    assert (report.state, report.reason, report.counts.rejected) == ("ok", "", 1)
    assert Jobs.people == {}


STATUSES = f"select status, count() from {SCHEMA}.sync_ledger final group by 1 order by 1"


@pytest.mark.parametrize("failure", [StoppedError, BatchRefusedError])
def test_whose_job_is_gone_is_sent_again_by_the_next_run(client: Any, failure: type[Exception]) -> None:
    types = kind(Jobs, "add_and_remove")
    set_people(client, PEOPLE, range(1, 11))
    Jobs.is_busy, Jobs.gone = False, failure("p4@x.example: no such job")
    first = run(client, types)
    assert (first.state, first.reason) == (
        "ok",
        "what became of a job is not known: …: no such job; the next run asks again",
    )
    assert client.query(STATUSES).result_rows == [("accepted", 10)]
    Jobs.lost = set(Jobs.waiting)
    assert told(run(client, types)) == (10, 9, 1)
    assert client.query(STATUSES).result_rows == [("ok", 9), ("rejected", 1)]
    assert run(client, types).counts.sent == 0


def test_who_is_in_doubt_is_sent_again_and_who_is_named_is_rejected(client: Any) -> None:
    types = kind(Jobs, "add_and_remove")
    set_people(client, PEOPLE, range(1, 11))
    Jobs.is_busy, Jobs.doubt = False, "2 were not taken, and the file names 1"
    first = run(client, types)
    assert first.reason == f"what became of a job is not known: {Jobs.doubt}; the next run asks again"
    assert told(first) == (10, 9, 1)
    assert client.query(STATUSES).result_rows == [("accepted", 9), ("rejected", 1)]
    Jobs.lost = set(Jobs.waiting)
    assert told(run(client, types)) == (9, 9, 0)
    assert client.query(STATUSES).result_rows == [("ok", 9), ("rejected", 1)]
    assert run(client, types).counts.sent == 0


class Content(Memory):
    """A table of ours, rewritten by the warehouse."""

    people: ClassVar[dict[str, Any]] = {}
    operations: ClassVar[frozenset[Any]] = frozenset({"replace"})
    takes: ClassVar[Any] = "select"
    is_down: ClassVar[bool] = False

    async def begin_replacing(self) -> None:
        """An empty table."""
        await self.opening.warehouse.run(
            f"create or replace table {SCHEMA}.next (email String) engine = Memory"
        )

    async def send(self, batch: Batch) -> Outcome:
        """One insert."""
        if type(self).is_down:
            raise TransientError("away")
        assert batch.select is not None
        sql = f"insert into {SCHEMA}.next select JSONExtractString(ids, 'email') from ({batch.select.sql})"
        await self.opening.warehouse.run(sql, batch.select.values)
        return Outcome()

    async def finish_replacing(self) -> None:
        """In place of the old one."""
        await self.opening.warehouse.run(
            f"create or replace table {SCHEMA}.content engine = Memory as {SCHEMA}.next"
        )
        await self.opening.warehouse.run(f"insert into {SCHEMA}.content select * from {SCHEMA}.next")


def test_a_content_is_rewritten_whole_or_not_at_all(client: Any) -> None:
    types = kind(Content, "full")
    set_people(client, PEOPLE, range(1, 21))
    assert run(client, types, mode="full").counts.accepted == 20
    set_people(client, PEOPLE, range(11, 26))
    Content.is_down = True
    assert run(client, types, mode="full").state == "failed"
    assert client.query(f"select count() from {SCHEMA}.content").result_rows == [(20,)]
    Content.is_down = False
    assert run(client, types, mode="full").state == "ok"
    assert client.query(f"select count(), min(email) from {SCHEMA}.content").result_rows == [
        (15, "p11@x.example")
    ]
    there = f"select countIf(is_there) from {SCHEMA}.sync_ledger final"
    assert client.query(there).result_rows == [(15,)]


def test_who_is_gone_from_the_warehouse_is_gone_from_a_rewritten_content(client: Any) -> None:
    types = kind(Content, "full")
    Content.is_down = False
    set_people(client, PEOPLE, range(1, 6))
    run(client, types, mode="full")
    client.command(f"truncate table {SCHEMA}.dim_identifiers")
    set_people(client, PEOPLE[:3], range(1, 4))
    Content.is_down = True
    assert run(client, types, mode="full").state == "failed"
    there = f"select countIf(is_there), countIf(status = 'rejected') from {SCHEMA}.sync_ledger final"
    assert client.query(there).result_rows == [(5, 0)]
    Content.is_down = False
    assert run(client, types, mode="full").state == "ok"
    assert client.query(there).result_rows == [(3, 0)]


class Choosy(Memory):
    """Is written by the warehouse, and refuses a batch with one address in it."""

    people: ClassVar[dict[str, Any]] = {}
    takes: ClassVar[Any] = "select"

    async def send(self, batch: Batch) -> Outcome:
        """Takes all or nothing."""
        assert batch.select is not None
        rows = await self.opening.warehouse.ask(batch.select.sql, batch.select.values)
        if any("p5@x.example" in row["ids"] for row in rows):
            raise BatchRefusedError("p5@x.example is too long")
        self.people.update({row["ids"]: row["fields"] for row in rows})
        return Outcome()


def test_a_select_is_halved_too(client: Any) -> None:
    types = kind(Choosy, "add_and_remove")
    set_people(client, PEOPLE, range(1, 8))
    report = run(client, types)
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("ok", 6, 1)
    assert len(Choosy.people) == 6
    reasons = client.query(
        f"select reason from {SCHEMA}.sync_ledger final where status = 'rejected'"
    ).result_rows
    assert reasons == [("… is too long",)]


class Rebuilt(Memory):
    """While the first batch is on its way, a build changes members and traits."""

    people: ClassVar[dict[str, Any]] = {}
    client: ClassVar[Any] = None

    async def send(self, batch: Batch) -> Outcome:
        """Changes everything, then goes on."""
        if not self.people:
            others = [(number, f"other{number}@x.example", "free") for number in range(1, 31)]
            rows = ", ".join(
                f"('{number:016x}', '{number}', '{email}', 'free', 1, 'true', now())"
                for number, email, _ in others
            )
            table = relations()["dim_profiles"]
            await self.opening.warehouse.run(f"truncate table {table}")
            await self.opening.warehouse.run(f"insert into {table} values {rows}")
            await self.opening.warehouse.run(f"truncate table {relations()['seg_regulars']}")
        return await super().send(batch)


def test_a_build_during_a_run_changes_nothing_in_it(client: Any) -> None:
    types = kind(Rebuilt, "add_and_remove")
    set_people(client, PEOPLE, range(1, 31))
    assert run(client, types).counts.accepted == 30
    assert Rebuilt.people == {f"p{number}@x.example": {"plan": "pro"} for number in range(1, 31)}


class Twofold(Memory):
    """Knows people by address and user id."""

    people: ClassVar[dict[str, Any]] = {}
    sent: ClassVar[list[tuple[str, dict[str, str]]]] = []

    @property
    def capabilities(self) -> Capabilities:
        """Two identities."""
        identities = (Identity("email"), Identity("user_id"))
        return replace(super().capabilities, identities=identities)

    def take(self, batch: Batch) -> None:
        self.sent.extend((batch.operation, dict(row.ids)) for row in batch.rows)


def test_who_shares_an_identifier_with_a_leaver_is_sent_again(client: Any) -> None:
    types = kind(Twofold, "add_and_remove")
    set_people(client, PEOPLE, [1])
    identified = f"insert into {SCHEMA}.dim_identifiers values (1, 'user_id', '1', '{1:016x}', now())"
    client.command(identified)
    run(client, types, match_on=("email", "user_id"))
    set_people(client, [(1, "new@x.example", "pro")], [1])
    run(client, types, match_on=("email", "user_id"))
    assert Twofold.sent == [
        ("add", {"email": "p1@x.example", "user_id": "1"}),
        ("remove", {"email": "p1@x.example", "user_id": "1"}),
        ("add", {"email": "new@x.example", "user_id": "1"}),
    ]


class Listing(Memory):
    """Tells who is there."""

    people: ClassVar[dict[str, Any]] = {}
    is_down: ClassVar[bool] = False

    @property
    def capabilities(self) -> Capabilities:
        """Lists as well."""
        return replace(super().capabilities, can_list=True)

    async def send(self, batch: Batch) -> Outcome:
        """Nothing while it is down."""
        if type(self).is_down:
            raise TransientError("away")
        return await super().send(batch)

    async def list_members(self, page: str = "") -> Page:
        """All on one page."""
        return Page(tuple(RemoteMember({"email": address}) for address in self.people))


def test_strangers_of_a_stopped_mirror_run_stay_in_other_modes(client: Any) -> None:
    types = kind(Listing, "mirror", "add_and_remove")
    set_people(client, PEOPLE, [1, 2])
    run(client, types, mode="add_and_remove")
    Listing.people["stranger@x.example"] = {}
    Listing.is_down = True
    stopped = run(client, types, mode="mirror")
    assert (stopped.state, stopped.strangers) == ("failed", 1)
    Listing.is_down = False
    assert run(client, types, mode="add_and_remove").counts.planned_removals == 0
    assert "stranger@x.example" in Listing.people
    assert run(client, types, mode="mirror").strangers == 1
    assert set(Listing.people) == {"p1@x.example", "p2@x.example"}
