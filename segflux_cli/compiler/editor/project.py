"""The schema of `segflux.yml`."""

from segflux_cli.compiler.editor.conditions import condition_schemas, group
from segflux_cli.compiler.editor.names import Names
from segflux_cli.compiler.editor.segment import size_schema, time_zone
from segflux_cli.compiler.editor.values import TEXT, Schema, choice, one_or_more
from segflux_cli.spec.project.project import PROJECT_WORDS

_ABOUT = {
    "base": "Among whom segments are decided: everyone, known (has told who they are) or conditions.",
    "time_zone": "Where days, weeks and months begin.",
    "catalog": "open: an unknown event, trait or property is a warning; closed: it is a fault.",
    "events": "Events that are known besides those of sources.yml.",
    "traits": "Traits that are known besides those of sources.yml.",
    "properties": "Properties that are known besides those of sources.yml.",
    "size": "Below at_least a segment is too small to act on, above at_most too broad.",
    "allow_sql": "Segments may hold conditions in expressions of ClickHouse.",
}


def project_schema(names: Names) -> Schema:
    """The schema of what holds for every segment."""
    texts: Schema = {"anyOf": [{"type": "null"}, one_or_more(TEXT)]}
    kinds = {
        "base": group("everyone", "known"),
        "time_zone": time_zone(),
        "catalog": choice(("open", "closed")),
        **dict.fromkeys(("events", "traits", "properties"), texts),
        "size": size_schema(("at_least", "at_most")),
        "allow_sql": {"type": "boolean"},
    }
    words = {word: {**kinds[word], "description": _ABOUT[word]} for word in PROJECT_WORDS}
    schema: Schema = {"type": "object", "properties": words, "additionalProperties": False}
    return {**schema, "$defs": condition_schemas(Names(segments=names.segments))}
