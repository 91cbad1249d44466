"""`segflux build`."""

from datetime import datetime

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command, fault_as_json, tell_fault
from segflux_cli.cli.options import Scope, as_of_option, warehouse_options
from segflux_cli.cli.output import print_json
from segflux_cli.cli.progress import progress_line

_ABOUT_STUDY = (
    "\nA study as of {:%Y-%m-%d %H:%M:%S}, before the last evaluation: what `segments` and `members` show stays "
    "as it was. `segflux members SEGMENT --as-of …` lists its members."
)


@click.command("build", cls=Command, short_help="Compile, build and show the segments.")
@as_of_option
@click.option(
    "--select",
    shell_complete=complete_segments,
    multiple=True,
    metavar="SEGMENT",
    help="Evaluate only this segment, or dbt's words for nodes.",
)
@warehouse_options
def command(scope: Scope, as_of: datetime | None, select: tuple[str, ...]) -> None:
    """Compile the specs, build everything with dbt and show the segments."""
    from segflux_cli.cli.building import BuildRequest, build
    from segflux_cli.cli.segment_report import print_sizes, sizes_as_json

    with progress_line(is_silent=scope.is_json) as line:
        report = build(BuildRequest(scope.project, scope.target, as_of, select), line.show)
    if scope.is_json:
        warnings = [fault_as_json(warning) for warning in report.warnings]
        study = report.study_as_of and f"{report.study_as_of.isoformat()}Z"
        sizes = sizes_as_json(report.sizes, report.rejected)
        print_json({**sizes, "warnings": warnings, "study_as_of": study})
        return
    for warning in report.warnings:
        tell_fault(warning)
    print_sizes(report.sizes, report.rejected)
    if report.study_as_of:
        click.echo(_ABOUT_STUDY.format(report.study_as_of))
