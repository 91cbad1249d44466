"""The group of commands: each is imported when it is called, so that `--help` comes at once."""

import os
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NoReturn, cast

import click

from segflux_cli.cli.stopping import terminated_like_interrupted

EXIT_USAGE = 3
EXIT_INTERRUPTED = 130


class LazyGroup(click.Group):
    """Commands named by module; `main` ends with the project's exit codes, never with a traceback."""

    def __init__(self, *, modules: Mapping[str, str], **attributes: Any) -> None:
        super().__init__(**attributes)
        self._modules = modules

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names in the order of the work, not of the alphabet."""
        return list(self._modules)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now."""
        if cmd_name not in self._modules:
            return None
        return cast("click.Command", import_module(self._modules[cmd_name]).command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was called, or an error that names the nearest one."""
        if args and args[0] not in self._modules and not args[0].startswith("-"):
            near = get_close_matches(args[0], self._modules, 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No command '{args[0]}'.{hint} Commands: {', '.join(self._modules)}.")
        return super().resolve_command(ctx, args)

    def main(self, *arguments: Any, **options: Any) -> NoReturn:
        """Runs the command line and exits."""
        sys.exit(self._run(*arguments, **options))

    def _run(self, *arguments: Any, **options: Any) -> int:
        options["standalone_mode"] = False
        try:
            with terminated_like_interrupted():
                code = super().main(*arguments, **options)
        except click.ClickException as error:
            error.show()
            return EXIT_USAGE
        except click.Abort:
            click.echo("Stopped.", err=True)
            return EXIT_INTERRUPTED
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return code if isinstance(code, int) else 0
