"""Schemas of single values: texts, numbers, lengths, times."""

import sys
from collections.abc import Iterable
from typing import Any, get_args

from segflux_cli.spec.times.times import PeriodUnit, Unit

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
# infinity is no number here, and YAML can write it
_FINITE: Schema = {"minimum": -sys.float_info.max, "maximum": sys.float_info.max}
NUMBER: Schema = {"type": "number", **_FINITE}
TRUTH: Schema = {"type": "boolean"}
SCALAR: Schema = {"type": ["string", "number", "boolean"], **_FINITE}

_WHOLE = r"\+?0*[1-9][0-9]{0,14}"
_LENGTH = rf"{_WHOLE} +(?:{'|'.join(get_args(Unit))})s?"
_LONG_MONTH = r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
_SHORT_MONTH = r"(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_DAY = rf"(?:{_LONG_MONTH}|{_SHORT_MONTH}|02-(?:0[1-9]|[12][0-9]))"
_DATE = rf"(?!0000)[0-9]{{4}}-{_DAY}"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
_OFFSET = r"(?:Z|[+-](?:[01][0-9]|2[0-3])(?::[0-5][0-9])?)?"
_PERIODS = "|".join(get_args(PeriodUnit))
_LAST_YEAR = 9998  # the calendar ends with 9999, and a period has an end


def pattern(regular_expression: str, *examples: str) -> Schema:
    """A text that matches as a whole."""
    shown: Schema = {"examples": list(examples)} if examples else {}
    return {"type": "string", "pattern": f"^(?:{regular_expression})$", **shown}


LENGTH = pattern(_LENGTH, "7 days", "24 hours", "12 months")
WHOLE_DAYS = pattern(rf"{_WHOLE} +days?", "7 days")
DATE = pattern(_DATE, "2026-01-31")
BOUND = pattern(
    rf"{_DATE}(?:[T ]{_CLOCK}{_OFFSET})?|{_LENGTH} +ago", "2026-01-31", "2026-01-31T09:00:00Z", "90 days ago"
)
PERIOD: Schema = {
    "anyOf": [
        pattern(
            rf"today|yesterday|(?:this|last) +(?:{_PERIODS})|last +{_WHOLE} +(?:{_PERIODS})s?"
            rf"|(?!0000)[0-9]{{4}}-(?:0[1-9]|1[0-2])|{_DATE}|(?!0000|9999)[0-9]{{4}}",
            *("today", "yesterday", "this week", "last week", "last month", "last 3 weeks", "2026-01"),
        ),
        {"type": "integer", "minimum": 1, "maximum": _LAST_YEAR},
    ]
}
COUNT: Schema = {
    "anyOf": [
        pattern(r"[0-9]{1,15} +times?", "1 time", "3 times"),
        {"type": "integer", "minimum": 0},
    ]
}
PERCENT = pattern(
    r"\+?0*(?:[1-9][0-9]?(?:\.[0-9]+)?|100(?:\.0+)?|0?\.0*[1-9][0-9]*|0\.0*[1-9][0-9]*) ?%", "10%"
)
SIZE_BOUND: Schema = {"anyOf": [{"type": "integer", "minimum": 0}, PERCENT]}
PATH: Schema = pattern(
    r"(?:(?!\[\]|\[[0-9]+\](?:\[\])?(?:\.|$))[^.])+(?:\[\])?"
    r"(?:\.(?:(?!\[\]|\[[0-9]+\](?:\[\])?(?:\.|$))[^.])+(?:\[\])?)*"
)


def choice(words: Iterable[str]) -> Schema:
    """One of some words."""
    return {"type": "string", "enum": list(words)}


def one_or_more(item: Schema) -> Schema:
    """A value, or a list of at least one."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def listed(item: Schema) -> Schema:
    """A list of at least one."""
    return {"type": "array", "items": item, "minItems": 1}


def pair(item: Schema) -> Schema:
    """A list of exactly two."""
    return {"type": "array", "items": item, "minItems": 2, "maxItems": 2}


def block(properties: dict[str, Schema], required: Iterable[str] = ()) -> Schema:
    """A mapping of these words and no others, not empty."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "minProperties": 1,
        "additionalProperties": False,
    }


def not_together(*words: str) -> Schema:
    """Words of which at least one must be missing."""
    return {"not": {"required": list(words)}}


def known(names: Iterable[str], otherwise: Schema, *, is_closed: bool) -> Schema:
    """A name: one of the known, which an editor offers; others too unless the catalog is closed."""
    offered = sorted(names)
    if not offered and not is_closed:
        return otherwise
    return choice(offered) if is_closed else {"anyOf": [choice(offered), otherwise]}
