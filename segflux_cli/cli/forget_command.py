"""`segflux forget`."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import Scope, warehouse_options
from segflux_cli.cli.output import counted, number, print_json, print_table
from segflux_cli.cli.progress import progress_line
from segflux_cli.errors import UsageError

if TYPE_CHECKING:
    from segflux_cli.cli.forgetting import Erasure, ForgetRequest, Receipt
    from segflux_cli.warehouse.people.person import Forgotten


def _request_options(command: Callable[..., Any]) -> Callable[..., Any]:
    @click.argument("identifier")
    @click.option(
        "--type", "kind", metavar="TYPE", help="The identifier's type, such as email; default: any."
    )
    @click.option("--allow-return", is_flag=True, help="Let a later build load the person again.")
    @click.option("--leave-destinations", is_flag=True, help="Erase people who are still at a destination.")
    @wraps(command)
    def with_request(
        scope: Scope,
        identifier: str,
        kind: str | None,
        *,
        allow_return: bool,
        leave_destinations: bool,
        **others: Any,
    ) -> Any:
        from segflux_cli.cli.forgetting import ForgetRequest

        request = ForgetRequest(
            scope.project, scope.target, identifier, kind, allow_return, leave_destinations
        )
        return command(scope=scope, request=request, **others)

    return with_request


@click.command("forget", cls=Command, short_help="Erase a person from every table of Segflux.")
@warehouse_options
@_request_options
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def command(scope: Scope, request: "ForgetRequest", *, dry_run: bool, yes: bool) -> int:
    """Erase the person of IDENTIFIER, with all their identifiers, and prove that nothing is left.

    The receipt names no person. The tables of sources are not Segflux's: it says which still hold the person,
    and leaves their rows out from now on.
    """
    from segflux_cli.cli.forgetting import erasure

    with erasure(request, changes=not dry_run) as found:
        if found.person is None and found.forgotten is not None:
            return _tell_forgotten(scope, found.forgotten)
        if dry_run:
            return _tell_dry(scope, found)
        if found.person and not yes:
            _ask(scope, found)
        with progress_line(is_silent=scope.is_json) as line:
            receipt = found.run(line.show)
    return _tell(scope, receipt)


def _ask(scope: Scope, found: "Erasure") -> None:
    if scope.is_json or not click.get_text_stream("stdin").isatty():
        raise UsageError(
            "Nothing was erased: an erasure can't be undone. Say --yes, or see first with --dry-run."
        )
    _print_counts(found)
    click.confirm("Erase this person for good?", abort=True)


def _tell_forgotten(scope: Scope, forgotten: "Forgotten") -> int:
    receipt, at = forgotten.receipt, f"{forgotten.forgotten_at:%Y-%m-%d %H:%M:%S}"
    if scope.is_json:
        print_json({"receipt": receipt, "forgotten_at": at, "was_forgotten": True})
    else:
        click.echo(f"Forgotten already, at {at} UTC; receipt {receipt}. Nothing of them is here.")
    return 0


def _tell_dry(scope: Scope, found: "Erasure") -> int:
    if scope.is_json:
        tables = [vars(each) for each in found.counts()]
        identifiers = len(found.person.identifiers) if found.person else 0
        print_json({"identifiers": identifiers, "tables": tables, "at_destinations": found.places})
        return 0
    _print_counts(found)
    return 0


def _print_counts(found: "Erasure") -> None:
    identifiers = len(found.person.identifiers) if found.person else 0
    click.echo(f"{counted(identifiers, 'identifier')} of one person.")
    print_table(
        ("table", "rows", "bitmaps"),
        [(each.table, number(each.rows), number(each.bitmaps)) for each in found.counts()],
        right=("rows", "bitmaps"),
    )
    if found.places:
        click.echo(f"Still at: {', '.join(found.places)}")


def _tell(scope: Scope, receipt: "Receipt") -> int:
    if scope.is_json:
        print_json(receipt.as_json())
    else:
        _print_receipt(receipt)
    return 1 if receipt.traces else 0


def _print_receipt(receipt: "Receipt") -> None:
    rows = sum(each.rows for each in receipt.tables)
    bitmaps = sum(each.bitmaps for each in receipt.tables)
    click.echo(
        f"Erased: {counted(rows, 'row')} and {counted(bitmaps, 'place')} in members and history. "
        f"Receipt {receipt.receipt}, kept in .segflux/receipts."
    )
    for place, count in receipt.traces.items():
        click.echo(f"LEFT: {place}: {counted(count, 'row')} of others mention them", err=True)
    if not receipt.traces:
        click.echo("Looked through every column of every table of Segflux: nothing is left.")
    for source, count in receipt.in_sources.items():
        click.echo(f"The source {source} still holds {counted(count, 'row')}: erase them there.")
