"""`segflux members`."""

from dataclasses import asdict
from datetime import datetime

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command
from segflux_cli.cli.options import INSTANT, Scope, warehouse_options
from segflux_cli.cli.output import number, print_json, printable
from segflux_cli.warehouse.segment_tables import Member


@click.command("members", cls=Command, short_help="List the members of a segment.")
@click.argument("segment", shell_complete=complete_segments)
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="At most; 0: all.")
@click.option("--identifiers", is_flag=True, help="Show user_id and email too: personal data.")
@click.option(
    "--as-of", type=INSTANT, metavar="INSTANT", help="The members of a study, built with `build --as-of`."
)
@warehouse_options
def command(scope: Scope, segment: str, limit: int, as_of: datetime | None, *, identifiers: bool) -> None:
    """List the profile ids of a segment's members."""
    from segflux_cli.warehouse.members import MembersRequest, find_members

    request = MembersRequest(segment, limit or None, as_of, has_identifiers=identifiers)
    total, members = find_members(scope.project, scope.target, request)
    if scope.is_json:
        print_json({"segment": segment, "size": total, "members": [_as_json(each) for each in members]})
        return
    for member in members:
        click.echo("  ".join(printable(value) for value in asdict(member).values() if value))
    if len(members) < total:
        click.echo(f"{len(members)} of {number(total)} members; --limit 0 shows all.", err=True)


def _as_json(member: Member) -> dict[str, str]:
    return {key: value for key, value in asdict(member).items() if value is not None}
