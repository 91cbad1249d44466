"""The schema of `traits.yml`."""

from itertools import combinations

from segflux_cli.compiler.editor.conditions import WINDOWS
from segflux_cli.compiler.editor.names import Names
from segflux_cli.compiler.editor.operators import filter_schemas
from segflux_cli.compiler.editor.segment import time_zone
from segflux_cli.compiler.editor.values import (
    PATH,
    TEXT,
    Schema,
    block,
    not_together,
    one_or_more,
    pattern,
)
from segflux_cli.spec.conditions.computed_reader import (
    COMPUTED_HEADS,
    LONGEST_LIST,
    OPTIONAL_OF,
    WORDS_BESIDE,
    WORDS_OF_LEFT_OUT,
)
from segflux_cli.spec.conditions.count_reader import PERCENTILE
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS
from segflux_cli.spec.declared.catalog import BUILT_IN_TRAITS
from segflux_cli.spec.segments.segment_reader import LONGEST_NAME, NAME

_WHERE: Schema = {"$ref": "#/$defs/where"}
_ABOUT = {
    "count": "The number of matching events; 0 without any.",
    "total": "The sum of a property; 0 without any.",
    "average": "The average of a property.",
    "median": "The median of a property.",
    "smallest": "The smallest value of a property.",
    "largest": "The largest value of a property.",
    "distinct": "The number of different values of a property; 0 without any.",
    "first": "The time of the first matching event or, with `of`, the first value.",
    "last": "The time of the last matching event or, with `of`, the last value.",
    "mostly": "The most frequent value of a property.",
    "list": "Different values of a property, the one seen last first.",
    "of": "The path of the property.",
    "at_most": "How many values the list holds; 10 if nothing is said.",
    "unless": "Leaves out the values that such an event has.",
    "unless_since": "Leaves out the values that such an event has had since they were last seen.",
    "where": "What one event must satisfy: paths of properties with a value, a list or operators.",
    "time_zone": "Where days, weeks and months begin; the project's if nothing is said.",
    "about": "What it is, for people.",
}


def traits_schema(names: Names) -> Schema:
    """The schema of computed traits."""
    heads = [*COMPUTED_HEADS, "p90"]
    one_of = [_trait(head, names) for head in heads]
    listed: Schema = {"type": "array", "items": {"oneOf": one_of}}
    words = {"traits": {"anyOf": [{"type": "null"}, listed]}}
    schema: Schema = {"type": "object", "properties": words, "additionalProperties": False}
    return {**schema, "$defs": filter_schemas(names.properties, is_closed=names.is_closed)}


def _trait(head: str, names: Names) -> Schema:
    """A percentile has the words of the median, whatever its number is."""
    legal = WORDS_BESIDE.get(head, WORDS_BESIDE["median"])
    words = {word: {**_word(word, names), **_about(word)} for word in legal}
    head_schema = {**one_or_more(names.event), **_about(head)}
    is_percentile = head not in WORDS_BESIDE
    needed = ["trait", *(["of"] if "of" in legal and head not in OPTIONAL_OF else [])]
    schema = block({**words, **({} if is_percentile else {head: head_schema})}, needed)
    if is_percentile:
        percentile = f"^(?:{PERCENTILE.pattern})$"
        schema["patternProperties"] = {percentile: head_schema}
        others = {"propertyNames": {"not": {"pattern": percentile}}}
        return schema | {"not": others, "allOf": _one_window()}
    return schema | {"required": [*needed, head], "allOf": _one_window()}


def _one_window() -> list[Schema]:
    pairs = combinations(WINDOW_WORDS, 2)
    return [not_together(*pair) for pair in pairs if set(pair) != {"after", "before"}]


def _word(word: str, names: Names) -> Schema:
    if word in WORDS_OF_LEFT_OUT:
        kinds = {"did": one_or_more(names.event), "of": PATH, "where": _WHERE, **WINDOWS}
        legal = WORDS_OF_LEFT_OUT[word]
        return {**block({each: kinds[each] for each in legal}, ["did", "of"]), "allOf": _one_window()}
    name = {**pattern(NAME.pattern), "maxLength": LONGEST_NAME, "not": {"enum": sorted(BUILT_IN_TRAITS)}}
    kinds = {
        "trait": name,
        "about": TEXT,
        "time_zone": time_zone(),
        "of": PATH,
        "at_most": {"type": "integer", "minimum": 1, "maximum": LONGEST_LIST},
        "where": _WHERE,
        **WINDOWS,
    }
    return kinds[word]


def _about(word: str) -> Schema:
    return {"description": _ABOUT[word]} if word in _ABOUT else {}
