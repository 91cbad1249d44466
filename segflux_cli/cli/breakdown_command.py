"""`segflux breakdown`."""

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import number, percent, print_json, print_table

_RIGHT = ("members", "share", "base", "index")
_WORDS = {"other": "(all others)", "missing": "(not known)"}
_WIDEST = 24


@click.command("breakdown", cls=Command, short_help="Compare a segment with its base by a trait.")
@click.argument("segment")
@click.option("--by", "trait", required=True, metavar="TRAIT", help="A trait that sources.yml declares.")
@warehouse_options
def command(scope: Scope, segment: str, trait: str) -> None:
    """Show how the members spread over the values of a trait, beside the segment's base.

    The index is the share of members divided by the share of the base, times 100: 100 is like everyone.
    """
    from segflux_cli.warehouse.segments.insight import find_breakdown

    rows = find_breakdown(scope.project, scope.target, segment, trait)
    if scope.is_json:
        print_json({"segment": segment, "trait": trait, "values": rows})
        return
    cells = [
        (
            _WORDS.get(row["kind"], row["value"] or "(empty)"),
            number(row["segment_count"]),
            percent(row["segment_share"]),
            percent(row["base_share"]),
            number(row["index"]),
            "█" * round(row["segment_share"] * _WIDEST),
        )
        for row in rows
    ]
    print_table((trait, *_RIGHT, ""), cells, right=_RIGHT)
