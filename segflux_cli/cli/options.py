"""The options that commands share, each spelled once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import click

from segflux_cli.cli.completing import complete_targets

project_option = click.option(
    "--project-dir",
    "project",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder of dbt_project.yml and segflux.yml; default: here.",
)
target_option = click.option(
    "--target",
    shell_complete=complete_targets,
    metavar="NAME",
    help="The target of profiles.yml; default: the one it names.",
)
output_option = click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Text for people, JSON for machines.",
)


def _note_debug(context: click.Context, _option: click.Parameter, value: object) -> None:
    context.meta["segflux.debug"] = value


debug_option = click.option(
    "--debug", is_flag=True, expose_value=False, callback=_note_debug, help="Show the traceback of an error."
)


class InstantType(click.ParamType[datetime]):
    """A date, meaning its midnight UTC, or an instant."""

    name = "instant"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The instant in UTC."""
        from segflux_cli.spec.times.time_reader import parse_instant

        if isinstance(value, datetime):
            return value
        is_date = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
        milliseconds = parse_instant(f"{value}T00:00:00Z" if is_date else value)
        if milliseconds is None:
            self.fail(f"{value!r} is no instant. Write 2026-06-01 or 2026-06-01T09:00:00Z.", param, ctx)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


INSTANT = InstantType()


def as_of_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--as-of`, whose help names what it is by default."""
    said = f"The instant to measure from, such as 2026-06-01T09:00:00Z; default: {default}."
    return click.option("--as-of", type=INSTANT, metavar="INSTANT", help=said)


identity_as_of_option = click.option(
    "--identity-as-of",
    type=INSTANT,
    metavar="INSTANT",
    help="Tell people apart as Segflux did at this instant, by what it had seen until then; default: as now.",
)


@dataclass(frozen=True)
class Scope:
    """What a command works on and how it answers."""

    project: Path
    is_json: bool
    target: str | None = None


def project_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--project-dir`, `--format` and `--debug`, handed over as one `scope`."""

    @project_option
    @output_option
    @debug_option
    @wraps(command)
    def with_scope(project: Path, output: str, target: str | None = None, **others: Any) -> Any:
        return command(scope=Scope(project, output == "json", target), **others)

    return with_scope


def warehouse_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a project and `--target`."""
    return target_option(project_options(command))
