"""`segflux build`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command, fault_as_json, tell_fault
from segflux_cli.cli.options import Scope, as_of_option, identity_as_of_option, warehouse_options
from segflux_cli.cli.output import print_json
from segflux_cli.cli.progress import progress_line

if TYPE_CHECKING:
    from segflux_cli.cli.building import BuildRequest, Tell
    from segflux_cli.cli.run_record import RunRecord

SECONDS = click.FloatRange(min=0)

_ABOUT_STUDY = (
    "\nA study as of {:%Y-%m-%d %H:%M:%S}, before the last evaluation: what `segments` and `members` show stays "
    "as it was. `segflux members SEGMENT --as-of …` lists its members."
)


@dataclass(frozen=True)
class Running:
    """How a build fits among others: how long it waits and may take, and where its record goes."""

    wait: float
    timeout: float | None
    log: str | None


@dataclass(frozen=True)
class Allowed:
    """What a build does only because somebody says so."""

    future: bool
    merges: bool


@dataclass(frozen=True)
class Instants:
    """What a build is as of, and as of when it tells people apart."""

    as_of: datetime | None
    identity_as_of: datetime | None


def _instant_options(command: Callable[..., Any]) -> Callable[..., Any]:
    @as_of_option("now")
    @identity_as_of_option
    @wraps(command)
    def with_instants(*, as_of: datetime | None, identity_as_of: datetime | None, **others: Any) -> Any:
        return command(instants=Instants(as_of, identity_as_of), **others)

    return with_instants


def _allowing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    @click.option("--allow-future", is_flag=True, help="Take an instant more than a day ahead of the clock.")
    @click.option(
        "--allow-merges", is_flag=True, help="Merge more profiles than identity.yml allows in a day."
    )
    @wraps(command)
    def with_allowed(*, allow_future: bool, allow_merges: bool, **others: Any) -> Any:
        return command(allowed=Allowed(allow_future, allow_merges), **others)

    return with_allowed


def _running_options(command: Callable[..., Any]) -> Callable[..., Any]:
    @click.option("--wait", type=SECONDS, default=0, metavar="SECONDS", help="Wait for another build to end.")
    @click.option(
        "--timeout", type=SECONDS, metavar="SECONDS", help="Stop the build after so long; exit code 2."
    )
    @click.option("--log-json", "log", metavar="FILE|-", help="Append one JSON line about the run.")
    @wraps(command)
    def with_running(wait: float, timeout: float | None, log: str | None, **others: Any) -> Any:
        return command(running=Running(wait, timeout, log), **others)

    return with_running


@contextmanager
def _recorded(log: str | None) -> Iterator["RunRecord"]:
    from segflux_cli.cli.run_record import RunRecord, write_line

    record, error = RunRecord(), None
    if log:
        write_line(log, "")  # a file that can't be written is told before the work, not after it
    try:
        yield record
    except BaseException as raised:
        error = raised
        raise
    finally:
        if log:
            write_line(log, record.line(error))


@click.command("build", cls=Command, short_help="Compile, build and show the segments.")
@_instant_options
@click.option(
    "--select",
    shell_complete=complete_segments,
    multiple=True,
    metavar="SEGMENT",
    help="Evaluate only this segment, or dbt's words for nodes.",
)
@click.option(
    "--reload",
    multiple=True,
    metavar="SOURCE",
    help="Read all of this source anew, also where rows of it are gone.",
)
@_allowing_options
@_running_options
@warehouse_options
def command(
    scope: Scope,
    running: Running,
    instants: Instants,
    select: tuple[str, ...],
    reload: tuple[str, ...],
    allowed: Allowed,
) -> None:
    """Compile the specs, build everything with dbt and show the segments."""
    from segflux_cli.cli.building import BuildRequest

    request = BuildRequest(
        *(scope.project, scope.target, instants.as_of, select, allowed.future, running.wait, running.timeout),
        reload=reload,
        allows_merges=allowed.merges,
        identity_as_of=instants.identity_as_of,
    )
    with _recorded(running.log) as record, progress_line(is_silent=scope.is_json) as line:
        _build(scope, request, record, line.show)


def _build(scope: Scope, request: "BuildRequest", record: "RunRecord", tell: "Tell") -> None:
    from segflux_cli.cli.building import build
    from segflux_cli.cli.segment_report import print_sizes, sizes_as_json

    report = build(request, tell, record)
    if scope.is_json:
        told = (*report.warnings, *([report.silence] if report.silence else []))
        warnings = [fault_as_json(warning) for warning in told]
        study = report.study_as_of and f"{report.study_as_of.isoformat()}Z"
        sizes = sizes_as_json(report.sizes, report.rejected)
        print_json({**sizes, "warnings": warnings, "study_as_of": study})
        return
    for warning in report.warnings:
        tell_fault(warning)
    print_sizes(report.sizes, report.rejected)
    if report.study_as_of:
        click.echo(_ABOUT_STUDY.format(report.study_as_of))
    if report.silence:
        tell_fault(report.silence)  # last, since all sizes above come of it
