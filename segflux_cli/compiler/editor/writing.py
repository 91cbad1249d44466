"""Schemas as files."""

import json
from pathlib import Path

from segflux_cli.compiler.editor.documents import SCHEMA_FILES, schema_document
from segflux_cli.compiler.editor.names import Names
from segflux_cli.errors import UsageError

SCHEMAS_FOLDER = ".segflux/schemas"  # of a project, where the first line of its files looks for them


def write_schemas(folder: Path, names: Names) -> tuple[Path, ...]:
    """Writes the schema of every kind of file into a folder."""
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, name in SCHEMA_FILES.items():
            text = json.dumps(schema_document(kind, names), indent=1, ensure_ascii=False)
            (folder / name).write_text(f"{text}\n", encoding="utf-8")
            paths.append(folder / name)
    except OSError as error:
        raise UsageError(
            f"{error.filename} could not be written: {error.strerror}. Name another folder."
        ) from error
    return tuple(paths)
