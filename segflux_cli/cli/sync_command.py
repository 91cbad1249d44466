"""`segflux sync`."""

import json
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.progress import progress_line
from segflux_cli.errors import UsageError

if TYPE_CHECKING:
    from segflux_cli.sync.members.wishes import Wishes

EXIT_STOPPED = 2


def _wish_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--full`, `--retry-rejected`, `--allow-large-change` and `--give-up`, handed over as `wishes`."""

    @click.option("--full", is_flag=True, help="Send everybody again, changed or not.")
    @click.option("--retry-rejected", is_flag=True, help="Send again what was rejected.")
    @click.option("--allow-large-change", is_flag=True, help="Go on where a brake would stop.")
    @click.option(
        "--give-up",
        is_flag=True,
        help="With --to: a place that cannot be emptied counts as empty.",
    )
    @wraps(command)
    def with_wishes(
        *, full: bool, retry_rejected: bool, allow_large_change: bool, give_up: bool, **others: Any
    ) -> Any:
        from segflux_cli.sync.members.wishes import Wishes

        if give_up and not others["destination"]:
            raise UsageError("--give-up forgets who is at a destination: name it with --to")
        return command(wishes=Wishes(full, retry_rejected, allow_large_change, give_up), **others)

    return with_wishes


@click.command("sync", cls=Command, short_help="Carry members to their destinations.")
@click.argument("segments", nargs=-1, metavar="[SEGMENT]...", shell_complete=complete_segments)
@click.option("--to", "destination", metavar="DESTINATION", help="Only to this destination.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@_wish_options
@warehouse_options
def command(
    scope: Scope, segments: tuple[str, ...], destination: str | None, wishes: "Wishes", *, dry_run: bool
) -> int:
    """Carry the members of all segments, or of those named, to their destinations."""
    from segflux_cli.cli.sync_report import as_json, print_report, print_reports
    from segflux_cli.sync.command import SyncRequest, sync_project
    from segflux_cli.sync.tasks import Chosen

    request = SyncRequest(scope.project, scope.target, Chosen(segments, destination), wishes, is_dry=dry_run)
    with progress_line(is_silent=scope.is_json) as line:
        reports = sync_project(request, line.show)
    if scope.is_json:
        for report in reports:
            click.echo(json.dumps(as_json(report), ensure_ascii=False))
    else:
        print_reports(reports)
        for report in reports:
            print_report(report)
    return 0 if all(report.state == "ok" for report in reports) else EXIT_STOPPED
