"""The table that a build and `segflux segments` end with."""

from collections.abc import Sequence
from dataclasses import asdict

import click

from segflux_cli.cli.output import counted, number, percent, print_table, printable
from segflux_cli.report.findings import Finding
from segflux_cli.warehouse.segments.segment_tables import RejectedRows, SegmentSize

_HEADERS = ("segment", "size", "share", "verdict", "entered", "left", "evaluated (UTC)")


def print_sizes(sizes: Sequence[SegmentSize], rejected: Sequence[RejectedRows]) -> None:
    """The segments as a table, rejected rows below."""
    rows = [
        (
            each.segment,
            number(each.size),
            percent(each.share),
            verdict_words(each.verdict, each.status),
            number(each.entered),
            number(each.left),
            f"{each.as_of:%Y-%m-%d %H:%M:%S}",
        )
        for each in sizes
    ]
    print_table(_HEADERS, rows, right=("size", "share", "entered", "left"))
    if rejected:
        click.echo()
        _print_rejected(rejected)


def verdict_words(verdict: str, status: str) -> str:
    """What is said of a size, and whether that is of no consequence: a segment that is over has none to judge."""
    if status in ("retired", "gone"):
        return status
    said = verdict.replace("_", " ")
    return said if status == "live" else f"{said}, {status}"


def print_findings(findings: Sequence[Finding]) -> None:
    """What needs a look, a line each; nothing where there is none."""
    if findings:
        click.echo("\nTo look at:")
    for found in findings:
        click.echo(printable(f"  {found.segment}: {found.says}. {found.advice}"))


def _print_rejected(rejected: Sequence[RejectedRows]) -> None:
    total = sum(each.rows for each in rejected)
    click.echo(f"{counted(total, 'row')} of the sources {'was' if total == 1 else 'were'} left out:")
    rows = [(each.source, each.shape, each.reason, number(each.rows)) for each in rejected]
    print_table(("source", "shape", "why", "rows"), rows, right=("rows",))


def sizes_as_json(sizes: Sequence[SegmentSize], rejected: Sequence[RejectedRows]) -> dict[str, object]:
    """The same for machines."""
    return {
        "segments": [{**asdict(each), "as_of": f"{each.as_of.isoformat()}Z"} for each in sizes],
        "rejected_rows": [asdict(each) for each in rejected],
    }
