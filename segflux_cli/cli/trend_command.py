"""`segflux trend`."""

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import number, percent, print_json, print_table

_RIGHT = ("size", "share", "entered", "left")
_WIDEST = 40


@click.command("trend", cls=Command, short_help="Show a segment's size over time.")
@click.argument("segment", shell_complete=complete_segments)
@click.option(
    "--last", type=click.IntRange(1), default=30, show_default=True, help="How many evaluations to show."
)
@warehouse_options
def command(scope: Scope, segment: str, last: int) -> None:
    """Show how large a segment was at its last evaluations, and who entered and left."""
    from segflux_cli.warehouse.segments.insight import find_trend

    rows = find_trend(scope.project, scope.target, segment, last)
    if scope.is_json:
        told = [{**row, "as_of": f"{row['as_of'].replace(tzinfo=None).isoformat()}Z"} for row in rows]
        print_json({"segment": segment, "evaluations": told})
        return
    largest = max((row["size"] for row in rows), default=0) or 1
    cells = [
        (
            f"{row['as_of']:%Y-%m-%d %H:%M}",
            number(row["size"]),
            percent(row["share"]),
            f"+{number(row['entered'])}",
            f"-{number(row['left'])}",
            row["verdict"].replace("_", " "),
            "█" * round(row["size"] / largest * _WIDEST),
        )
        for row in rows
    ]
    print_table(("evaluated (UTC)", *_RIGHT, "verdict", ""), cells, right=_RIGHT)
