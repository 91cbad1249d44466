"""Schemas of `rank`, `rfm` and `sample`."""

from itertools import combinations

from segflux_cli.compiler.editor.names import Names
from segflux_cli.compiler.editor.values import (
    PATH,
    PERCENT,
    TEXT,
    Schema,
    block,
    choice,
    known,
    not_together,
    one_or_more,
)
from segflux_cli.spec.conditions.count_reader import AMOUNT_WORDS, PERCENTILE
from segflux_cli.spec.conditions.rank_reader import ENDS
from segflux_cli.spec.conditions.rfm_reader import HIGHEST_SCORE, SCORE_WORDS

_WHERE: Schema = {"$ref": "#/$defs/where"}
_SCORE: Schema = {"type": "integer", "minimum": 1, "maximum": HIGHEST_SCORE}


def population_object(head: str, names: Names, windows: dict[str, Schema], alone: list[Schema]) -> Schema:
    """What stands at the head itself; `alone` are the rules of which windows exclude each other."""
    if head == "sample":
        return block({"share": PERCENT, "seed": TEXT}, ["share"])
    trait = known(names.traits, TEXT, is_closed=names.is_closed)
    about_events = {**windows, "where": _WHERE}
    return _rank(names, trait, about_events, alone) if head == "rank" else _rfm(names, about_events, alone)


def _rank(names: Names, trait: Schema, about_events: dict[str, Schema], alone: list[Schema]) -> Schema:
    amount = block({"of": PATH}, ["of"])
    words = {"did": one_or_more(names.event), **dict.fromkeys(AMOUNT_WORDS, amount), **about_events}
    events = {**block(words, ["did"]), "patternProperties": {f"^(?:{PERCENTILE.pattern})$": amount}}
    events["allOf"] = alone + _one_amount()
    most: Schema = {"anyOf": [{"type": "integer", "minimum": 1}, PERCENT]}
    rank = block(
        {
            "by": {"anyOf": [trait, block({"trait": trait}, ["trait"]), events]},
            **dict.fromkeys(ENDS, most),
            "within_each": trait,
            "among": known(names.segments, TEXT, is_closed=False),
        },
        ["by"],
    )
    return {**rank, "oneOf": [{"required": [end]} for end in ENDS]}


def _one_amount() -> list[Schema]:
    return [not_together(*pair) for pair in combinations(AMOUNT_WORDS, 2)]


def _rfm(names: Names, about_events: dict[str, Schema], alone: list[Schema]) -> Schema:
    words: dict[str, Schema] = {
        "of": one_or_more(names.event),
        "amount": PATH,
        **dict.fromkeys(SCORE_WORDS, one_or_more(_SCORE)),
        "cell": choice(sorted(names.cells)),
        **about_events,
    }
    scores = [{"required": [word]} for word in SCORE_WORDS]
    either = [{"required": ["cell"], "not": {"anyOf": scores}}, {"anyOf": scores, **not_together("cell")}]
    return {**block(words, ["of"]), "oneOf": either, "allOf": alone, "dependentRequired": {"m": ["amount"]}}
