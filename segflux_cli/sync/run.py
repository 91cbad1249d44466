"""One run of one sync, from the members to the last checkpoint."""

import asyncio
import time
from dataclasses import replace

from segflux_cli.destinations.failures import DestinationError, StoppedError
from segflux_cli.errors import SegfluxError
from segflux_cli.sync.leaving import Leaving
from segflux_cli.sync.members.brakes import brakes
from segflux_cli.sync.members.changes import Changes, has_people, store_changes, withdrawals
from segflux_cli.sync.members.desired import Desired, store_desired
from segflux_cli.sync.members.field_types import cleared_fields, fields_of
from segflux_cli.sync.members.held_back import consents_of, held_back_sql
from segflux_cli.sync.members.people import PeopleQuery
from segflux_cli.sync.members.remote import store_remote
from segflux_cli.sync.members.samples import samples_of
from segflux_cli.sync.remarks import AGAIN, EMPTIED, TO_BE_FILLED, joined, waiting_for
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.sending.delivery import Delivery
from segflux_cli.sync.sending.jobs import Told, await_jobs, settle_jobs
from segflux_cli.sync.sending.line import Line
from segflux_cli.sync.sending.opening import Opened, open_destination, wrote_before
from segflux_cli.sync.sending.outbox import freeze, write_ahead
from segflux_cli.sync.sending.scrub import scrub
from segflux_cli.sync.sending.sender import Sender
from segflux_cli.sync.sending.tally import Tally
from segflux_cli.sync.state.archive import archive
from segflux_cli.sync.state.ledger import unmatched_sql
from segflux_cli.sync.state.plan import Plan, identities_of, is_replacing
from segflux_cli.sync.state.runs import Counts, RunLog, State, next_sequence
from segflux_cli.sync.state.task import Task
from segflux_cli.sync.state.watched import filled_audience, found_audience, moved
from segflux_cli.sync.surroundings import Surroundings
from segflux_cli.warehouse.builds.lease import LeaseLostError


