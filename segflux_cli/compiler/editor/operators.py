"""Schemas of operators and of `where`."""

from segflux_cli.compiler.editor.values import (
    BOUND,
    DATE,
    LENGTH,
    NUMBER,
    PATH,
    SCALAR,
    TEXT,
    TRUTH,
    WHOLE_DAYS,
    Schema,
    block,
    listed,
    one_or_more,
    pair,
)
from segflux_cli.spec.conditions.filter_reader import MODES
from segflux_cli.spec.conditions.operator_reader import (
    BESIDE_TRAITS,
    COMPARISONS,
    NUMBER_OPERATORS,
    ONE_VALUE,
    OPERATORS,
)
from segflux_cli.spec.conditions.value_reader import read_pattern, read_searched_text, read_whole_days
from segflux_cli.spec.declared.operators import OperatorWord
from segflux_cli.spec.times.time_reader import read_bound, read_date, read_length
from segflux_cli.spec.yaml.fields import read_truth

# what each reader of a right-hand side takes
_SIDES: dict[object, Schema] = {
    read_searched_text: SCALAR,
    read_pattern: SCALAR,
    read_truth: TRUTH,
    read_length: LENGTH,
    read_bound: BOUND,
    read_date: DATE,
    read_whole_days: WHOLE_DAYS,
}
_OTHER_TRAIT = block({"trait": TEXT}, ["trait"])
_ABOUT: dict[OperatorWord, str] = {
    "is": "Equals it, or one of the list.",
    "is_not": "Does not equal it, nor any of the list; a missing value included.",
    "at_least": "Reads as a number and is at least so large.",
    "at_most": "Reads as a number and is at most so large.",
    "more_than": "Reads as a number and is larger.",
    "less_than": "Reads as a number and is smaller.",
    "between": "A number between two, both in; or a time from the first to before the second.",
    "contains": "Has the text, ignoring case.",
    "does_not_contain": "Does not have the text; a missing value included.",
    "starts_with": "Begins with the text, ignoring case.",
    "ends_with": "Ends with the text, ignoring case.",
    "matches": "Matches the RE2 pattern somewhere.",
    "does_not_match": "Does not match the RE2 pattern; a missing value included.",
    "exists": "Whether there is a value.",
    "has_any": "Is a list with at least one of these.",
    "has_all": "Is a list with all of these.",
    "has_none": "Is no list with any of these.",
    "newer_than": "Is a time after so long ago, and not in the future.",
    "older_than": "Is a time at or before so long ago.",
    "after": "Is a time from then on.",
    "before": "Is a time before then.",
    "on": "Is a time on that day in the time zone.",
    "anniversary_within": "Is a date that returns, yearly, today or within so many days.",
}


def operators() -> dict[str, Schema]:
    """The schema of each operator's right-hand side."""
    return {word: {**_side(word), **_described(word)} for word in OPERATORS}


def number_operators() -> dict[str, Schema]:
    """The schema of each number operator's right-hand side."""
    sides = {"between": pair(NUMBER), **dict.fromkeys(COMPARISONS, NUMBER)}
    return {word: {**sides.get(word, one_or_more(NUMBER)), **_described(word)} for word in NUMBER_OPERATORS}


def _side(word: OperatorWord) -> Schema:
    own = _own_side(word)
    return {"anyOf": [own, _OTHER_TRAIT]} if word in BESIDE_TRAITS else own


def _own_side(word: OperatorWord) -> Schema:
    if word == "between":
        return {"anyOf": [pair(NUMBER), pair(BOUND)]}
    if word in COMPARISONS:
        return NUMBER
    reader = ONE_VALUE.get(word)
    return one_or_more(SCALAR) if reader is None else _SIDES[reader]


def _described(word: OperatorWord) -> Schema:
    return {"description": _ABOUT[word]} if word in _ABOUT else {}


def filter_schemas(properties: frozenset[str], *, is_closed: bool) -> dict[str, Schema]:
    """The definitions `where`, `element` (inside a list) and the tests of a property."""
    where = _filter("where", {name: _ref("test") for name in sorted(properties)})
    if is_closed:
        where["allOf"] = [{"propertyNames": _first_part_in(properties)}]
    tests = operators()
    return {
        "where": where,
        "element": _filter("element", {}),
        "test": _test({**tests, "item": _ref("element")}),
        "test_of_elements": _test(tests),
    }


def _filter(own: str, offered: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": PATH,
        "properties": {**offered, **{mode: listed(_ref(own)) for mode in MODES}},
        "patternProperties": {r"\[\](?:\.|$)": _ref("test_of_elements")},
        "additionalProperties": _ref("test"),
    }


def _test(words: dict[str, Schema]) -> Schema:
    return {"anyOf": [one_or_more(SCALAR), _OTHER_TRAIT, block(words)]}


def _first_part_in(properties: frozenset[str]) -> Schema:
    return {"anyOf": [{"enum": [*MODES, *sorted(properties)]}, *map(_beginning, sorted(properties))]}


def _beginning(name: str) -> Schema:
    escaped = "".join(f"\\{sign}" if sign in r"\^$.|?*+()[]{}/-" else sign for sign in name)
    return {"pattern": rf"^{escaped}(?:\[\])?(?:\.|$)"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
