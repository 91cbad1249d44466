"""`segflux identity why`."""

import json
from collections.abc import Mapping
from csv import writer
from io import StringIO

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import print_json
from segflux_cli.warehouse.people.identity_links import Link, Named


@click.command("why", cls=Command, short_help="Why two identifiers are one person, or are not.")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@warehouse_options
def command(scope: Scope, first: str, second: str) -> None:
    """Show the way of links from A to B, each with its sources and the time it was first seen.

    A and B are identifiers, as a value or as TYPE:VALUE. The way is the shortest, of equal ones that seen first. Where
    two people have them, the links that a rule leaves unused are shown with the rule. As of the last build.
    """
    from segflux_cli.cli.identity.naming import READS, link_as_json, meant
    from segflux_cli.live.warehouse_macros import declared_rules
    from segflux_cli.warehouse.grants import naming_grants
    from segflux_cli.warehouse.opened import opened
    from segflux_cli.warehouse.people.identity_links import find_way, names_of

    with opened(scope.project, scope.target) as (client, relations), naming_grants(relations, READS):
        ends = (
            meant(client, relations, scope.project, first),
            meant(client, relations, scope.project, second),
        )
        way = find_way(client, relations, ends[0].node, ends[1].node)
        nodes = {node for link in way or () for node in (link.a, link.b)} | {each.node for each in ends}
        names = names_of(client, relations, nodes)
    is_one = bool(ends[0].profile_id) and ends[0].profile_id == ends[1].profile_id
    if scope.is_json:
        links = None if way is None else [link_as_json(link, names) for link in way]
        profiles = [each.profile_id or None for each in ends]
        print_json({"is_one_person": is_one, "profile_ids": profiles, "links": links})
        return
    has_overrides = bool(declared_rules(scope.project).get("overrides"))
    _tell(ends, way, names, is_one=is_one, has_overrides=has_overrides)


def _tell(
    ends: tuple[Named, Named],
    way: tuple[Link, ...] | None,
    names: Mapping[int, Named],
    *,
    is_one: bool,
    has_overrides: bool,
) -> None:
    from segflux_cli.cli.identity.naming import shown, told_rule, told_why_nobody

    first, second = ends
    if is_one:
        click.echo(f"{shown(first)} and {shown(second)} are one person, {first.profile_id}.")
    else:
        click.echo(f"{shown(first)} and {shown(second)} are not one person.")
        for each in ends:
            whom = each.profile_id or f"nobody: {told_why_nobody(each)}"
            click.echo(f"  {shown(each)} belongs to {whom}")
    if way is None:
        click.echo("No links lead from one to the other.")
        return
    node = first.node
    for link in way:
        node = link.b if link.a == node else link.a
        at = (
            "" if link.sources == ("by hand",) else f", first seen {link.first_seen_at:%Y-%m-%d %H:%M:%S} UTC"
        )
        unused = f"; not used: {told_rule(link.rule)}" if link.rule else ""
        click.echo(f"  to {shown(names[node])}  by {', '.join(link.sources)}{at}{unused}")
    if is_one and way:
        click.echo(f"\nTo part them for good, {parting(ends, has_overrides=has_overrides)}")


def parting(ends: tuple[Named, Named], *, has_overrides: bool) -> str:
    """The one line that parts two, where overrides are named a row of theirs."""
    first, second = ends
    if has_overrides:
        row = StringIO()
        writer(row).writerow(("split", first.type, first.value, second.type, second.value))
        return f"add a row to the overrides that identity.yml names:\n  {row.getvalue().rstrip()}"
    pair = ", ".join(f"{{{each.type}: {json.dumps(each.value, ensure_ascii=False)}}}" for each in ends)
    return (
        f"add a line to identity.yml, or the pair to the list that it has there:\n  never_merge: [[{pair}]]"
    )
