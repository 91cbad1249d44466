"""`segflux doctor`."""

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import counted, print_json, printable


@click.command("doctor", cls=Command, short_help="Look for what is wrong with the warehouse.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without losing anything.")
@warehouse_options
def command(scope: Scope, *, fix: bool) -> int:
    """Look for leftovers of killed builds, leases of dead processes, missing rights, data that stopped arriving.

    Ends with 1 if anything is wrong that was not mended.
    """
    from segflux_cli.doctor.examination import examine

    found = examine(scope.project, scope.target, fix=fix)
    if scope.is_json:
        words = ("check", "says", "matters", "advice")
        told = [
            {word: getattr(trouble, word) for word in words}
            | {"can_be_mended": trouble.mend is not None, "mended": mended}
            for trouble, mended in found
        ]
        print_json({"troubles": told})
    for trouble, mended in () if scope.is_json else found:
        click.echo(printable(f"{trouble.check}: {trouble.says}."))
        click.echo(printable("  Mended." if mended else f"  {trouble.matters} {trouble.advice}"))
    open_ones = sum(not mended for _, mended in found)
    if not scope.is_json:
        click.echo(f"\n{counted(open_ones, 'trouble')} left." if found else "Nothing is wrong.")
    return 1 if open_ones else 0
