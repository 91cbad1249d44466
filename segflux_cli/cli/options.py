"""The options that commands share, each spelled once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

project_option = click.option(
    "--project-dir",
    "project",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder of dbt_project.yml and segflux.yml; default: here.",
)
target_option = click.option(
    "--target", metavar="NAME", help="The target of profiles.yml; default: the one it names."
)
output_option = click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Text for people, JSON for machines.",
)
debug_option = click.option("--debug", is_flag=True, help="Show the traceback of an error.")
as_of_option = click.option(
    "--as-of",
    metavar="INSTANT",
    help="The instant to measure from, such as 2026-06-01T09:00:00Z; default: now.",
)


def common_options(command: Decorated) -> Decorated:
    """`--project-dir`, `--format` and `--debug`: what every command of a project takes."""
    return project_option(output_option(debug_option(command)))
