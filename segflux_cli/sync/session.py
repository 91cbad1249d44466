"""All the syncs of one command: leases, order, and what came of each."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace

from segflux_cli.sync.run import Run
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.replanning import plan_again_whom_both_had
from segflux_cli.sync.state.runs import Counts, RunLog, next_sequence
from segflux_cli.sync.state.task import Task
from segflux_cli.sync.surroundings import Surroundings
from segflux_cli.warehouse.builds.lease import Lease, LeaseHeldError

TakeLease = Callable[[CarriedSync], AbstractContextManager[Lease]]


async def run_tasks(tasks: Iterable[Task], around: Surroundings, take_lease: TakeLease) -> list[RunReport]:
    """Runs one task after another; who would fill a place that is not emptied yet waits, and who cannot run.

    A place whose heirs cannot run is not emptied: its people would be nowhere.
    """
    listed = tuple(tasks)
    unable = await _unable(listed, around, take_lease)
    unfinished = _stuck(listed, unable)
    reports: list[RunReport] = []
    for task in listed:
        if reason := _waits_for(task, unable, unfinished):
            report = await _wait(task, reason, around)
        else:
            await _warn_heirs(task, around)
            report = await _run(task, around, take_lease)
        reports.append(report)
        if task.is_drain and (report.state != "ok" or report.unsettled):
            unfinished |= dict.fromkeys(task.sync.claims, task.sync)
    return reports


async def _run(task: Task, around: Surroundings, take_lease: TakeLease) -> RunReport:
    try:
        with take_lease(task.sync) as lease:
            return await Run(task, replace(around, check_lease=lease.check)).run()
    except LeaseHeldError as held:
        return RunReport(task.sync, "waiting", reason=str(held), is_drain=task.is_drain, is_dry=around.is_dry)


async def _unable(tasks: Iterable[Task], around: Surroundings, take_lease: TakeLease) -> Mapping[str, str]:
    """Why syncs that are to take over cannot run now, by name, as a trial tells."""
    trial = replace(around, is_dry=True, is_trial=not around.is_dry)
    heirs = {heir.sync.name: heir for task in tasks if not task.waits_for for heir in task.heirs}
    reasons = {}
    for name, heir in heirs.items():
        report = None if heir.waits_for else await _run(heir, trial, take_lease)
        if report is None or report.state != "ok":
            reasons[name] = report.reason if report else heir.waits_for
    return reasons


def _stuck(tasks: Iterable[Task], unable: Mapping[str, str]) -> dict[str, CarriedSync]:
    """Whose people stay where they are, by what they fill: who waits for such a place can take over from nobody."""
    drains = [task for task in tasks if task.is_drain]
    found: dict[str, CarriedSync] = {}
    while True:
        waits = [task.sync for task in drains if _waits_for(task, unable, found)]
        waiting = {claim: sync for sync in waits for claim in sync.claims}
        if len(waiting) == len(found):
            return found
        found = waiting


def _waits_for(task: Task, unable: Mapping[str, str], unfinished: Mapping[str, CarriedSync]) -> str:
    """Why a task cannot run; '' when it can, or is an heir that tells itself what is wrong with it."""
    if task.is_drain:
        return task.waits_for or _heirless(task, unable, unfinished)
    before = None if task.sync.name in unable else _first_of(task.sync.claims, unfinished)
    return _not_emptied(before) if before else task.waits_for


def _heirless(task: Task, unable: Mapping[str, str], unfinished: Mapping[str, CarriedSync]) -> str:
    """Why nobody can take over from a sync that is gone; '' where all who are to do so can, or nobody is."""
    for heir in task.heirs:
        before = _first_of(heir.sync.claims - task.sync.claims, unfinished)
        if reason := unable.get(heir.sync.name) or (_not_emptied(before) if before else ""):
            return f"whom it added stays there: {heir.sync.title}, which takes over, cannot run now: {reason}"
    return ""


def _first_of(claims: frozenset[str], unfinished: Mapping[str, CarriedSync]) -> CarriedSync | None:
    """A sync that is not emptied yet of what these name."""
    return next((unfinished[claim] for claim in sorted(claims) if claim in unfinished), None)


async def _warn_heirs(task: Task, around: Surroundings) -> None:
    """Who is in this audience already, or has its fields, by another sync is about to lose it, and is sent again."""
    heirs = [heir.sync for heir in task.heirs if not heir.sync.claims.isdisjoint(task.sync.claims)]
    for heir in () if around.is_dry else heirs:
        await plan_again_whom_both_had(around.handle, around.tables, heir, task.sync)


def _not_emptied(before: CarriedSync) -> str:
    """Adding people to a place while another sync's removal from it is unfinished would lose them again."""
    return f"{before.title} must be emptied of whom it added first; that was not finished"


async def _wait(task: Task, reason: str, around: Surroundings) -> RunReport:
    """A run that did not begin; a place that is left keeps the declaration that it has."""
    report = RunReport(task.sync, "waiting", reason=reason, is_drain=task.is_drain, is_dry=around.is_dry)
    if not around.is_dry and not task.is_drain:
        sequence = await next_sequence(around.handle, around.tables, task.sync)
        log = RunLog(around.handle, around.tables, task.sync, sequence)
        await log.write("started", Counts())
        await log.write("waiting", Counts(), reason)
    return report
