"""`segflux syncs`."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import number, percent, print_json, print_table

if TYPE_CHECKING:
    from segflux_cli.sync.state.past_runs import PastRun, Reject

_RUNS = (
    "sync",
    "run",
    "when (UTC)",
    "state",
    "members",
    "match rate",
    "add",
    "update",
    "remove",
    "rejected",
    "there now",
)
_REJECTS = ("sync", "what", "people", "reason", "for example")


@click.command("syncs", cls=Command, short_help="Past syncs: what was sent, what was rejected and why.")
@click.argument("segment", required=False, shell_complete=complete_segments)
@click.option("--limit", type=click.IntRange(min=1), default=3, show_default=True, help="Runs of each sync.")
@click.option("--rejects", is_flag=True, help="Show whom destinations do not take, and why.")
@warehouse_options
def command(scope: Scope, segment: str | None, limit: int, *, rejects: bool) -> None:
    """Show the newest runs of every sync, or of one segment's."""
    from segflux_cli.sync.state.past_runs import read_past_syncs

    history = read_past_syncs(scope.project, scope.target, limit=limit, segment=segment)
    if scope.is_json:
        print_json(asdict(history))
        return
    if not history.runs:
        chosen = f" {segment}" if segment else ""
        of_it = f" of the segment{chosen}" if segment else ""
        click.echo(f"No sync{of_it} was run yet; `segflux sync{chosen} --dry-run` shows what would be.")
        return
    if rejects:
        print_table(_REJECTS, [_reject(each) for each in history.rejects], right=("people",))
        return
    print_table(_RUNS, [_cells(run) for run in history.runs], right=("run", *_RUNS[4:]))
    for run in history.runs:
        if run.reason:
            click.echo(f"{run.segment} to {run.destination}, run {run.sequence}: {run.reason}")


def _cells(run: "PastRun") -> tuple[str, ...]:
    return (
        f"{run.segment} to {run.destination}",
        str(run.sequence),
        f"{run.changed_at:%Y-%m-%d %H:%M:%S}",
        run.state,
        number(run.members),
        percent(run.match_rate),
        *(number(value) for value in (run.adds, run.updates, run.removals, run.rejected, run.there)),
    )


def _reject(each: "Reject") -> tuple[str, ...]:
    title, some = f"{each.segment} to {each.destination}", ", ".join(each.profile_ids[:2])
    return (title, each.operation, number(each.people), each.reason, some)
