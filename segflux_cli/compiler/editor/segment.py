"""The schema of a segment's file."""

from typing import get_args

import pytz

from segflux_cli.compiler.editor.carrying import exceptions_schema, syncs_schema
from segflux_cli.compiler.editor.conditions import condition_schemas, group
from segflux_cli.compiler.editor.names import Names
from segflux_cli.compiler.editor.values import (
    DATE,
    LENGTH,
    NUMBER,
    PATH,
    PERCENT,
    SIZE_BOUND,
    TEXT,
    Schema,
    block,
    choice,
    listed,
    one_or_more,
    pattern,
)
from segflux_cli.spec.declared.segments import GoalMetric, Kind, OnWrongSize, Refresh, Status
from segflux_cli.spec.segments.detail_reader import GOAL_WORDS, SIZE_WORDS
from segflux_cli.spec.segments.priorities import PRIORITY_WORDS
from segflux_cli.spec.segments.rules_reader import MEMBERSHIP_WORDS
from segflux_cli.spec.segments.segment_reader import LONGEST_NAME, NAME, SEGMENT_WORDS

_ABOUT = {
    "segment": "Its name, which the file has too.",
    "who": "Who is in: a list of conditions that all hold, one condition, or everyone.",
    "base": "Among whom: everyone, known, or conditions. The default is the project's.",
    "goal": "What the segment is for, measured over those who entered.",
    "size": "The size at which it can be acted on: people, or a share of the base such as 20%.",
    "membership": "How membership behaves.",
    "status": "draft, live, paused (keeps its members) or retired (has none).",
    "renamed_from": "The name that it had until now: its past goes over to the new one at the next build.",
    "review_by": "Until when somebody looks whether it is still of use.",
    "priority": "Of the segments of a group a person is in the first one only, by rank from 1 on.",
    "except": "Who is held back from every destination, though a member.",
    "sync": "Where its members go.",
    "examples": "People and what must hold for them; `segflux test` runs them.",
}


def segment_schema(names: Names) -> Schema:
    """The schema of a segment: its words, and the definitions they need."""
    schema = block({word: {**_word(word, names), **_about(word)} for word in SEGMENT_WORDS}, ("segment",))
    is_retired = {"required": ["status"], "properties": {"status": {"const": "retired"}}}
    who_where_needed = {"if": is_retired, "else": {"required": ["who"]}}
    return {**schema, **who_where_needed, "$defs": condition_schemas(names)}


def size_schema(words: tuple[str, ...]) -> Schema:
    """Bounds of sizes."""
    kinds = {
        "at_least": SIZE_BOUND,
        "at_most": SIZE_BOUND,
        "moves_at_most": PERCENT,
        "otherwise": choice(get_args(OnWrongSize)),
    }
    return block({word: kinds[word] for word in words})


def time_zone() -> Schema:
    """The name of a time zone."""
    return choice(pytz.all_timezones)


def _word(word: str, names: Names) -> Schema:
    """What every word takes; a word that is new to the reader must come in here too."""
    texts = dict.fromkeys(("label", "about", "owner"), TEXT)
    name = {**pattern(NAME.pattern), "maxLength": LONGEST_NAME}
    return {
        **texts,
        **dict.fromkeys(("segment", "renamed_from"), name),
        "tags": one_or_more(TEXT),
        "kinds": one_or_more(choice(get_args(Kind))),
        "status": choice(get_args(Status)),
        "review_by": DATE,
        "who": group("everyone"),
        "base": {**group("everyone", "known"), "allOf": [{"$ref": "#/$defs/of_base"}]},
        "goal": _goal(names),
        "size": size_schema(SIZE_WORDS),
        "membership": _membership(),
        "priority": block({"group": TEXT, "rank": {"type": "integer", "minimum": 1}}, PRIORITY_WORDS),
        "except": exceptions_schema(names),
        "sync": syncs_schema(),
        "examples": {"anyOf": [{"type": "null"}, listed({"type": "object"})]},
    }[word]


def _membership() -> Schema:
    kinds = {
        "refresh": choice(get_args(Refresh)),
        "time_zone": time_zone(),
        "stay_at_least": LENGTH,
        "leave_when": group(),
        "reenter_after": LENGTH,
        "history": LENGTH,
    }
    return block({word: kinds[word] for word in MEMBERSHIP_WORDS})


def _goal(names: Names) -> Schema:
    kinds = {
        "metric": choice(get_args(GoalMetric)),
        "event": names.event,
        "value": PATH,
        "within": LENGTH,
        "baseline": {"anyOf": [NUMBER, PERCENT]},
        "target": {"anyOf": [NUMBER, PERCENT]},
    }
    goal = block({word: kinds[word] for word in GOAL_WORDS}, ("metric", "event"))
    is_total = {"properties": {"metric": {"const": "total"}}}
    without_value = {"not": {"required": ["value"]}}
    value = {"if": is_total, "then": {"required": ["value"]}, "else": without_value}
    is_conversion = {"properties": {"metric": {"const": "conversion"}}}
    share = {"anyOf": [{**NUMBER, "minimum": 0, "maximum": 1}, PERCENT]}
    marks = {"if": is_conversion, "then": _marks(share), "else": _marks(NUMBER)}
    return {**goal, "allOf": [value, marks]}


def _marks(kind: Schema) -> Schema:
    return {"properties": {"baseline": kind, "target": kind}}


def _about(word: str) -> Schema:
    return {"description": _ABOUT[word]} if word in _ABOUT else {}
