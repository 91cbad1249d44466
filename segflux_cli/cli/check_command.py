"""`segflux check`."""

import click

from segflux_cli.cli.door import Command, fault_as_json, tell_fault
from segflux_cli.cli.options import Scope, project_options
from segflux_cli.cli.output import counted, print_json


@click.command("check", cls=Command, short_help="Check every spec, without a warehouse.")
@project_options
def command(scope: Scope) -> None:
    """Read every spec and report every fault, without a warehouse."""
    from segflux_cli.compiler.files.project import compile_project
    from segflux_cli.sync.command import read_checked_specs

    specs, _ = read_checked_specs(scope.project)
    compile_project(scope.project, specs)
    if scope.is_json:
        print_json(
            {
                "segments": [segment.name for segment in specs.segments],
                "sources": [f"{source.name} {source.kind}" for source in specs.sources],
                "warnings": [fault_as_json(warning) for warning in specs.warnings],
            }
        )
        return
    for warning in specs.warnings:
        tell_fault(warning)
    segments, sources = counted(len(specs.segments), "segment"), counted(len(specs.sources), "source")
    click.echo(f"No fault in {segments} and {sources}.")
