"""What `segflux probe` prints."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from segflux_cli.cli.output import counted, number, percent, print_table, printable
from segflux_cli.live.probe.probed import ProbedRows, ProbedSource

_MOST_TABLES = 12
_HEADERS = ("kind", "rows", "newest (UTC)", "newest arrival", "no time", "no identifier", "repeated")


def probes_as_json(sources: tuple[ProbedSource, ...]) -> list[dict[str, Any]]:
    """The probed sources for machines; the place as text."""
    return [{**asdict(source), "place": str(source.place)} for source in sources]


def print_probe(source: ProbedSource) -> None:
    """One source: its tables, its rows, its doubts."""
    click.echo(click.style(printable(f"{source.source}  {source.adapter}  {source.place}"), bold=True))
    _print_names("tables", [f"{each.table} {number(each.rows)}" for each in source.tables])
    _print_names("not there", list(source.missing))
    _print_names("passed by", list(source.passed_by))
    print_table(_HEADERS, [_cells(rows) for rows in source.rows], right=set(_HEADERS) - {"kind"})
    for rows in source.rows:
        _print_names("events", [f"{name or '(no name)'} {number(count)}" for name, count in rows.events])
    for doubt in source.doubts:
        click.echo(click.style("doubt: ", fg="yellow") + printable(doubt))
    if not source.doubts:
        click.echo("nothing doubtful")


def _print_names(word: str, names: list[str]) -> None:
    if names:
        more = f", and {counted(len(names) - _MOST_TABLES, 'other')}" if len(names) > _MOST_TABLES else ""
        click.echo(printable(f"{word}: {', '.join(names[:_MOST_TABLES])}{more}"))


def _cells(rows: ProbedRows) -> tuple[str, ...]:
    return (
        rows.kind,
        number(rows.rows),
        _instant(rows.newest_at),
        _instant(rows.newest_arrival),
        _share(rows.without_time, rows.rows),
        _share(rows.without_identifier, rows.rows),
        _share(rows.repeated, rows.rows),
    )


def _share(part: int | None, whole: int) -> str:
    return "-" if part is None or not whole else percent(part / whole)


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at and at.year > 1970 else "-"
