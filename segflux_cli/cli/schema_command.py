"""`segflux schema`."""

import json
from pathlib import Path

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import debug_option, project_option

_KINDS = ("segment", "sources", "traits", "identity", "destinations", "project")


@click.command(
    "schema", cls=Command, short_help="JSON Schemas for editors: completion and faults as you type."
)
@click.argument("kind", type=click.Choice(_KINDS), required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write all schemas into; default: .segflux/schemas of the project.",
)
@project_option
@debug_option
def command(kind: str | None, out: Path | None, project: Path) -> None:
    """Write the JSON Schemas of segments and of all files beside them, with the project's own names.

    With a KIND, print that schema instead.
    """
    from segflux_cli.compiler.editor.documents import SCHEMA_FILES, read_names, schema_document
    from segflux_cli.compiler.editor.writing import SCHEMAS_FOLDER, write_schemas

    names, is_whole = read_names(project)
    if not is_whole:
        click.echo("The specs have faults (`segflux check` tells them); no names are offered.", err=True)
    chosen = next((each for each in SCHEMA_FILES if each == kind), None)
    if chosen:
        click.echo(json.dumps(schema_document(chosen, names), indent=1, ensure_ascii=False))
        return
    for path in write_schemas(out or project / SCHEMAS_FOLDER, names):
        click.echo(f"wrote {path}")
