"""`segflux compile`."""

import click

from segflux_cli.cli.door import Command, tell_fault
from segflux_cli.cli.options import Scope, project_options
from segflux_cli.cli.output import counted, print_json


@click.command("compile", cls=Command, short_help="Generate the dbt models.")
@click.option(
    "--check", "checks", is_flag=True, help="Write nothing; exit 1 if a generated file is not true."
)
@project_options
def command(scope: Scope, *, checks: bool) -> int:
    """Generate the dbt models of sources and segments."""
    return _check(scope) if checks else _write(scope)


def _write(scope: Scope) -> int:
    from segflux_cli.compiler.files.on_disk import write_files
    from segflux_cli.compiler.files.project import compile_project
    from segflux_cli.spec.project.specs import read_specs

    warnings = read_specs(scope.project).warnings
    files = compile_project(scope.project)
    done = write_files(scope.project, files)
    if scope.is_json:
        print_json(
            {"written": done.written, "removed": done.removed, "unchanged": len(files) - len(done.written)}
        )
        return 0
    for warning in warnings:
        tell_fault(warning)
    for path in done.written:
        click.echo(f"wrote {path}")
    for path in done.removed:
        click.echo(f"removed {path}")
    click.echo(f"{counted(len(files), 'generated file')}, true to the specs.")
    return 0


def _check(scope: Scope) -> int:
    from segflux_cli.compiler.files.on_disk import stale_files
    from segflux_cli.compiler.files.project import compile_project

    stale = stale_files(scope.project, compile_project(scope.project))
    if scope.is_json:
        print_json({"stale": stale})
    elif stale:
        click.echo("Not true to the specs:\n" + "\n".join(f"  {path}" for path in stale), err=True)
        click.echo("Run `segflux compile` and commit what it writes.", err=True)
    else:
        click.echo("The generated files are true to the specs.")
    return 1 if stale else 0
