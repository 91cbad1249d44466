"""`segflux probe`."""

import click

from segflux_cli.cli.door import Command, fault_as_json, tell_fault
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import print_json
from segflux_cli.cli.progress import progress_line


@click.command("probe", cls=Command, short_help="Look at sources before they are built.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@warehouse_options
def command(scope: Scope, sources: tuple[str, ...]) -> None:
    """Say what a build would read of each source, or of those named, and what is doubtful about it.

    Tables found and missing, rows, the newest of them, rows without a time or an identifier, names of events,
    identifiers that look shared. All rows are read; nothing is written.
    """
    from segflux_cli.cli.probe_report import print_probe, probes_as_json
    from segflux_cli.live.probe.probing import probe

    with progress_line(is_silent=scope.is_json) as line:
        line.show("reading the sources")
        found, warnings = probe(scope.project, scope.target, sources)
    if scope.is_json:
        print_json({"sources": probes_as_json(found), "warnings": [fault_as_json(each) for each in warnings]})
        return
    for warning in warnings:
        tell_fault(warning)
    for place, source in enumerate(found):
        click.echo("" if place else None, nl=bool(place))
        print_probe(source)
