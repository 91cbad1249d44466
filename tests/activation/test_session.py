"""Several syncs of one command, leases, and a warehouse that fails."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from segflux_cli.destinations.types import DestinationType
from segflux_cli.errors import Place, WarehouseError
from segflux_cli.spec.declared.conditions import Everyone
from segflux_cli.spec.declared.segments import Segment, Status
from segflux_cli.spec.declared.syncs import DeclaredDestination, InSegment
from segflux_cli.spec.project.project import Project
from segflux_cli.spec.project.specs import Specs
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.sending import jobs
from segflux_cli.sync.sending.opening import Places
from segflux_cli.sync.session import TakeLease, run_tasks
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.replanning import forget_rejects
from segflux_cli.sync.state.tables import Tables
from segflux_cli.sync.state.task import Task
from segflux_cli.sync.surroundings import Surroundings
from segflux_cli.sync.tasks import Chosen, choose_tasks, standing_syncs
from segflux_cli.warehouse.builds.lease import Claim, Lease, LeaseHeldError, LeaseLostError
from tests.activation.destination import FAKE
from tests.activation.engine import QUICK, a_sync, sync_once, traits_of
from tests.activation.fake import Fake
from tests.activation.test_kinds import Jobs, kind
from tests.activation.warehouse import SCHEMA, SEGMENT, relations, set_people

PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 31)]
PLAIN, LARGE = Wishes(), Wishes(allows_large_change=True)
Types = Mapping[str, DestinationType]
FAKES: Types = MappingProxyType({"fake": FAKE})


def free_lease(_sync: CarriedSync) -> Any:
    return nullcontext(Lease(Claim("sync", "a test"), SCHEMA, ""))


def run_all(
    client: Any,
    tasks: list[Task],
    take_lease: TakeLease = free_lease,
    types: Types = FAKES,
    wishes: Wishes = PLAIN,
) -> list[RunReport]:
    tables = Tables(relations())
    handle = Handle(client)
    around = Surroundings(
        handle=handle,
        tables=tables,
        traits=traits_of(client),
        places=Places(Path(), types, {}),
        patience=QUICK,
        wishes=wishes,
    )
    try:
        return asyncio.run(run_tasks(tasks, around, take_lease))
    finally:
        handle.close()


def test_a_renamed_segment_empties_the_old_place_before_it_fills_it_again(client: Any, fake: Fake) -> None:
    old, new = a_sync(fake.url, name="old"), a_sync(fake.url, name="new")
    set_people(client, PEOPLE, range(1, 21))
    run_all(client, [Task(old)])
    fake.tell(chances={"503": 1.0})
    reports = run_all(client, [Task(old, is_drain=True), Task(new)])
    assert [report.state for report in reports] == ["failed", "waiting"]
    fake.tell(chances={})
    reports = run_all(client, [Task(old, is_drain=True), Task(new)])
    assert [report.state for report in reports] == ["ok", "ok"]
    assert len(fake.state()["people"]) == 20


def test_a_place_is_not_empty_while_jobs_there_have_not_ended(
    client: Any, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_PAUSES", (0.01,))
    types = kind(Jobs, "add_and_remove")
    old, new = a_sync("nowhere", name="old"), a_sync("nowhere", name="new")
    set_people(client, PEOPLE, range(1, 3))
    run_all(client, [Task(old)], types=types)
    reports = run_all(client, [Task(old, is_drain=True), Task(new)], types=types)
    assert [report.state for report in reports] == ["ok", "waiting"]
    Jobs.is_busy = False
    reports = run_all(client, [Task(old, is_drain=True), Task(new)], types=types)
    assert [report.state for report in reports] == ["ok", "ok"]
    assert len(Jobs.people) == 2


def tasks_of(
    client: Any,
    declared: CarriedSync,
    chosen: Chosen,
    evaluated: tuple[str, ...] = ("new", SEGMENT, "staff"),
    destinations: tuple[DeclaredDestination, ...] = (),
    types: Types = FAKES,
    *,
    paused: tuple[CarriedSync, ...] = (),
    **words: Any,
) -> list[Task]:
    """The tasks where one sync is declared, of a segment with an exception and these words, beside paused ones."""
    sizes = relations()["fct_segment_sizes"]
    client.command(f"truncate table {sizes}")
    for name in evaluated:
        client.command(f"insert into {sizes} values ('{name}', now64(3), 1, 'actionable')")
    place = Place("new.yml", 1, 1)
    segment = Segment(place, declared.segment, Everyone(), held_back=(InSegment(place, "staff"),), **words)
    others = [Segment(place, sync.segment, Everyone(), status="paused") for sync in paused]
    handle = Handle(client)
    tables, specs = Tables(relations()), Specs(Project(), (), (segment, *others), destinations=destinations)
    tasks = asyncio.run(choose_tasks(handle, tables, specs, types, (declared, *paused), chosen))
    handle.close()
    return list(tasks)


def test_a_command_that_names_the_new_segment_alone_empties_the_old_place_too(
    client: Any, fake: Fake
) -> None:
    set_people(client, PEOPLE, [1])
    run_all(client, [Task(a_sync(fake.url, name="old"))])
    elsewhere = a_sync(fake.url, name="elsewhere", place='{"list": "elsewhere"}')
    run_all(client, [Task(elsewhere)])
    new = a_sync(fake.url, name="new", segment="new")
    assert chosen_tasks(client, new, Chosen(("new",))) == [("old", True), ("new", False)]


def test_a_task_knows_the_former_name_of_its_segment(client: Any) -> None:
    (task,) = tasks_of(client, a_sync("nowhere", segment="new"), Chosen(), renamed_from="old")
    assert task.former == "old"


def chosen_tasks(client: Any, declared: CarriedSync, chosen: Chosen) -> list[tuple[str, bool]]:
    """Names of the tasks where one sync is declared, and whether they drain."""
    return [(task.sync.name, task.is_drain) for task in tasks_of(client, declared, chosen)]


def test_an_audience_is_emptied_first_though_its_destination_has_another_name(
    client: Any, fake: Fake
) -> None:
    old, new = (
        a_sync(fake.url, name=name, destination=name, place=f'{{"destination": "{name}", "list": "1"}}')
        for name in ("hook", "crm")
    )
    set_people(client, PEOPLE, range(1, 11))
    run_all(client, [Task(old)])
    assert chosen_tasks(client, new, Chosen(destination="crm")) == [("hook", True), ("crm", False)]
    fake.tell(chances={"503": 1.0})
    reports = run_all(client, [Task(old, is_drain=True), Task(new)])
    assert [report.state for report in reports] == ["failed", "waiting"]


@pytest.mark.parametrize(("evaluated", "missing"), [((), "new, staff"), (("new",), "staff")])
def test_what_reads_a_segment_without_an_evaluation_waits_and_its_place_stays_as_it_is(
    client: Any, fake: Fake, evaluated: tuple[str, ...], missing: str
) -> None:
    """It would send nobody, or those whom the exception is to hold back."""
    set_people(client, PEOPLE, [1])
    run_all(client, [Task(a_sync(fake.url, name="old"))])
    tasks = tasks_of(client, a_sync(fake.url, name="new", segment="new"), Chosen(), evaluated)
    drain, report = run_all(client, tasks)
    assert (drain.is_drain, drain.state) == (True, "waiting")
    assert (report.sync.name, report.state) == ("new", "waiting")
    assert report.reason == f"no build evaluated {missing} yet: run `segflux build`"
    assert len(fake.state()["people"]) == 1


def test_rejects_of_a_sync_that_is_gone_are_forgotten(client: Any, fake: Fake) -> None:
    syncs = [a_sync(fake.url, name=name) for name in ("gone", "standing")]
    set_people(client, [(1, "", ""), (2, "p2@x.example", "")], [1, 2])
    run_all(client, [Task(sync) for sync in syncs])
    fake.tell(staying=["p2@x.example"])
    run_all(client, [Task(syncs[0], is_drain=True)])
    handle = Handle(client)
    asyncio.run(forget_rejects(handle, Tables(relations()), syncs[1:]))
    handle.close()
    left = f"select sync, operation from {SCHEMA}.sync_ledger final where status = 'rejected' order by 1"
    assert client.query(left).result_rows == [("gone", "remove"), ("standing", "upsert")]


def test_a_retired_segment_has_no_rejects(client: Any, fake: Fake) -> None:
    sync = a_sync(fake.url)
    set_people(client, [(1, "", "")], [1])
    run_all(client, [Task(sync)])
    left = f"select count() from {SCHEMA}.sync_ledger final where status = 'rejected'"
    statuses: tuple[Status, ...] = ("paused", "retired")
    for status, rejects in zip(statuses, (1, 0), strict=True):
        segment = Segment(Place("x.yml", 1, 1), SEGMENT, Everyone(), status=status)
        handle = Handle(client)
        standing = standing_syncs(Specs(Project(), (), (segment,)), [sync])
        asyncio.run(forget_rejects(handle, Tables(relations()), standing))
        handle.close()
        assert client.query(left).first_row == (rejects,)


def test_a_second_run_of_a_sync_is_refused(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, [1])

    def held(_sync: CarriedSync) -> Any:
        raise LeaseHeldError("another is at work")

    (report,) = run_all(client, [Task(a_sync(fake.url))], held)
    assert (report.state, report.reason) == ("waiting", "another is at work")
    assert fake.state()["rows"] == 0


@pytest.mark.parametrize("statements", [1, 7, 10])  # the run began, compared, planned
def test_a_run_that_lost_its_lease_leaves_the_tables_of_the_run_that_took_over(
    client: Any, fake: Fake, statements: int
) -> None:
    set_people(client, PEOPLE, range(1, 4))
    seen: list[str] = []

    class Overtaken(Handle):
        async def run(self, sql: str, values: Mapping[str, Any] | None = None) -> None:
            seen.append(sql)
            await super().run(sql, values)

    def check() -> None:
        if len(seen) >= statements:
            raise LeaseLostError("another took over")

    task = Task(a_sync(fake.url))
    report = sync_once(client, task, wrap=lambda _handle: Overtaken(client), check_lease=check)
    assert (report.state, report.reason) == ("failed", "another took over")
    assert not [sql for sql in seen[statements:] if "`_sync_" in sql]
    assert fake.state()["rows"] == 0


def test_a_clock_that_went_back_changes_nothing(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 11))
    sync_once(client, Task(a_sync(fake.url)))
    for table in ("sync_ledger", "sync_history", "sync_runs"):
        moved = f"alter table {SCHEMA}.{table} update changed_at = changed_at + interval 300 day where 1"
        if table != "sync_runs":  # there it is part of the order
            client.command(f"{moved} settings mutations_sync = 1")
    set_people(client, PEOPLE, range(3, 13))
    assert sync_once(client, Task(a_sync(fake.url))).state == "ok"
    assert set(fake.state()["people"]) == {f"p{number}@x.example" for number in range(3, 13)}
    assert sync_once(client, Task(a_sync(fake.url))).counts.sent == 0


class _FailingHandle(Handle):
    """A warehouse that refuses one statement, after doing it or before."""

    statements = 0
    last = 0

    async def _in_thread(self, call: Callable[[], Any]) -> Any:
        self.statements += 1
        answer = await super()._in_thread(call) if self.last % 2 else None
        if self.statements == self.last:
            raise WarehouseError("told to fail")
        return answer if self.last % 2 else await super()._in_thread(call)


def test_a_statement_that_fails_anywhere_is_made_up_for(client: Any, fake: Fake) -> None:
    for last in range(1, 41, 3):
        set_people(client, PEOPLE, range(last % 5 + 1, 20 - last % 4))

        def failing(handle: Handle, last: int = last) -> Handle:
            other = _FailingHandle(client)
            handle.close()
            other.last = last
            return other

        with suppress(WarehouseError):
            sync_once(client, Task(a_sync(fake.url)), wishes=LARGE, wrap=failing)
    set_people(client, PEOPLE, range(5, 25))
    assert sync_once(client, Task(a_sync(fake.url)), wishes=LARGE).state == "ok"
    assert set(fake.state()["people"]) == {f"p{number}@x.example" for number in range(5, 25)}
    assert sync_once(client, Task(a_sync(fake.url))).counts.sent == 0
