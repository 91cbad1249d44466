"""The YAML beside staging models: the raw tables, and what each model and column is."""

from pathlib import Path

from segflux_cli.compiler.files.staging_model import GRAINS, dbt_source, model_name
from segflux_cli.compiler.rendering.jinja import generate
from segflux_cli.literals import spell_yaml
from segflux_cli.spec.declared.sources import RECORD_KINDS, Source

_TEMPLATES = Path(__file__).parent / "templates"

_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "source": ("The name of the source in sources.yml.", ("segflux.not_nullable",)),
    "event_id": (
        "What makes the event one of its kind within the source; never empty.",
        ("segflux.not_nullable",),
    ),
    "occurred_at": ("When it happened, UTC to the millisecond; null where that cannot be read.", ()),
    "arrived_at": (
        "When the row reached the warehouse, 1970 where that cannot be read.",
        ("segflux.not_nullable",),
    ),
    "arrival_order": ("The place of the row among those that arrived together, 0 if unknown.", ()),
    "event_name": ("What happened, in the past tense.", ()),
    "identifiers": ("Pairs of type and value that identify the person, as read.", ()),
    "properties": ("What the event carries, the text of a JSON object.", ()),
    "traits": ("What the row says of the person, the text of a JSON object; null clears a trait.", ()),
    "first_seen_at": ("When the source first saw the identifiers, null unless it says so.", ()),
    "mutable_key": (
        "What tells of which row this is a version; empty where nothing does.",
        ("segflux.not_nullable",),
    ),
}
_OWN = {
    "events": ("event_id", "event_name", "properties"),
    "traits": ("traits",),
    "records": ("traits",),
    "links": ("traits",),
    "entities": ("traits",),
    "identifiers": (),
}
_STATE = "The state of the record or entity under the name of its kind, the text of a JSON object."
_COMMON = ("source", "occurred_at", "arrived_at", "arrival_order", "identifiers", "first_seen_at")


def spell_sources_yaml(sources: tuple[Source, ...], project_name: str) -> str:
    """The raw tables of a source."""
    tables = [
        {
            "name": dbt_source(source),
            "database": spell_yaml(source.database),
            "rows": _raw_tables(source),
            "description": spell_yaml(_about_table(source)),
        }
        for source in sources
    ]
    enabled = spell_yaml_condition(project_name)
    return generate(_TEMPLATES / "staging_sources.yml", tables=tables, enabled=enabled)


def _raw_tables(source: Source) -> list[tuple[str, str]]:
    """The names that dbt gives the raw tables, with their own."""
    if source.gathering:
        return [(spell_yaml(table), spell_yaml(table)) for table in source.gathering.table_names]
    return [("rows", spell_yaml(source.table))]


def spell_yaml_condition(project_name: str) -> str:
    """True in the project that the file was generated for; dbt evaluates it."""
    return f"\"{{{{ project_name == '{project_name}' }}}}\""


def spell_models_yaml(sources: tuple[Source, ...]) -> str:
    """What each staging model of a source and its columns are."""
    models = [
        {
            "name": model_name(source),
            "description": spell_yaml(f"{_about_table(source)} One row per {GRAINS[source.kind]}."),
            "columns": [_described(name, source) for name in _COLUMNS if name in _names(source)],
        }
        for source in sources
    ]
    return generate(_TEMPLATES / "staging_models.yml", models=models)


def _about_table(source: Source) -> str:
    return f"The {source.kind} of the source {source.name}, from {source.tables}."


def _described(name: str, source: Source) -> tuple[str, str, tuple[str, ...]]:
    about, tests = _COLUMNS[name]
    return name, _STATE if name == "traits" and source.kind in RECORD_KINDS else about, tests


def _names(source: Source) -> tuple[str, ...]:
    return (*_COMMON, *_OWN[source.kind], *(("mutable_key",) if source.is_keyed else ()))
