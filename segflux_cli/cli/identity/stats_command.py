"""`segflux identity stats`."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import number, print_json, print_table, shortened

_TOTALS = {
    "identifiers": "identifiers",
    "profiles": "profiles",
    "links": "links",
    "merged_today": "profiles merged within a day",
    "split_today": "profiles split within a day",
    "overrides_unknown": "overrides that name nobody, or say nothing",
    "seen_in_the_future": "identifiers first seen in the future",
    "links_to_themselves": "rows that link an identifier with itself, in the load of each source that had the most",
    "overridden_profiles": "profiles whose merge is applied when rows are read (`segflux identity squash`)",
}
_ALWAYS = ("identifiers", "profiles", "links")


@click.command(
    "stats", cls=Command, short_help="Sizes of profiles, and identifiers that would merge the most."
)
@warehouse_options
def command(scope: Scope) -> None:
    """Show how many identifiers profiles have, and what would merge the most.

    The largest profiles, the identifiers linked to the most others, and how many links each rule leaves unused. As of
    the last build.
    """
    from segflux_cli.cli.identity.naming import READS
    from segflux_cli.warehouse.grants import naming_grants
    from segflux_cli.warehouse.opened import opened
    from segflux_cli.warehouse.people.identity_figures import read_figures

    reads = (
        *(*READS, "identity_profile_sizes", "identity_shared_identifiers"),
        *("profile_overrides", "identity_loads"),
        *("identity_rejected_links",),
    )
    with opened(scope.project, scope.target) as (client, relations), naming_grants(relations, reads):
        figures = read_figures(client, relations)
    if scope.is_json:
        print_json(asdict(figures))
        return
    for word, label in _TOTALS.items():
        if word in _ALWAYS or figures.totals[word]:
            click.echo(f"{number(figures.totals[word]):>12}  {label}")
    _tell("Sizes", ("identifiers", "profiles"), figures.sizes)
    _tell("The largest", ("profile", "identifiers", "types", "such as"), figures.largest)
    _tell(
        "Those that would merge the most",
        ("type", "value", "linked to", "of type", "links unused"),
        figures.suspicious,
    )
    _tell("Links that are not used", ("rule", "links"), figures.unused)


def _tell(title: str, headers: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    cells = [[_cell(value) for value in row.values()] for row in rows]
    if cells:
        click.echo(f"\n{title}")
        print_table(headers, cells)


def _cell(value: object) -> str:
    return number(value) if isinstance(value, int) else shortened(str(value))
