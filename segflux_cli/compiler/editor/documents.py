"""The schemas as documents of JSON Schema 2020-12, and as one that tells a project's files apart."""

from pathlib import Path
from typing import Literal

from segflux_cli.compiler.editor.destinations import destinations_schema
from segflux_cli.compiler.editor.identity import identity_schema
from segflux_cli.compiler.editor.names import Names, names_of
from segflux_cli.compiler.editor.project import project_schema
from segflux_cli.compiler.editor.segment import segment_schema
from segflux_cli.compiler.editor.sources import sources_schema
from segflux_cli.compiler.editor.traits import traits_schema
from segflux_cli.compiler.editor.values import Schema
from segflux_cli.errors import SpecError
from segflux_cli.spec.project.specs import read_specs

SchemaKind = Literal["segment", "sources", "traits", "identity", "destinations", "project"]
SCHEMA_FILES: dict[SchemaKind, str] = {
    "segment": "segment.schema.json",
    "sources": "sources.schema.json",
    "traits": "traits.schema.json",
    "identity": "identity.schema.json",
    "destinations": "destinations.schema.json",
    "project": "segflux.schema.json",
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TITLES = {
    "segment": "A segment of Segflux",
    "sources": "The sources of a Segflux project",
    "traits": "The computed traits of a Segflux project",
    "identity": "Who is one person in a Segflux project",
    "destinations": "Where members of a Segflux project go, and who hears of it",
    "project": "What holds for every segment of a Segflux project",
}


def schema_document(kind: SchemaKind, names: Names) -> Schema:
    """The schema of one kind of file."""
    return {"$schema": _DIALECT, "title": _TITLES[kind], **_schema(kind, names)}


def _schema(kind: SchemaKind, names: Names) -> Schema:
    if kind == "sources":
        return sources_schema()
    if kind == "traits":
        return traits_schema(names)
    if kind == "identity":
        return identity_schema()
    if kind == "destinations":
        return destinations_schema()
    return segment_schema(names) if kind == "segment" else project_schema(names)


def read_names(folder: Path) -> tuple[Names, bool]:
    """The names that a project declares, none where its files have faults; and whether they could be read."""
    try:
        return names_of(read_specs(folder)), True
    except SpecError:
        return Names(), False
