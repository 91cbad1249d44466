"""What commands print: tables for people, JSON for machines."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import click


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[str] = ()) -> None:
    """Rows under their headers in aligned columns; the columns named in `right` are flush right."""
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [
        max(len(header), *(len(row[place]) for row in cells), 0) for place, header in enumerate(headers)
    ]
    flush_right = [header in set(right) for header in headers]
    click.echo(click.style(_line(headers, widths, flush_right), bold=True))
    for row in cells:
        click.echo(_line(row, widths, flush_right))


def _line(cells: Sequence[str], widths: Sequence[int], flush_right: Sequence[bool]) -> str:
    padded = [
        cell.rjust(width) if is_right else cell.ljust(width)
        for cell, width, is_right in zip(cells, widths, flush_right, strict=True)
    ]
    return "  ".join(padded).rstrip()


def printable(text: str, *, keep_lines: bool = False) -> str:
    """The text with every control character spelled out: no name can move a terminal's cursor."""
    allowed = {"\n"} if keep_lines else set()
    return "".join(
        character if character.isprintable() or character in allowed else _spelled(character)
        for character in text
    )


def shortened(text: str, most: int = 60) -> str:
    """A printable text, cut where it is longer than a line can bear."""
    shown = printable(text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def instant(moment: datetime) -> str:
    """An instant as JSON has it: ISO 8601 in UTC, with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def number(value: float | None) -> str:
    """A number with thousands marked; a dash for none."""
    return "-" if value is None else f"{value:,.0f}"


def counted(count: int, noun: str) -> str:
    """`1 segment`, `2 segments`."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def percent(share: float | None) -> str:
    """A share of one in percent; a dash for none."""
    return "-" if share is None else f"{share * 100:.1f} %"
