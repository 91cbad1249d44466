"""`segflux init`."""

from dataclasses import asdict
from pathlib import Path

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import debug_option, output_option
from segflux_cli.cli.output import counted, print_json
from segflux_cli.errors import UsageError

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
  4. add .segflux/ to .gitignore        what Segflux notes on this machine
"""

_NEXT_AFTER_UPGRADE = """\

Next:
  segflux compile                       writes the generated models anew
  git diff                              what changed
  segflux build                         on a target of development first
"""

_OWN_SELECTORS = """
There is a selectors.yml already; for `dbt build --selector segflux` add this to it:

{selector}"""


def _tell_package(context: click.Context, _option: click.Parameter, value: object) -> None:
    from segflux_cli.compiler.rendering.project_files import project_files

    if value and not context.resilient_parsing:
        click.echo(project_files())
        context.exit()


@click.command("init", cls=Command, short_help="Write a new project, or set Segflux up in a dbt project.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option(
    "--upgrade", "is_upgrade", is_flag=True, help="Bring the project there to the installed version."
)
@click.option(
    "--overwrite", is_flag=True, help="With --upgrade: replace files that were changed by hand too."
)
@click.option(
    "--package-path",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_package,
    help="Print where the dbt package lies, for packages.yml, and do nothing else.",
)
@output_option
@debug_option
def command(folder: Path, output: str, *, is_upgrade: bool, overwrite: bool) -> int:
    """Write a new project into FOLDER, or set Segflux up in the dbt project there.

    With --upgrade the macros, models and tests there become those of the installed Segflux; specs, the profile and
    what you wrote stay. Ends with 1 if a file was changed by hand: it is kept, the new one lies beside it.
    """
    if is_upgrade:
        return _upgrade(folder, output, overwrites=overwrite)
    if overwrite:
        raise UsageError("--overwrite goes with --upgrade: a new project overwrites nothing.")
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
    return 0


def _upgrade(folder: Path, output: str, *, overwrites: bool) -> int:
    from segflux_cli.scaffold.upgrade import BESIDE, upgrade_project

    done = upgrade_project(folder, overwrites=overwrites)
    if output == "json":
        print_json({"folder": str(folder.resolve()), **asdict(done)})
        return 1 if done.kept else 0
    click.echo(
        f"From Segflux {done.before} to {done.after}: {counted(len(done.written), 'file')} written, "
        f"{len(done.removed)} removed."
    )
    for path in done.kept:
        click.echo(f"  {path} was changed by hand and stays; if {path}{BESIDE} lies beside it, merge the two")
    click.echo(_NEXT_AFTER_UPGRADE, nl=False)
    return 1 if done.kept else 0


def _next_in_package(folder: Path, files: tuple[str, ...]) -> str:
    from segflux_cli.compiler.rendering.project_files import project_files
    from segflux_cli.scaffold.project import SELECTORS
    from segflux_cli.scaffold.texts import SELECTORS_YML

    shown = ", ".join(files)
    told = _NEXT_IN_PACKAGE.format(folder=folder.resolve(), files=shown, package=project_files())
    return told if SELECTORS in files else told + _OWN_SELECTORS.format(selector=SELECTORS_YML)
