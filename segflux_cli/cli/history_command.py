"""`segflux history`."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command
from segflux_cli.cli.options import INSTANT, Scope, warehouse_options
from segflux_cli.cli.output import print_json
from segflux_cli.cli.progress import progress_line
from segflux_cli.spec.times.times import Duration


class LengthType(click.ParamType[Duration]):
    """A length of time as specs write it."""

    name = "length"

    def convert(
        self, value: str | Duration, param: click.Parameter | None, ctx: click.Context | None
    ) -> Duration:
        """The length, or an error that says what one looks like."""
        from segflux_cli.errors import Place
        from segflux_cli.spec.times.time_reader import read_length
        from segflux_cli.spec.yaml.faults import Faults
        from segflux_cli.spec.yaml.nodes import Scalar

        if isinstance(value, Duration):
            return value
        length = read_length(Scalar(Place("--every"), value, value), "--every", Faults())
        if length is None:
            self.fail(f"{value!r} is no length. Write '7 days', '1 month' or '6 hours'.", param, ctx)
        return length


@click.command("history", cls=Command, short_help="A segment's past sizes, evaluated as of then.")
@click.argument("segment", shell_complete=complete_segments)
@click.option("--from", "since", type=INSTANT, required=True, metavar="INSTANT", help="The first instant.")
@click.option("--to", "until", type=INSTANT, metavar="INSTANT", help="The last one; default: the last build.")
@click.option(
    "--every", type=LengthType(), default="7 days", show_default=True, metavar="LENGTH", help="How far apart."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw it into a file ending in .svg or .png, too.",
)
@click.option(
    "--identity-then",
    is_flag=True,
    help="Tell people apart as at each instant, by what was seen until then; default: as the last build does.",
)
@warehouse_options
def command(
    scope: Scope, segment: str, since: datetime, until: datetime | None, every: Duration, **how: Any
) -> None:
    """Show how large SEGMENT would have been, by the specs of the working tree as of past instants.

    SEGMENT is a segment of the project or a file, saved or not. The history of builds, which `segflux trend` shows,
    is read where the segment asks for it and never written. Beside each size stands what its members then did of the
    goal's event, for the time that the goal asks. Nothing is written; only --identity-then decides in scratch tables,
    which it drops.
    """
    from segflux_cli.cli.history_report import check_picture, history_as_json, print_history, write_picture
    from segflux_cli.live.history.recalling import HistoryRequest, recall

    out: Path | None = how["out"]
    check_picture(out)
    with progress_line(is_silent=scope.is_json) as line:
        request = HistoryRequest(segment, since, every, until, has_identity_then=how["identity_then"])
        found = recall(
            scope.project, scope.target, request, lambda moment: line.show(f"as of {moment:%Y-%m-%d}")
        )
    if out:
        write_picture(found, out)
    if scope.is_json:
        print_json(history_as_json(found))
    else:
        print_history(found)
