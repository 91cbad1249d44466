"""`segflux diff`."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command, tell_fault
from segflux_cli.cli.options import as_of_option, debug_option, project_option, target_option
from segflux_cli.cli.output import print_json
from segflux_cli.cli.progress import progress_line

if TYPE_CHECKING:
    from segflux_cli.live.diff.differing import DiffRequest

_OVER = 1  # the exit code where more people moved than --fail-over allows


class PercentType(click.ParamType[float]):
    """A share in percent, with or without its sign."""

    name = "percent"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The percentage as a number."""
        try:
            percentage = float(str(value).removesuffix("%").strip())
        except ValueError:
            percentage = -1
        if not 0 <= percentage < float("inf"):
            self.fail(f"{value!r} is no percentage. Write 20%.", param, ctx)
        return percentage


def _request_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What to compare, handed over as one `request`."""

    @click.argument("segments", nargs=-1, metavar="[SEGMENT]...", shell_complete=complete_segments)
    @click.option(
        "--against",
        metavar="REVISION",
        help="Compare with the specs at a revision of git, not with the build.",
    )
    @as_of_option("that of the last build")
    @click.option(
        "--sample", type=click.IntRange(0, 1000), default=0, help="Profile ids to show of those who move."
    )
    @wraps(command)
    def with_request(
        segments: tuple[str, ...], against: str | None, as_of: datetime | None, sample: int, **others: Any
    ) -> Any:
        from segflux_cli.live.diff.differing import DiffRequest

        return command(request=DiffRequest(segments, against, as_of, sample), **others)

    return with_request


@click.command("diff", cls=Command, short_help="Who would enter or leave by a change of specs.")
@_request_options
@click.option(
    "--fail-over",
    type=PercentType(),
    metavar="N%",
    help="Exit with 1 where more of a segment enter or leave.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="Text for people, JSON for machines, Markdown for a pull request.",
)
@target_option
@project_option
@debug_option
def command(
    project: Path, target: str | None, request: "DiffRequest", fail_over: float | None, output: str
) -> int:
    """Show who would enter, leave and stay in each segment by the specs in the working tree.

    They are compared with the members of the last build, as of its instant; nothing is written. Segments that did
    not change are not evaluated. --fail-over looks at segments that were there: who enters or leaves, in percent of
    those who were in.
    """
    from segflux_cli.cli.diff_markdown import diff_as_markdown
    from segflux_cli.cli.diff_report import diff_as_json, over, over_line, print_diff
    from segflux_cli.live.diff.differing import diff

    with progress_line(is_silent=output == "json") as line:
        line.show("comparing")
        found = diff(project, target, request)
    too_much = over(found, fail_over)
    if output == "json":
        print_json({**diff_as_json(found), "over": too_much})
    elif output == "markdown":
        click.echo(diff_as_markdown(found, fail_over), nl=False)
    else:
        for warning in found.warnings:
            tell_fault(warning)
        print_diff(found)
    if too_much and fail_over is not None:
        click.echo(over_line(too_much, fail_over), err=True)
    return _OVER if too_much else 0
