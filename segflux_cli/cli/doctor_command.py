"""`segflux doctor`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import counted, print_json, printable

if TYPE_CHECKING:
    from segflux_cli.doctor.troubles import Trouble


@click.command("doctor", cls=Command, short_help="Look for what is wrong with the warehouse.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without losing anything.")
@warehouse_options
def command(scope: Scope, *, fix: bool) -> int:
    """Look for leftovers of killed builds, leases of dead processes, missing rights, data that stopped arriving.

    Ends with 1 if anything is wrong that was not mended. Notices don't count: what they tell may be as it should be.
    """
    from segflux_cli.doctor.examination import examine

    found = examine(scope.project, scope.target, fix=fix)
    if scope.is_json:
        words = ("check", "says", "matters", "advice", "is_notice")
        told = [
            {word: getattr(trouble, word) for word in words}
            | {"can_be_mended": trouble.mend is not None, "mended": mended}
            for trouble, mended in found
        ]
        print_json({"troubles": told})
    for trouble, mended in () if scope.is_json else found:
        kind = f"{trouble.check} (notice)" if trouble.is_notice else trouble.check
        click.echo(printable(f"{kind}: {trouble.says}."))
        click.echo(printable("  Mended." if mended else f"  {trouble.matters} {trouble.advice}"))
    open_ones = sum(not mended and not trouble.is_notice for trouble, mended in found)
    if not scope.is_json:
        click.echo(_summary(found, open_ones))
    return 1 if open_ones else 0


def _summary(found: "Sequence[tuple[Trouble, bool]]", open_ones: int) -> str:
    notices = sum(trouble.is_notice for trouble, _ in found)
    left = f"{counted(open_ones, 'trouble')} left" if len(found) > notices else "Nothing is wrong"
    told = f"{left}, {counted(notices, 'notice')}." if notices else f"{left}."
    return f"\n{told}" if found else told
