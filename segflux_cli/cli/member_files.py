"""Members as files: JSON lines, CSV, Parquet."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from segflux_cli.cli.output import counted, printable

if TYPE_CHECKING:
    from segflux_cli.warehouse.segments.export import ExportFormat
    from segflux_cli.warehouse.segments.members import MembersRequest

MemberFormat = Literal["text", "json", "jsonl", "csv", "parquet"]

FORMATS: tuple[MemberFormat, ...] = ("text", "json", "jsonl", "csv", "parquet")
EXPORTED = frozenset({"jsonl", "csv", "parquet"})

_SUFFIXES: dict[str, MemberFormat] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
}
_STANDARD_OUTPUT = Path("-")
_IDENTIFIERS = ("user_id", "email")


def format_of(asked: MemberFormat | None, out: Path | None) -> MemberFormat:
    """The format asked for, or the one that the file's name tells."""
    if asked or out is None:
        return asked or "text"
    if out.suffix.lower() not in _SUFFIXES:
        raise click.UsageError(
            f"{out} does not tell its format; add --format jsonl, csv or parquet, or name it so."
        )
    return _SUFFIXES[out.suffix.lower()]


def write_members(
    project: Path, target: str | None, request: "MembersRequest", form: MemberFormat, out: Path | None
) -> None:
    """Writes the members; says where they went, unless that is standard output."""
    from segflux_cli.warehouse.segments.members import export_members

    exported = cast("ExportFormat", form)
    if request.has_identifiers:
        request = replace(request, columns=(*_IDENTIFIERS, *request.columns))
    if out is not None and out != _STANDARD_OUTPUT:
        size = export_members(project, target, request, exported, out)
        click.echo(f"{counted(size, 'member')} in {printable(str(out))}", err=True)
        return
    if form == "parquet" and sys.stdout.isatty():
        raise click.UsageError("Parquet is no text for a terminal; name a file with --out.")
    export_members(project, target, request, exported, sys.stdout.buffer)
    sys.stdout.buffer.flush()
