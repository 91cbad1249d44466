"""`segflux members`."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command
from segflux_cli.cli.member_files import EXPORTED, FORMATS, MemberFormat, format_of, write_members
from segflux_cli.cli.options import INSTANT, debug_option, project_option, target_option
from segflux_cli.cli.output import number, print_json, printable

if TYPE_CHECKING:
    from segflux_cli.warehouse.segments.segment_tables import Member

_SHOWN = 20


@click.command("members", cls=Command, short_help="List the members of a segment, or write them to a file.")
@click.argument("segment", shell_complete=complete_segments)
@click.option(
    "--limit", type=click.IntRange(min=0), help=f"At most; 0: all. Default: {_SHOWN}, in files all."
)
@click.option("--identifiers", is_flag=True, help="Show user_id and email too: personal data.")
@click.option(
    "--columns",
    default="",
    metavar="A,B,C",
    help="In jsonl, csv and parquet: columns of dim_profiles, such as traits, and types of identifiers.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="The file to write, in one step; - is standard output.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(FORMATS),
    help="Default: told by the name of --out, else text.",
)
@click.option(
    "--as-of", type=INSTANT, metavar="INSTANT", help="The members as of an evaluation, or of a study."
)
@target_option
@project_option
@debug_option
def command(segment: str, project: Path, target: str | None, output: MemberFormat | None, **how: Any) -> None:
    """List the profile ids of a segment's members, in their order; or write them to a file, a piece at a time."""
    from segflux_cli.warehouse.segments.members import MembersRequest, find_members

    out: Path | None = how["out"]
    form = format_of(output, out)
    columns = tuple(name.strip() for name in how["columns"].split(",") if name.strip())
    request = MembersRequest(segment, how["limit"] or None, how["as_of"], bool(how["identifiers"]), columns)
    if form in EXPORTED:
        write_members(project, target, request, form, out)
        return
    if columns or out:
        raise click.UsageError("--columns and --out go with --format jsonl, csv or parquet.")
    if how["limit"] is None:
        request = replace(request, limit=_SHOWN)
    total, members = find_members(project, target, request)
    _print(segment, total, members, is_json=form == "json")


def _print(segment: str, total: int, members: tuple["Member", ...], *, is_json: bool) -> None:
    if is_json:
        print_json({"segment": segment, "size": total, "members": [_as_json(each) for each in members]})
        return
    for member in members:
        click.echo("  ".join(printable(value) for value in asdict(member).values() if value))
    if not total:
        click.echo(f"{segment} has no members.", err=True)
    if len(members) < total:
        click.echo(f"{len(members)} of {number(total)} members; --limit 0 shows all.", err=True)


def _as_json(member: "Member") -> dict[str, str]:
    return {key: value for key, value in asdict(member).items() if value is not None}
