"""`segflux overlaps`."""

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import number, percent, print_json, print_table

_HEADERS = ("segment", "other", "shared", "of segment", "of other", "alike", "lift")


@click.command("overlaps", cls=Command, short_help="Show how many members segments share.")
@click.argument("segments", nargs=-1, metavar="[SEGMENT]...")
@warehouse_options
def command(scope: Scope, segments: tuple[str, ...]) -> None:
    """Show the segments that share members, the most alike first; of those named, or all.

    Alike is those in both among those in either; lift is how many times likelier a member is in the other
    segment than somebody of its base.
    """
    from segflux_cli.warehouse.segments.insight import find_overlaps

    rows = find_overlaps(scope.project, scope.target, segments)
    if scope.is_json:
        print_json({"overlaps": rows})
        return
    if not rows:
        click.echo("No two segments share a member.")
        return
    cells = [
        (
            row["segment"],
            row["other_segment"],
            number(row["shared_size"]),
            percent(row["share"]),
            percent(row["share_of_other"]),
            percent(row["jaccard"]),
            "-" if row["lift"] is None else f"{row['lift']:.1f}",
        )
        for row in rows
    ]
    print_table(_HEADERS, cells, right=_HEADERS[2:])
