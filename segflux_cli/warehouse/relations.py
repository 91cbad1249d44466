"""Which table of the warehouse each model became; only dbt knows, since projects name their own schemas."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segflux_cli import __version__
from segflux_cli.errors import UsageError
from segflux_cli.warehouse.profiles import Target, project_name, target_folder

STUDIES = "_studies"
FORMAT = 1  # of the note; another one is not read


def remember_relations(project: Path, target: Target) -> None:
    """Notes the relations of the build that just ended, so that each target keeps its own."""
    manifest = _manifest(project)
    note = {
        "format": FORMAT,
        "segflux": __version__,
        "project": project_name(project),
        "schema": target.schema,
        "models": _from_manifest(manifest),
        "owned": _owned(manifest),
    }
    path = _notes(project, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(note, indent=1, sort_keys=True))


def read_relations(project: Path, target: Target) -> Mapping[str, str]:
    """The relation of every model by name; raises UsageError before the first build, or where another left the note."""
    notes = _notes(project, target)
    try:
        if notes.is_file():
            return _from_note(notes, project, target)
        manifest = _manifest(project)
        _refuse_other(manifest, project, target)
        return _from_manifest(manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"Nothing was built yet for target {target.name}: no {notes} and no "
            f"{_manifest_path(project)} that can be read. {_way_out(target)}"
        ) from error


def read_owned(project: Path, target: Target) -> Mapping[str, str]:
    """The relations of Segflux's own models by name: in a project that has it as a package, not the others."""
    relations = read_relations(project, target)
    note = _read_note(_notes(project, target))
    owned = note["owned"] if "owned" in note else _owned(_manifest(project))
    return {name: relations[name] for name in owned if name in relations}


def _owned(manifest: Mapping[str, Any]) -> list[str]:
    return sorted(
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and (node["package_name"] == "segflux" or node["path"].startswith("segflux/"))
    )


def _from_note(path: Path, project: Path, target: Target) -> Mapping[str, str]:
    note = _read_note(path)
    told = {
        "another version of Segflux": (note.get("format"), FORMAT),
        "another project": (note.get("project"), project_name(project)),
        "another schema of this target": (note.get("schema"), target.schema),
    }
    for who, (came, expected) in told.items():
        if came != expected:
            raise UsageError(
                f"{path} says where the tables are, but {who} wrote it ({came}, here {expected}). "
                "Nothing was changed. Run `segflux build`: it writes the file anew."
            )
    models: dict[str, str] = note["models"]
    return models


def _read_note(path: Path) -> Mapping[str, Any]:
    try:
        note = json.loads(path.read_text())
    except (OSError, ValueError):
        note = None
    return note if isinstance(note, dict) and isinstance(note.get("models", {}), dict) else {}


def _manifest(project: Path) -> Mapping[str, Any]:
    manifest: Mapping[str, Any] = json.loads(_manifest_path(project).read_text())
    return manifest


def _manifest_path(project: Path) -> Path:
    return target_folder(project) / "manifest.json"


def _refuse_other(manifest: Mapping[str, Any], project: Path, target: Target) -> None:
    metadata = manifest["metadata"]
    told = {
        "of another project": (metadata.get("project_name"), project_name(project)),
        "for another kind of target": (metadata.get("adapter_type"), target.kind),
        "for another schema": (_target_schema(manifest), target.schema),
    }
    for whose, (came, expected) in told.items():
        if came != expected:
            raise UsageError(
                f"{_manifest_path(project)} is {whose} ({came}, here {expected}), and target "
                f"{target.name} has no note of a build of its own. {_way_out(target)}"
            )


def _target_schema(manifest: Mapping[str, Any]) -> str | None:
    """The schema of the target that a manifest was parsed for; dbt itself does not say it."""
    runs = [node for node in manifest["nodes"].values() if node["name"] == "evaluation_runs"]
    return runs[0]["config"]["meta"].get("target_schema") if runs else None


def _way_out(target: Target) -> str:
    return (
        f"Run `segflux build --target {target.name}` first, or `dbt parse --target {target.name}` where another "
        "machine builds it."
    )


def relation_of(relations: Mapping[str, str], model: str) -> str:
    """The relation of a model of the last build; raises UsageError where there is none."""
    if model not in relations:
        raise UsageError(f"The project has no model {model}. Run `segflux build`.")
    return relations[model]


def study_relation(relation: str) -> str:
    """The same table in the schema that holds studies."""
    schema, dot, table = relation.rpartition(".")
    ends_quoted = schema.endswith("`")
    return f"{schema[:-1]}{STUDIES}`{dot}{table}" if ends_quoted else f"{schema}{STUDIES}{dot}{table}"


def _notes(project: Path, target: Target) -> Path:
    return project / ".segflux" / "relations" / f"{target.name}.json"


def _from_manifest(manifest: Mapping[str, Any]) -> dict[str, str]:
    return {
        node["name"]: node["relation_name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed") and node["relation_name"]
    }
