"""`segflux identity show`."""

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import print_json, print_table, shortened


@click.command("show", cls=Command, short_help="Every identifier of a person, and what was merged and split.")
@click.argument("identifier", metavar="ID")
@warehouse_options
def command(scope: Scope, identifier: str) -> None:
    """Show the identifiers of the person who has ID, and which profiles were merged into theirs or split from it.

    ID is an identifier, as a value or as TYPE:VALUE, or a profile id. As of the last build.
    """
    from segflux_cli.cli.identity.naming import READS, meant, shown, told_why_nobody
    from segflux_cli.warehouse.grants import naming_grants
    from segflux_cli.warehouse.opened import opened
    from segflux_cli.warehouse.people.identity_person import read_person

    reads = (*READS, "identity_merges", "identity_rejected_links")
    with opened(scope.project, scope.target) as (client, relations), naming_grants(relations, reads):
        named = meant(client, relations, scope.project, identifier)
        person = read_person(client, relations, named)
    if scope.is_json:
        print_json(
            {
                "profile_id": named.profile_id or None,
                "identifiers": [_plain(row) for row in person.identifiers],
                "moves": [_plain(row) for row in person.moves],
                "unused_links": [_plain(row) for row in person.unused],
            }
        )
        return
    if not named.profile_id:
        click.echo(f"{shown(named)} belongs to nobody: {told_why_nobody(named)}.")
        return
    click.echo(f"Profile {named.profile_id}\n")
    _table(("type", "value", "first seen (UTC)", "source"), person.identifiers)
    if person.moves:
        click.echo()
        _table(("what", "from", "into", "when (UTC)", "by"), person.moves)
    if person.unused:
        click.echo("\nLinks that are not used:")
        _table(("a", "b", "rule"), person.unused)


def _table(headers: tuple[str, ...], rows: tuple[dict[str, object], ...]) -> None:
    print_table(headers, [[shortened(str(value), 120) for value in row.values()] for row in rows])


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {key: value if isinstance(value, int) else str(value) for key, value in row.items()}
