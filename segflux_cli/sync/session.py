"""All the syncs of one command: leases, order, and what came of each."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace

from segflux_cli.sync.carried import CarriedSync
from segflux_cli.sync.replanning import plan_everybody_again
from segflux_cli.sync.run import Run
from segflux_cli.sync.runs import Counts, RunLog, next_sequence
from segflux_cli.sync.task import RunReport, Surroundings, Task
from segflux_cli.warehouse.lease import Lease, LeaseHeldError

TakeLease = Callable[[CarriedSync], AbstractContextManager[Lease]]


async def run_tasks(tasks: Iterable[Task], around: Surroundings, take_lease: TakeLease) -> list[RunReport]:
    """Runs one task after another; who would fill a place that is not emptied yet waits, and who cannot run.

    A place whose heirs cannot run is not emptied: its people would be nowhere.
    """
    reports: list[RunReport] = []
    unfinished: dict[str, CarriedSync] = {}
    for task in tasks:
        before = unfinished.get(task.sync.audience_there)
        reason = _not_emptied(before) if before and not task.is_drain else task.waits_for
        reason = reason or await _heirless(task, around, take_lease)
        if reason:
            # not among the unfinished: an heir tells itself what is wrong with it
            reports.append(await _wait(task, reason, around))
            continue
        await _warn_heirs(task, around)
        report = await _run(task, around, take_lease)
        reports.append(report)
        if task.is_drain and (report.state != "ok" or report.unsettled):
            unfinished[task.sync.audience_there] = task.sync
    return reports


async def _run(task: Task, around: Surroundings, take_lease: TakeLease) -> RunReport:
    try:
        with take_lease(task.sync) as lease:
            return await Run(task, replace(around, check_lease=lease.check)).run()
    except LeaseHeldError as held:
        return RunReport(task.sync, "waiting", reason=str(held), is_drain=task.is_drain, is_dry=around.is_dry)


async def _heirless(task: Task, around: Surroundings, take_lease: TakeLease) -> str:
    """Why nobody can take over from a sync that is gone; '' where all who are to do so can, or nobody is."""
    trial = replace(around, is_dry=True, is_trial=not around.is_dry)
    for heir in task.heirs:
        report = None if heir.waits_for else await _run(heir, trial, take_lease)
        reason = report.reason if report else heir.waits_for
        if report is None or report.state != "ok":
            return f"whom it added stays there: {heir.sync.title}, which takes over, cannot run now: {reason}"
    return ""


async def _warn_heirs(task: Task, around: Surroundings) -> None:
    """Who is in this audience already, under another sync's name, is about to be taken from it, and is sent again."""
    heirs = [heir.sync for heir in task.heirs if heir.sync.audience_there == task.sync.audience_there]
    for heir in () if around.is_dry else heirs:
        await plan_everybody_again(around.handle, around.tables, heir)


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
