"""`segflux init`."""

from pathlib import Path

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import debug_option, output_option
from segflux_cli.cli.output import print_json

_NEXT = """\
A new project stands in {folder}: {count} files.

Next:
{enter}  segflux load FILE --as raw.orders     a CSV, JSON lines or Parquet file of yours
  then map it in sources.yml            docs/sources.md has every word
  segflux build                         checks, builds, shows each segment's size
"""

_NEXT_IN_PACKAGE = """\
Segflux is set up in the dbt project at {folder}: {files}.

Next:
  1. name the package in packages.yml, then run `dbt deps`:
       packages:
         - local: {package}
  2. declare your tables in sources.yml
  3. segflux build                      writes its models under models/segflux/
"""

_OWN_SELECTORS = """
There is a selectors.yml already; for `dbt build --selector segflux` add this to it:

{selector}"""


@click.command("init", cls=Command, short_help="Write a new project, or set Segflux up in a dbt project.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@output_option
@debug_option
def command(folder: Path, output: str) -> None:
    """Write a new project into FOLDER, or set Segflux up in the dbt project there."""
    from segflux_cli.scaffold.project import is_dbt_project, new_project, specs_in_package

    is_package = is_dbt_project(folder)
    files = specs_in_package(folder) if is_package else new_project(folder)
    if output == "json":
        print_json({"folder": str(folder.resolve()), "files": files})
    elif is_package:
        click.echo(_next_in_package(folder, files), nl=False)
    else:
        enter = "" if folder.resolve() == Path.cwd() else f"  cd {folder}\n"
        click.echo(_NEXT.format(folder=folder.resolve(), count=len(files), enter=enter), nl=False)


def _next_in_package(folder: Path, files: tuple[str, ...]) -> str:
    from segflux_cli.compiler.project_files import project_files
    from segflux_cli.scaffold.project import SELECTORS
    from segflux_cli.scaffold.texts import SELECTORS_YML

    shown = ", ".join(files)
    told = _NEXT_IN_PACKAGE.format(folder=folder.resolve(), files=shown, package=project_files())
    return told if SELECTORS in files else told + _OWN_SELECTORS.format(selector=SELECTORS_YML)
