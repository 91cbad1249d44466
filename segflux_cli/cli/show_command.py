"""`segflux show`."""

from dataclasses import asdict

import click

from segflux_cli.cli.completing import complete_segments
from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, project_options
from segflux_cli.cli.output import print_json


@click.command("show", cls=Command, short_help="A segment as a sentence, its conditions and lineage.")
@click.argument("segment", shell_complete=complete_segments)
@click.option("--full", is_flag=True, help="Every word, those not written with their defaults.")
@project_options
def command(scope: Scope, segment: str, *, full: bool) -> None:
    """Show what the specs say of SEGMENT, or of a computed trait of that name: nothing is asked of a warehouse.

    Conditions that other segments have too are evaluated once for all of them. `segflux preview SEGMENT` tells its
    size and what a query of it costs.
    """
    from segflux_cli.cli.show_report import found_segment, found_trait, print_shown, print_trait
    from segflux_cli.warehouse.profiles import project_name

    project_name(scope.project)  # else a folder without a project would seem to be one without segments
    trait = found_trait(scope.project, segment)
    if trait:
        print_json(asdict(trait)) if scope.is_json else print_trait(trait)
        return
    shown = found_segment(scope.project, segment)
    if scope.is_json:
        print_json(asdict(shown))
    else:
        print_shown(shown, is_full=full)
