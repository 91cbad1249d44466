"""`segflux identity squash`."""

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import counted, number, print_json, print_table
from segflux_cli.cli.progress import progress_line


@click.command("squash", cls=Command, short_help="Write merges and splits into the stored rows.")
@click.option("--dry-run", is_flag=True, help="Only say what would be written anew.")
@warehouse_options
def command(scope: Scope, *, dry_run: bool) -> None:
    """Write the present profile of every stored event and trait into its row, so that reading needs no overrides.

    People, ids and members stay the same. Builds are kept out meanwhile. A squash that was killed has lost nothing, and
    the next one goes on. State of earlier resolutions that nothing reads any more goes, too; the log of merges stays.
    """
    from dataclasses import asdict

    from segflux_cli.live.squashing import squash

    with progress_line(is_silent=scope.is_json) as line:
        line.show("counting" if dry_run else "writing rows anew")
        done = squash(scope.project, scope.target, is_dry=dry_run)
    if scope.is_json:
        print_json(asdict(done))
        return
    if not any(each.rows for each in done.tables) and not done.state:
        click.echo("Every row has the number of its profile: there is nothing to squash.")
        return
    click.echo("Would write anew:" if dry_run else "Written anew:")
    print_table(
        ("table", "rows", "partitions"),
        [(each.table, number(each.rows), number(each.partitions)) for each in done.tables],
        right=("rows", "partitions"),
    )
    gone = sum(done.state.values())
    click.echo(f"{counted(gone, 'row')} of superseded state {'would go' if dry_run else 'went'}.")
