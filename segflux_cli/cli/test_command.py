"""`segflux test`."""

from pathlib import Path

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, project_options
from segflux_cli.cli.output import print_json, printable
from segflux_cli.cli.progress import progress_line


@click.command("test", cls=Command, short_help="Run the examples of the segments.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@project_options
def command(scope: Scope, paths: tuple[Path, ...]) -> int:
    """Run the examples of segments and the cases of case files, without a warehouse.

    PATHS are files or folders; default: the folder `segments` of the project.
    """
    from segflux_cli.live.cases.run import run_cases

    with progress_line(is_silent=scope.is_json) as line:
        report = run_cases(scope.project, paths, lambda result: line.show(result.name))
    if scope.is_json:
        print_json(report.as_json())
    else:
        click.echo("\n".join(printable(told) for told in report.lines()))
    return 1 if report.failed else 0
