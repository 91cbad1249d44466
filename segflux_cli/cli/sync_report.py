"""What `segflux sync` and `segflux syncs` show."""

from collections.abc import Sequence
from dataclasses import asdict

import click

from segflux_cli.cli.output import counted, number, print_table, printable
from segflux_cli.sync.run_report import RunReport

_HEADERS = (
    "sync",
    "state",
    "members",
    "held back",
    "no match",
    "add",
    "update",
    "remove",
    "sent",
    "rejected",
)
_COLORS = {"ok": "green", "braked": "yellow", "waiting": "yellow", "failed": "red"}


def print_reports(reports: Sequence[RunReport]) -> None:
    """One line a sync."""
    if not reports:
        click.echo(
            "No live segment has a `sync` that this target and environment may run: add one to its file, and "
            "destinations to destinations.yml; their `targets` and `needs` say where they run."
        )
        return
    print_table(_HEADERS, [_cells(report) for report in reports], right=_HEADERS[2:])


def _cells(report: RunReport) -> tuple[str, ...]:
    counts = report.counts
    title = f"{report.sync.title} (emptied)" if report.is_drain else report.sync.title
    state = f"would be {report.state}" if report.is_dry else report.state
    numbers = (
        counts.members,
        counts.held_back,
        counts.unmatched,
        counts.planned_adds,
        counts.planned_updates,
        counts.planned_removals,
        counts.sent,
        counts.rejected,
    )
    return (title, state, *(number(value) for value in numbers))


def print_report(report: RunReport) -> None:
    """Why a sync stopped, and whom a dry run would send."""
    if report.reason:
        color = _COLORS[report.state]
        way_out = "; --allow-large-change goes on all the same" if report.state == "braked" else ""
        title = click.style(f"{report.sync.title}: {report.state}", fg=color)
        click.echo(f"{title}: {printable(report.reason)}{way_out}", err=True)
    for operation, profile_ids in report.samples.items():
        click.echo(f"{report.sync.title}: would {operation}, for example: {', '.join(profile_ids)}")
    if report.strangers:
        strangers = counted(report.strangers, "person").replace("persons", "people")
        verb = "would remove" if report.is_dry or report.state == "braked" else "removals include"
        click.echo(f"{report.sync.title}: {verb} {strangers} whom Segflux never added")
    if report.counts.rejected and not report.is_dry:
        rejected = counted(report.counts.rejected, "person").replace("persons", "people")
        click.echo(f"{report.sync.title}: {rejected} rejected; `segflux syncs --rejects` says why.", err=True)
    for warning in report.warnings:
        click.echo(f"{report.sync.title}: {click.style('warning', fg='yellow')}: {warning}", err=True)


def as_json(report: RunReport) -> dict[str, object]:
    """A run for machines; it holds no personal data."""
    sync = report.sync
    return {
        "sync": sync.name,
        "segment": sync.segment,
        "destination": sync.destination,
        "mode": sync.mode,
        "state": report.state,
        "is_drain": report.is_drain,
        "is_dry_run": report.is_dry,
        **asdict(report.counts),
        "strangers": report.strangers,
        "seconds": report.seconds,
        "reason": report.reason,
        "samples": report.samples,
        "warnings": report.warnings,
    }
