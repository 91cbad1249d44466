"""One source as its staging model."""

from pathlib import Path

from segflux_cli.compiler.files import staging_calls as calls
from segflux_cli.compiler.files.gathering import spell_gathering
from segflux_cli.compiler.rendering.jinja import generate
from segflux_cli.literals import spell_jinja, spell_text
from segflux_cli.spec.declared.sources import RECORD_KINDS, Source

GRAINS = {
    "events": "event",
    "traits": "row of traits",
    "records": "state of a record",
    "links": "link of a person to an entity",
    "entities": "row of an entity's traits",
    "identifiers": "set of identifiers that belong together",
}

_TEMPLATE = Path(__file__).parent / "templates" / "staging.sql"
_ID_OF_ROW = "concat(row_hash, '-', toString(row_number))"


def model_name(source: Source) -> str:
    """The name of a source's staging model."""
    return f"stg_{source.name}__{source.kind}"


def dbt_source(source: Source) -> str:
    """The name under which dbt knows the raw table; the table itself is called `rows` there."""
    return f"{source.name}__{source.kind}"


def spell_staging_model(source: Source, project_name: str) -> str:
    """The text of the model."""
    return generate(
        _TEMPLATE,
        grain=f"{GRAINS[source.kind]} of {source.name}",
        project=spell_jinja(project_name),
        rows=spell_source_rows(source),
        columns=[*_read_columns(source), *_helper_columns(source)],
        kept=calls.kept_names(source.event),
        newest=bool(source.mutable),
        numbered=source.is_numbered,
        together="arrived_at, row_hash" if source.arrived_at else "row_hash",
        final=_final_columns(source),
    )


def spell_source_rows(source: Source) -> str:
    """The select of the raw rows, with Jinja in it."""
    if source.gathering:
        return spell_gathering(source, dbt_source(source))
    relation = f"source({spell_jinja(dbt_source(source))}, {spell_jinja('rows')})"
    return f"select *\n    from {{{{ segflux.spelled_relation({relation}) }}}}"


def _read_columns(source: Source) -> list[tuple[str, str]]:
    times = [
        ("occurred_at", calls.occurred_at(source)),
        ("arrived_at", calls.arrived_at(source)),
        ("arrival_order", calls.arrival_order(source)),
    ]
    rows = [("identifiers", calls.identifiers(source))]
    if source.event:
        rows = [("given_id", calls.event_id(source)), ("event_name", calls.event_name(source.event)), *rows]
    if source.kind != "identifiers":
        rows.append(_document(source))
    return [
        ("source", spell_text(source.name)),
        *times,
        *rows,
        ("first_seen_at", calls.first_seen_at(source)),
    ]


def _document(source: Source) -> tuple[str, str]:
    """The object that a row carries; that of a record stands in one of its own."""
    if source.kind in RECORD_KINDS:
        return "traits", calls.record_document(source)
    return "properties" if source.kind == "events" else "traits", calls.values(source)


def _helper_columns(source: Source) -> list[tuple[str, str]]:
    helpers = []
    if source.kind == "events" or source.mutable:
        helpers.append(("row_hash", calls.row_hash(source)))
    if source.mutable:
        # rows without a key stay apart: nothing says that they are one
        key = calls.row_key(source)
        helpers.append(("row_key", f"if({key} = '', concat('row ', row_hash), {key})"))
    if source.is_keyed:
        helpers.append(("mutable_key", calls.row_key(source)))
    return helpers


def _final_columns(source: Source) -> list[tuple[str, str]]:
    names = [name for name, _ in _read_columns(source)]
    of_row = _ID_OF_ROW if source.is_numbered else "if(given_id = '', row_hash, given_id)"
    final = [("event_id", of_row) if name == "given_id" else (name, name) for name in names]
    if source.kind == "events":
        final.insert(1, final.pop(names.index("given_id")))
    if source.is_keyed:
        final.append(("mutable_key", "mutable_key"))
    return final
