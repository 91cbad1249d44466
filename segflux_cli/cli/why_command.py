"""`segflux why`."""

from datetime import datetime

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, as_of_option, warehouse_options
from segflux_cli.cli.output import print_json
from segflux_cli.cli.progress import progress_line


@click.command("why", cls=Command, short_help="Why a person is in a segment, or is not.")
@click.argument("identifier", metavar="PROFILE")
@click.argument("segment", shell_complete=complete_segments)
@click.option(
    "--type", "kind", metavar="TYPE", help="The type of the identifier, where several people have it."
)
@as_of_option("that of the last build")
@warehouse_options
def command(scope: Scope, identifier: str, segment: str, kind: str | None, as_of: datetime | None) -> None:
    """Show each condition of SEGMENT with its truth for PROFILE and the rows behind it.

    PROFILE is any identifier, such as a user_id or an email, or a profile id. Conditions that decide are marked.
    As of the last build, or of any instant; the specs are those of the working tree. Nothing is written.
    """
    from segflux_cli.cli.why_report import explanation_as_json, print_explanation
    from segflux_cli.live.why.explaining import WhyRequest, explain

    with progress_line(is_silent=scope.is_json) as line:
        line.show("asking")
        found = explain(scope.project, scope.target, WhyRequest(identifier, segment, kind, as_of))
    if scope.is_json:
        print_json(explanation_as_json(found))
    else:
        print_explanation(found, identifier)
