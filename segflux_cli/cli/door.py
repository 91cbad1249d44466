"""The one door for errors: what a command raises becomes a message and an exit code."""

import os
from typing import Any

import click

from segflux_cli.cli.output import counted, print_json, printable
from segflux_cli.errors import Fault, SegfluxError, SpecError

EXIT_UNEXPECTED = 2


class Command(click.Command):
    """A command whose errors are told in a sentence, as text or as JSON, with the error's exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """What the command returns; an int is the exit code."""
        try:
            return super().invoke(ctx)
        except SegfluxError as error:
            if _wants_debug(ctx):
                raise
            _tell(error, as_json=ctx.params.get("output") == "json")
            return error.exit_code
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if _wants_debug(ctx):
                raise
            _tell(_unexpected(error), as_json=ctx.params.get("output") == "json")
            return EXIT_UNEXPECTED


def _wants_debug(ctx: click.Context) -> bool:
    return bool(ctx.meta.get("segflux.debug") or os.environ.get("SEGFLUX_DEBUG"))


def _unexpected(error: Exception) -> SegfluxError:
    first_line = (str(error).strip() or "no message").splitlines()[0]
    return SegfluxError(
        f"Something unexpected happened: {type(error).__name__}: {first_line}\n"
        "This is a fault in Segflux, not in your project. Run it again with --debug and report that."
    )


def _tell(error: SegfluxError, *, as_json: bool) -> None:
    if as_json:
        print_json({"error": str(error), "faults": _faults(error)})
    if not isinstance(error, SpecError):
        click.echo(click.style("Error: ", fg="red") + printable(str(error), keep_lines=True), err=True)
        return
    for fault in error.faults:
        tell_fault(fault)
    count = sum(not fault.is_warning for fault in error.faults)
    click.echo(f"\n{counted(count, 'fault')}. Nothing was changed.", err=True)


def tell_fault(fault: Fault) -> None:
    """Prints one fault or warning, its place first."""
    color = "yellow" if fault.is_warning else "red"
    kind = "warning" if fault.is_warning else "error"
    place = click.style(printable(str(fault.place)), bold=True)
    click.echo(
        f"{place}: {click.style(kind, fg=color)}: {printable(fault.message, keep_lines=True)}", err=True
    )


def _faults(error: SegfluxError) -> list[dict[str, object]]:
    return [fault_as_json(fault) for fault in error.faults] if isinstance(error, SpecError) else []


def fault_as_json(fault: Fault) -> dict[str, object]:
    """A fault for machines."""
    place = fault.place
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "message": fault.message,
        "is_warning": fault.is_warning,
    }
