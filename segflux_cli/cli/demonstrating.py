"""The demo from an empty folder to the table of its segments."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from segflux_cli.cli.building import BuildReport, BuildRequest, Tell, build
from segflux_cli.demo.data import add_batch
from segflux_cli.demo.receiver import running_receiver
from segflux_cli.environment import with_variables
from segflux_cli.errors import UsageError
from segflux_cli.scaffold.project import add_profile, is_dbt_project, new_demo
from segflux_cli.spec.project.specs import read_specs
from segflux_cli.sync.command import SyncRequest, sync_project
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import Target, read_target

_FIRST_TABLE = ("raw", "web_events")


def demonstrate(project: Path, profiles: int, as_of: datetime | None, tell: Tell) -> tuple[BuildReport, int]:
    """The report of the demo's build, and how many raw rows came before it."""
    instant = as_of or datetime.now(UTC).replace(microsecond=0)
    if not is_dbt_project(project):
        tell("writing the example project")
        new_demo(project)
    add_profile(project)
    _refuse_other_project(project)
    tell("making up people and what they did")
    rows = _add_rows(_embedded_target(project), profiles, instant)
    return build(BuildRequest(project, as_of=instant), tell), rows


@dataclass(frozen=True)
class Carried:
    """What came of the syncs that the demo declares, and how many people its receiver was told of."""

    reports: list[RunReport]
    entered: int
    left: int


def carry_out(project: Path, tell: Tell) -> Carried:
    """Syncs with a receiver of the webhook at work meanwhile; a large change is what a demo is for."""
    request = SyncRequest(project, wishes=Wishes(allows_large_change=True))
    with running_receiver() as receiver, with_variables(receiver.environment):
        reports = sync_project(request, tell)
        return Carried(reports, receiver.entered, receiver.left)


def _refuse_other_project(project: Path) -> None:
    tables = {(source.database, source.table) for source in read_specs(project).sources}
    if _FIRST_TABLE not in tables:
        raise UsageError(
            f"The project in {project.resolve()} is not the demo: "
            "its sources.yml does not read raw.web_events. "
            "Run `segflux demo` in an empty folder, or `segflux build` here."
        )


def _embedded_target(project: Path) -> Target:
    target = read_target(project)
    if target.kind != "chdb":
        raise UsageError(
            f"The default target `{target.name}` is a server; the demo's made-up rows belong "
            "into the embedded engine. Make `embedded` the default target of profiles.yml, "
            "or run `segflux demo` in an empty folder."
        )
    return target


def _add_rows(target: Target, profiles: int, instant: datetime) -> int:
    client = connect(target)
    try:
        return add_batch(client, profiles, instant)
    finally:
        client.close()
