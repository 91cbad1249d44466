"""`segflux preview`."""

import sys
from datetime import datetime

import click

from segflux_cli.cli.completing import complete_specs
from segflux_cli.cli.door import Command, tell_fault
from segflux_cli.cli.options import Scope, as_of_option, identity_as_of_option, warehouse_options
from segflux_cli.cli.output import print_json
from segflux_cli.cli.progress import progress_line


@click.command("preview", cls=Command, short_help="Size and sample of a segment before it is saved.")
@click.argument("spec", shell_complete=complete_specs)
@as_of_option("now")
@identity_as_of_option
@click.option(
    "--sample", type=click.IntRange(0, 1000), default=5, show_default=True, help="Members to show; 0: none."
)
@click.option("--identifiers", is_flag=True, help="Show user_id and email too: personal data.")
@warehouse_options
def command(
    scope: Scope,
    spec: str,
    as_of: datetime | None,
    identity_as_of: datetime | None,
    sample: int,
    *,
    identifiers: bool,
) -> None:
    """Say how many people a segment has, which condition cuts, who they are and what the query costs.

    SPEC is a file of one or several segments, saved or not, the name of a segment of the project, or - for
    standard input. Nothing is written, neither files nor tables; the events are those of the last build. Only
    --identity-as-of decides in scratch tables, which it drops.
    """
    from segflux_cli.cli.preview_report import preview_as_json, print_preview
    from segflux_cli.live.preview.previewing import PreviewRequest, preview

    request = PreviewRequest(spec, as_of, sample, has_identifiers=identifiers, identity_as_of=identity_as_of)
    with progress_line(is_silent=scope.is_json) as line:
        line.show("evaluating")
        found = preview(scope.project, scope.target, request, sys.stdin.buffer.read)
    if scope.is_json:
        print_json(preview_as_json(found))
        return
    for warning in found.warnings:
        tell_fault(warning)
    print_preview(found)
