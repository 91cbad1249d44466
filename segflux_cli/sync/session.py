"""All the syncs of one command: leases, order, and what came of each."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace

from segflux_cli.sync.carried import CarriedSync
from segflux_cli.sync.run import Run, RunReport, Surroundings, Task
from segflux_cli.sync.runs import Counts, RunLog, next_sequence
from segflux_cli.warehouse.lease import Lease, LeaseHeldError

TakeLease = Callable[[CarriedSync], AbstractContextManager[Lease]]


async def run_tasks(tasks: Iterable[Task], around: Surroundings, take_lease: TakeLease) -> list[RunReport]:
    """Runs one task after another; who would fill a place that is not emptied yet waits, and who cannot run."""
    reports: list[RunReport] = []
    unfinished: dict[str, CarriedSync] = {}
    for task in tasks:
        before = unfinished.get(task.sync.audience_there)
        reason = _not_emptied(before) if before and not task.is_drain else task.waits_for
        if reason:
            reports.append(await _wait(task, reason, around))
            continue
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


def _not_emptied(before: CarriedSync) -> str:
    """Adding people to a place while another sync's removal from it is unfinished would lose them again."""
    return f"{before.title} must be emptied of whom it added first; that was not finished"


async def _wait(task: Task, reason: str, around: Surroundings) -> RunReport:
    report = RunReport(task.sync, "waiting", reason=reason, is_dry=around.is_dry)
    if not around.is_dry:
        sequence = await next_sequence(around.handle, around.tables, task.sync)
        log = RunLog(around.handle, around.tables, task.sync, sequence)
        await log.write("started", Counts())
        await log.write("waiting", Counts(), reason)
    return report
