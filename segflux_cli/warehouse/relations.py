"""Which table of the warehouse each model became; only dbt knows, since projects name their own schemas."""

import json
from collections.abc import Mapping
from pathlib import Path

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.profiles import Target

STUDIES = "_studies"


def remember_relations(project: Path, target: Target) -> None:
    """Notes the relations of the build that just ended, so that each target keeps its own."""
    path = _notes(project, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_from_manifest(project), indent=1, sort_keys=True))


def read_relations(project: Path, target: Target) -> Mapping[str, str]:
    """The relation of every model by name; raises UsageError before the first build."""
    notes = _notes(project, target)
    try:
        if notes.is_file():
            relations: dict[str, str] = json.loads(notes.read_text())
            return relations
        return _from_manifest(project)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"Nothing was built yet for target {target.name}: no {notes} and no target/manifest.json in "
            f"{project.resolve()}. Run `segflux build` first."
        ) from error


def study_relation(relation: str) -> str:
    """The same table in the schema that holds studies."""
    schema, dot, table = relation.rpartition(".")
    ends_quoted = schema.endswith("`")
    return f"{schema[:-1]}{STUDIES}`{dot}{table}" if ends_quoted else f"{schema}{STUDIES}{dot}{table}"


def _notes(project: Path, target: Target) -> Path:
    return project / ".segflux" / "relations" / f"{target.name}.json"


def _from_manifest(project: Path) -> dict[str, str]:
    manifest = json.loads((project / "target" / "manifest.json").read_text())
    return {
        node["name"]: node["relation_name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["relation_name"]
    }
