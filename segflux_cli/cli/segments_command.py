"""`segflux segments`."""

from dataclasses import asdict

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import print_json


@click.command("segments", cls=Command, short_help="List the segments with their sizes.")
@warehouse_options
def command(scope: Scope) -> None:
    """List the segments: size, share, verdict, who entered and left, when last evaluated, what needs a look."""
    from segflux_cli.cli.segment_report import print_findings, print_sizes, sizes_as_json
    from segflux_cli.report.findings import finding_of
    from segflux_cli.warehouse.opened import opened
    from segflux_cli.warehouse.segments.insight import read_findings
    from segflux_cli.warehouse.segments.segment_tables import read_rejected, read_sizes

    with opened(scope.project, scope.target) as (client, relations):
        sizes, rejected = read_sizes(client, relations), read_rejected(client, relations)
        findings = [finding_of(row, {}) for row in read_findings(client, relations)]
    if scope.is_json:
        print_json({**sizes_as_json(sizes, rejected), "findings": [asdict(found) for found in findings]})
        return
    print_sizes(sizes, rejected)
    print_findings(findings)
