"""Schemas of conditions about the course of events."""

from itertools import combinations

from segflux_cli.compiler.editor.names import Names
from segflux_cli.compiler.editor.operators import operators
from segflux_cli.compiler.editor.values import (
    LENGTH,
    NUMBER,
    PATH,
    PERCENT,
    Schema,
    block,
    choice,
    listed,
    not_together,
    one_or_more,
    pattern,
)
from segflux_cli.spec.conditions.count_reader import AMOUNT_WORDS, COUNT_WORDS
from segflux_cli.spec.conditions.pattern_reader import OPERATORS_OF_MOSTLY, STAGES
from segflux_cli.spec.conditions.regular_reader import PERIOD_HEADS, ROLLING
from segflux_cli.spec.conditions.sequence_reader import STEP_WORDS
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS

_WHOLE: Schema = {"type": "integer", "minimum": 1}
_SOME_TIMES: Schema = {"anyOf": [pattern(r"0*[1-9][0-9]{0,14} +times?", "2 times"), _WHOLE]}
_WHERE: Schema = {"$ref": "#/$defs/where"}
_ABOVE_ZERO: Schema = {**NUMBER, "exclusiveMinimum": 0}
_ANY_PERCENT = pattern(r"\+?0*(?:[1-9][0-9]*(?:\.[0-9]+)?|0?\.0*[1-9][0-9]*|0\.0*[1-9][0-9]*) ?%", "20%")
_PERIODS = r"(?:day|week|month|quarter|year)"
_COUNT = r"\+?0*[1-9][0-9]{0,8}"
# a path with [] has several values, and only one can be the same
_ONE_VALUE = {**PATH, "not": {"pattern": r"\[\](?:\.|$)"}}


def words_of_patterns(windows: dict[str, Schema]) -> dict[str, dict[str, Schema]]:
    """What each head's own words take, by head."""
    alone = [pair_ for pair_ in combinations(WINDOW_WORDS, 2) if set(pair_) != {"after", "before"}]
    window = {**block(windows), "allOf": [not_together(*pair_) for pair_ in alone]}
    periods = {word: _periods(word) for word in PERIOD_HEADS}
    return {
        "mostly": {"property": PATH, **{word: operators()[word] for word in OPERATORS_OF_MOSTLY}},
        "resumed": {"after_gap": LENGTH},
        "regularly": periods | dict.fromkeys(COUNT_WORDS, _SOME_TIMES),
        "changed": {
            "in": {"anyOf": [_last("last"), window]},
            "against": {"anyOf": [_last("previous"), window]},
            "up_by": {"anyOf": [_ABOVE_ZERO, _ANY_PERCENT]},
            "down_by": {"anyOf": [_ABOVE_ZERO, PERCENT]},
            "from_at_least": NUMBER,
            **dict.fromkeys(AMOUNT_WORDS, block({"of": PATH}, ["of"])),
        },
        "lifecycle": {},
        "sequence": {"inside": LENGTH, "same": _ONE_VALUE},
    }


def object_of(head: str, names: Names) -> Schema:
    """What stands at the head itself."""
    if head == "lifecycle":
        words = {
            "of": one_or_more(names.event),
            "stage": one_or_more(choice(STAGES)),
            "active_within": LENGTH,
            "lapsed_after": LENGTH,
            "where": _WHERE,
        }
        return block(words, ["of", "stage"])
    if head == "sequence":
        first, others = _step("did", names), [_step("then", names), _step("then_not", names)]
        return {**listed({"anyOf": [first, *others]}), "prefixItems": [first], "items": {"anyOf": others}}
    return one_or_more(names.event)


def demands(head: str) -> Schema:
    """What must stand beside the head, and what must not stand together."""
    at_least_one = {"resumed": WINDOW_WORDS}.get(head, ())
    exactly_one = {
        "mostly": OPERATORS_OF_MOSTLY,
        "regularly": PERIOD_HEADS,
        "changed": ("up_by", "down_by"),
    }.get(head, ())
    needed = {"mostly": ["property"], "resumed": ["after_gap"], "changed": ["in", "against"]}.get(head, [])
    schema: Schema = {"required": [head, *needed]}
    for rule, words in (("oneOf", exactly_one), ("anyOf", at_least_one)):
        schema |= {rule: [{"required": [word]} for word in words]} if words else {}
    if head == "changed":
        schema["allOf"] = [not_together(*pair_) for pair_ in combinations(AMOUNT_WORDS, 2)]
    return schema


def _step(word: str, names: Names) -> Schema:
    beside = {"within": LENGTH, "where": _WHERE}
    return block({word: one_or_more(names.event), **{w: beside[w] for w in STEP_WORDS[word]}}, [word])


def _periods(word: str) -> Schema:
    length = {"of": LENGTH} if word == ROLLING else {}
    words = {**length, "at_least": _WHOLE, "of_last": _WHOLE}
    return block(words, words)


def _last(word: str) -> Schema:
    yesterday = "|yesterday" if word == "last" else ""
    return pattern(
        rf"{word} +{_PERIODS}|{word} +{_COUNT} +{_PERIODS}s?{yesterday}", f"{word} week", f"{word} 4 weeks"
    )
