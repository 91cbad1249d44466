"""`segflux report`."""

from pathlib import Path

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import counted, print_json


@click.command("report", cls=Command, short_help="Write one HTML page about all segments.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("report.html"),
    show_default=True,
    help="The file to write; an older one is replaced.",
)
@warehouse_options
def command(scope: Scope, out: Path) -> None:
    """Write one HTML page that says how the segments stand: sizes over time, verdicts, goals, overlaps.

    It needs nothing beside itself, no network and no warehouse: send it or put it on a share.
    """
    from segflux_cli.report.contents import summary_of
    from segflux_cli.report.page import page_of, read_contents
    from segflux_cli.warehouse.replacing import replacing

    contents = read_contents(scope.project, scope.target)
    with replacing(out) as part:
        part.write_text(page_of(contents), encoding="utf-8")
    if scope.is_json:
        print_json({"file": str(out), **summary_of(contents)})
        return
    click.echo(
        f"Wrote {out}: {counted(len(contents.parts), 'segment')} as of {contents.as_of:%Y-%m-%d %H:%M} UTC, "
        f"{counted(len(contents.looks), 'thing')} to look at."
    )