class Run:
    """The run of one task."""

    def __init__(self, task: Task, around: Surroundings) -> None:
        self._task = task
        self._sync = task.sync
        self._around = around
        self._handle = around.handle
        self._tables = around.tables
        self._counts = Counts()
        self._strangers = 0
        self._lost = 0  # whose removal lacks an identifier
        self._is_emptied = False
        self._is_refused = False
        self._is_moved = False
        self._braked = ""
        self._jobs = Told()
        self._began = time.monotonic()
        self._secrets: tuple[str, ...] = ()

    async def run(self) -> RunReport:
        """Carries the task out; what stops it is in the report, and in the log of runs."""
        sequence = await next_sequence(self._handle, self._tables, self._sync)
        log = RunLog(self._handle, self._tables, self._sync, sequence, await self._found_audience())
        if not self._around.is_dry:
            await log.write("started", self._counts)
        try:
            report = await self._with_destination(sequence, log)
        except SegfluxError as error:
            report = self._report("failed", self._told(error))
        except BaseException as error:
            is_broken = isinstance(error, Exception)  # its text may hold anything
            reason = f"it broke with {type(error).__name__}" if is_broken else "it was interrupted"
            await self._end(log, self._report("failed", reason))
            raise
        if report.is_drain and not report.is_dry:
            leaving = Leaving(
                around=self._around,
                report=report,
                sequence=sequence,
                is_refused=self._is_refused,
                lost=self._lost,
            )
            report = await leaving.judged()
        return await self._end(log, report)

    async def _found_audience(self) -> str:
        """What the log notes of an audience that the environment names; '' where it is not the one with our people."""
        found = found_audience(self._sync, self._around.places.environment)
        filled = await filled_audience(self._handle, self._tables, self._sync) if found else ""
        self._is_moved = filled not in ("", found)
        return "" if self._is_moved else found

    async def _with_destination(self, sequence: int, log: RunLog) -> RunReport:
        if self._is_moved:
            raise StoppedError(moved(self._sync))
        is_drain = self._task.is_drain
        fields = cleared_fields(self._sync) if is_drain else fields_of(self._sync, self._around.traits)
        has_written = await wrote_before(self._handle, self._tables, self._sync)
        opened = open_destination(
            self._sync, self._around.places, fields, self._handle, has_written=has_written
        )
        self._secrets = opened.secrets
        try:
            return await self._carry_out(opened, sequence, log)
        finally:
            await opened.destination.close()

    async def _carry_out(self, opened: Opened, sequence: int, log: RunLog) -> RunReport:
        identities = identities_of(self._sync.match_on, opened.destination.capabilities)
        replaces = is_replacing(self._sync, opened.destination.capabilities)
        is_listing = self._sync.mode == "mirror" and not replaces and not self._task.is_drain
        plan = Plan(
            self._sync,
            self._tables,
            sequence,
            opened.limits,
            identities,
            replaces,
            is_listing,
            tells_new=opened.destination.capabilities.tells_new,
        )
        if not self._around.is_dry or self._around.is_trial:
            await opened.destination.check()
        self._is_emptied = await self._finds_nobody(opened, plan)
        if not self._around.is_dry:
            await archive(self._handle, self._sync, self._tables)
            self._jobs = await settle_jobs(self._handle, plan, opened)
        sender = self._sender(opened)
        if plan.is_listing:
            self._tell("asking who is there")
            await store_remote(self._handle, plan, sender.list_members)
        people = self._people(plan)
        desired, changes = await self._compare(people, plan)
        reasons = self._brakes(desired, changes)
        if self._around.is_dry:
            return await self._foretold(reasons)
        if reasons:
            self._braked = "; ".join(reasons)
            plan, people = replace(plan, is_braked=True), None
            changes = await withdrawals(self._handle, plan)
            if not changes.total:
                return self._report("braked", self._braked)
        await self._plan(plan, people, changes)
        if changes.total:
            await log.write("planned", self._counts)
        return await self._deliver(plan, opened, sender)

    async def _finds_nobody(self, opened: Opened, plan: Plan) -> bool:
        """Whether people were there and are not any more; a dry run that cannot ask goes by the ledger."""
        try:
            is_empty = not plan.is_replacing and await opened.destination.is_empty()
        except DestinationError:
            if self._around.is_dry:
                return False
            raise
        return is_empty and await has_people(self._handle, plan)

    def _people(self, plan: Plan) -> PeopleQuery | None:
        if self._task.is_drain:
            return None
        consents = consents_of(self._sync, self._task.held_back)
        traits, has_fractions = self._around.traits, plan.is_replacing
        return PeopleQuery(self._tables, self._sync, plan.identities, traits, consents, has_fractions)

    async def _compare(self, people: PeopleQuery | None, plan: Plan) -> tuple[Desired, Changes]:
        self._around.check_lease()  # the scratch tables are those of whoever holds it
        self._tell("comparing members with what is there")
        held_back = held_back_sql(self._task, self._tables, self._around.clean)
        desired = await store_desired(self._handle, people, held_back, self._tables, self._sync)
        is_drain = self._task.is_drain
        is_full = self._around.wishes.is_full or plan.is_replacing or self._is_emptied
        wishes = replace(self._around.wishes, is_full=is_full)
        changes = await store_changes(self._handle, plan, desired, wishes, is_drain=is_drain)
        self._counts = Counts(
            members=desired.members,
            held_back=desired.held_back,
            unmatched=desired.unmatched,
            wanted=desired.wanted,
            there_before=changes.there_before,
            planned_adds=changes.adds,
            planned_updates=changes.updates,
            planned_removals=changes.removals,
            waiting=changes.waiting,
            rejected=self._jobs.rejected_earlier,
        )
        self._strangers = changes.strangers
        return desired, changes

    def _brakes(self, desired: Desired, changes: Changes) -> tuple[str, ...]:
        if self._task.is_drain or self._around.wishes.allows_large_change:
            return ()
        return brakes(self._sync.stop_if, desired, changes, holds_sync=self._task.size_brake)

    async def _plan(self, plan: Plan, people: PeopleQuery | None, changes: Changes) -> None:
        self._around.check_lease()
        await self._handle.run(unmatched_sql(self._sync, self._tables, plan.sequence))
        if changes.total:
            self._tell("writing the plan")
            self._lost = await freeze(self._handle, plan, people, changes)
            self._counts = self._counts.with_lost(self._lost)
            await write_ahead(self._handle, plan)

    def _sender(self, opened: Opened) -> Sender:
        around = self._around
        return Sender(self._handle, opened.destination, opened.limits, around.check_lease, around.patience)

    async def _deliver(self, plan: Plan, opened: Opened, sender: Sender) -> RunReport:
        delivery = Delivery(Line(self._handle, opened, sender), plan, self._count)
        if plan.is_replacing or self._planned:  # a content of nobody is written too
            await delivery.run()
            told = await await_jobs(self._handle, plan, opened)
            self._jobs = replace(delivery.told, unsettled=0, why="") + told
            self._counts = replace(self._counts, waiting=self._counts.waiting + delivery.waiting)
            self._counts = self._counts.with_told(self._jobs.rejected, self._jobs.rejected_earlier)
        await archive(self._handle, self._sync, self._tables)
        if delivery.failure:
            return self._report("failed", joined(self._braked, self._told(delivery.failure)))
        return self._report("braked" if self._braked else "ok", joined(self._braked, self._remark()))

    def _remark(self) -> str:
        """What is to be said of a run that sent what it had to."""
        if self._braked:
            return joined(
                f"{self._counts.accepted} who are held back were removed all the same",
                waiting_for(self._jobs),
            )
        if self._is_emptied:
            return EMPTIED
        return waiting_for(self._jobs)

    def _count(self, tally: Tally) -> None:
        self._counts = self._counts.with_sent(accepted=tally.accepted, rejected=tally.rejected)
        self._tell(f"sent {self._counts.sent:,} of {self._planned:,}")

    @property
    def _planned(self) -> int:
        return self._counts.planned_adds + self._counts.planned_updates + self._counts.planned_removals

    async def _foretold(self, reasons: tuple[str, ...]) -> RunReport:
        samples = await samples_of(self._handle, self._tables, self._sync)
        state: State = "braked" if reasons else "ok"
        emptied = TO_BE_FILLED if self._is_emptied else ""
        return self._report(state, joined(*reasons, emptied), samples)

    async def _end(self, log: RunLog, report: RunReport) -> RunReport:
        await self._clear_scratch()
        if self._around.is_dry:
            return report
        await log.write(report.state, report.counts, report.reason)
        return replace(report, warnings=await asyncio.to_thread(self._around.notify, report))

    async def _clear_scratch(self) -> None:
        """Unless another run of the sync took over: it uses tables of the same names."""
        try:
            self._around.check_lease()
        except LeaseLostError:
            return
        for what in ("desired", "changes", "remote"):
            await self._handle.run(f"drop table if exists {self._tables.scratch(self._sync, what)}")

    def _report(
        self, state: State, reason: str = "", samples: dict[str, list[str]] | None = None
    ) -> RunReport:
        seconds = round(time.monotonic() - self._began, 3)
        return RunReport(
            self._sync,
            state,
            self._counts,
            reason,
            is_drain=self._task.is_drain,
            is_dry=self._around.is_dry,
            seconds=seconds,
            samples=samples or {},
            strangers=self._strangers,
            unsettled=self._jobs.unsettled,
        )

    def _told(self, error: SegfluxError) -> str:
        self._is_refused = isinstance(error, DestinationError)
        hint = "" if isinstance(error, StoppedError) or not isinstance(error, DestinationError) else AGAIN
        return scrub(f"{error}{hint}", self._secrets)

    def _tell(self, text: str) -> None:
        self._around.tell(f"{self._sync.title}: {text}")
