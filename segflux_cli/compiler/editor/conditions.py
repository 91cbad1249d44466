"""Schemas of conditions: each head word decides which words may stand beside it."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from segflux_cli.compiler.editor.names import Names
from segflux_cli.compiler.editor.operators import filter_schemas, number_operators, operators
from segflux_cli.compiler.editor.patterns import demands, object_of, words_of_patterns
from segflux_cli.compiler.editor.population import population_object
from segflux_cli.compiler.editor.values import (
    BOUND,
    COUNT,
    LENGTH,
    PATH,
    PERIOD,
    TEXT,
    Schema,
    block,
    known,
    listed,
    not_together,
    one_or_more,
    pair,
)
from segflux_cli.spec.conditions.change_reader import WORDS_OF_CHANGED
from segflux_cli.spec.conditions.condition_reader import (
    BLOCKS,
    HEADS,
    PATTERNS,
    POPULATION,
    RELATED,
    WORDS_OF_DID,
    WORDS_OF_DID_NOT,
)
from segflux_cli.spec.conditions.count_reader import AMOUNT_WORDS, COUNT_WORDS, PERCENTILE, PERIOD_WORDS
from segflux_cli.spec.conditions.edge_reader import WORDS_OF_FIRST_DID, WORDS_OF_LAST_DID
from segflux_cli.spec.conditions.entity_reader import ENTITY_BLOCKS
from segflux_cli.spec.conditions.listed_reader import WORDS_OF_LISTED
from segflux_cli.spec.conditions.membership_reader import LENGTH_WORDS
from segflux_cli.spec.conditions.operator_reader import OPERATORS
from segflux_cli.spec.conditions.pattern_reader import WORDS_OF_MOSTLY, WORDS_OF_RESUMED
from segflux_cli.spec.conditions.regular_reader import WORDS_OF_REGULARLY
from segflux_cli.spec.conditions.related_reader import WORDS_OF_HAS, WORDS_OF_HAS_NO
from segflux_cli.spec.conditions.sequence_reader import WORDS_OF_SEQUENCE
from segflux_cli.spec.conditions.sql_reader import WORDS_OF_READS, WORDS_OF_SQL
from segflux_cli.spec.conditions.trait_reader import TENURE_WORDS, WORDS_OF_TRAIT
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS
from segflux_cli.spec.declared.catalog import BUILT_IN_TRAITS

_PERCENTILES = "p1 … p100"  # how messages show them all
WINDOWS = {"within": LENGTH, "during": PERIOD, "between": pair(BOUND), "after": BOUND, "before": BOUND}
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "did": WORDS_OF_DID,
    "did_not": WORDS_OF_DID_NOT,
    "first_did": WORDS_OF_FIRST_DID,
    "last_did": WORDS_OF_LAST_DID,
    "mostly": WORDS_OF_MOSTLY,
    "resumed": WORDS_OF_RESUMED,
    "regularly": WORDS_OF_REGULARLY,
    "changed": WORDS_OF_CHANGED,
    "lifecycle": (),
    "sequence": WORDS_OF_SEQUENCE,
    "belongs_to": ENTITY_BLOCKS,
    "sql": WORDS_OF_SQL,
    "listed": WORDS_OF_LISTED,
    "has": WORDS_OF_HAS,
    "has_no": WORDS_OF_HAS_NO,
    "trait": WORDS_OF_TRAIT,
    **dict.fromkeys((*BLOCKS, *POPULATION), ()),
    **{head: (word,) for head, word in LENGTH_WORDS.items()},
}
_ABOUT = {
    "trait": "The profile's value of this trait satisfies one operator.",
    "did": 'Did this: matching events, counted. A name, a list of names, a beginning and *, or "*" for any event.',
    "did_not": "Has no matching event.",
    "first_did": "The first matching event of all history lies in the window.",
    "last_did": "The last matching event lies in the window and satisfies `having`.",
    "mostly": "The most frequent value of `property` satisfies an operator.",
    "resumed": "Did it in the window, after a silence of `after_gap` or longer.",
    "regularly": "Did it in at least so many of the last periods.",
    "changed": "A measure of one window against that of another.",
    "lifecycle": "New, active, lapsing, lapsed or resurrected, by when the events were.",
    "sequence": "Steps one after another, each event later than the one before.",
    "rank": "Is among the first or last of the base by a value.",
    "rfm": "Recency, frequency and monetary value in fifths of those who did it, or a named cell.",
    "sample": "Is in a stable share of all profiles.",
    "property": "The path of the property whose values are counted.",
    "after_gap": "How long there was no such event.",
    "in_days": "Whole local days before today.",
    "in_weeks": "Whole local weeks before this one.",
    "in_months": "Whole local months before this one.",
    "in_years": "Whole local years before this one.",
    "in_periods": "Stretches of one length, the newest ending now.",
    "in": "The window that is judged.",
    "against": "The window that it is compared with.",
    "up_by": "More by at least so much: a number, or a percentage.",
    "down_by": "Less by at least so much: a number, or a percentage.",
    "from_at_least": "The window compared with has at least this.",
    "inside": "From the first event to the last, at most so long.",
    "same": "All events have the same value of this property.",
    "listed": "An id stands in this seed or model of the dbt project.",
    "id_type": "The type of the ids in the list; user_id if nothing is said.",
    "has": "Has related records of this kind, counted and measured.",
    "has_no": "Has no related record of this kind.",
    "belongs_to": "Some entity of this kind that the profile is linked to satisfies the whole block beside it.",
    "sql": "One boolean expression of your own over what `reads` declares; only where segflux.yml allows it.",
    "reads": "The traits and events that the expression reads.",
    "in_segment": "Is a member of another segment.",
    "not_in_segment": "Is no member of another segment.",
    "was_in_segment": "Was a member of another segment and left it.",
    "all": "All of these conditions hold.",
    "any": "At least one of these conditions holds.",
    "none": "None of these conditions holds.",
    "at_least": "At least so many times.",
    "at_most": "At most so many times; takes in those who never did it.",
    "exactly": "Exactly so many times; stands alone.",
    "within": "After so long ago, up to now.",
    "during": "In whole calendar periods of the time zone.",
    "between": "From the first bound to before the second.",
    "after": "From then on.",
    "before": "Before then.",
    "where": "What one event must satisfy: paths of properties with a value, a list or operators.",
    "having": "What the last event must satisfy besides.",
    "for_at_least": "Without a break for so long.",
    "for_less_than": "Began to be so less long ago.",
    "left_within": "Left it after so long ago.",
    "total": "The sum of a property over the matching events.",
    "average": "The average of a property.",
    "median": "The median of a property.",
    "smallest": "The smallest value of a property.",
    "largest": "The largest value of a property.",
    "distinct": "The number of different values of a property.",
    "on_days": "The number of days with a matching event.",
    "on_weeks": "The number of weeks with a matching event.",
    "on_months": "The number of months with a matching event.",
}


def condition_schemas(names: Names) -> dict[str, Schema]:
    """The definitions `condition`, one for each head, and those of filters."""
    heads = {f"with_{head}": _head(head, names) for head in HEADS}
    shared = {"condition": _condition(), "of_base": _of_base(), "of_entity": _of_entity()}
    return {**shared, **heads, **filter_schemas(names.properties, is_closed=names.is_closed)}


def group(*words: str) -> Schema:
    """One of some words, one condition, or a list of them."""
    condition = {"$ref": "#/$defs/condition"}
    named = [{"enum": list(words)}] if words else []
    return {"anyOf": [*named, condition, listed(condition)]}


def _condition() -> Schema:
    return {
        "type": "object",
        "properties": {head: _about(head) for head in HEADS},
        "oneOf": [_stands(head) for head in HEADS],
        "allOf": [{"if": _stands(head), "then": {"$ref": f"#/$defs/with_{head}"}} for head in HEADS],
    }


def _stands(head: str) -> Schema:
    """The head word of the condition; a block beside `belongs_to` is what that asks."""
    alone: Schema = {"not": {"required": ["belongs_to"]}} if head in BLOCKS else {}
    return {"required": [head], **alone}


def _of_base() -> Schema:
    """No condition at any depth is one that asks among whom it counts."""
    own = {"$ref": "#/$defs/of_base"}
    return {"items": own, "properties": {**dict.fromkeys(BLOCKS, own), "rank": False, "rfm": False}}


def _of_entity() -> Schema:
    """No condition at any depth is about a person."""
    own = {"$ref": "#/$defs/of_entity"}
    strangers = (*LENGTH_WORDS, *POPULATION, *RELATED, "belongs_to", "sql", "listed")
    return {"items": own, "properties": {**dict.fromkeys(BLOCKS, own), **dict.fromkeys(strangers, False)}}


def _head(head: str, names: Names) -> Schema:
    words = [word for word in _BESIDE[head] if word != _PERCENTILES]
    schema = block({head: {**_object(head, names), **_about(head)}, **{w: _word(w, head) for w in words}})
    required = [head, *WORDS_OF_SQL] if head == "sql" else [head]
    schema |= demands(head) if head in PATTERNS else {"required": required}
    if _PERCENTILES in _BESIDE[head]:
        schema["patternProperties"] = {f"^(?:{PERCENTILE.pattern})$": _word("median", head)}
    if head == "trait":
        one = [{"required": [word]} for word in OPERATORS]
        return schema | {"oneOf": one, "allOf": _tenure_rules()}
    exclusive = [*_exclusive(words, WINDOW_WORDS, {"after", "before"})]
    exclusive += _exclusive(words, COUNT_WORDS, {"at_least", "at_most"})
    exclusive += _exclusive(words, BLOCKS, set())
    return schema | ({"allOf": exclusive} if exclusive else {})


def _tenure_rules() -> list[Schema]:
    """One tenure, and none of a built-in trait, which has no history of its own."""
    is_built_in = {"properties": {"trait": {"enum": sorted(BUILT_IN_TRAITS)}}}
    none = [not_together(word) for word in TENURE_WORDS]
    return [not_together(*TENURE_WORDS), {"if": is_built_in, "then": {"allOf": none}}]


def _exclusive(words: list[str], family: tuple[str, ...], together: set[str]) -> list[Schema]:
    """Words of a family of which only some may stand together."""
    pairs = combinations([word for word in family if word in words], 2)
    return [not_together(*pair_) for pair_ in pairs if set(pair_) != together]


def _object(head: str, names: Names) -> Schema:
    if head in PATTERNS:
        return object_of(head, names)
    if head in POPULATION:
        alone = _exclusive(list(WINDOW_WORDS), WINDOW_WORDS, {"after", "before"})
        return population_object(head, names, WINDOWS, alone)
    segment = known(names.segments, TEXT, is_closed=False)
    record = known(names.records, TEXT, is_closed=bool(names.records))
    others = {
        "trait": known(names.traits, TEXT, is_closed=names.is_closed),
        **dict.fromkeys(BLOCKS, listed({"$ref": "#/$defs/condition"})),
        **dict.fromkeys(RELATED, record),
        "belongs_to": known(names.entities, TEXT, is_closed=bool(names.entities)),
        "listed": TEXT,
        "sql": TEXT if names.allows_sql else {**TEXT, "not": {}},
        **dict.fromkeys(LENGTH_WORDS, segment),
    }
    return others.get(head) or one_or_more(names.event)


def _word(word: str, head: str) -> Schema:
    if head == "trait" and word in OPERATORS:
        return operators()[word]
    own = words_of_patterns(WINDOWS).get(head, {})
    return {**(own.get(word) or _kinds()[word]), **_about(word)}


def _kinds() -> dict[str, Schema]:
    """What every word beside a head takes; a word that is new to the readers must come in here too."""
    lengths = dict.fromkeys((*LENGTH_WORDS.values(), *TENURE_WORDS), LENGTH)
    filters = {"where": {"$ref": "#/$defs/where"}, "having": {"$ref": "#/$defs/where"}}
    counts = dict.fromkeys(COUNT_WORDS, COUNT)
    amounts = dict.fromkeys(AMOUNT_WORDS, _amount())
    periods = dict.fromkeys(PERIOD_WORDS, block(number_operators()))
    block_of_entity = {"allOf": [listed({"$ref": "#/$defs/condition"}), {"$ref": "#/$defs/of_entity"}]}
    blocks = dict.fromkeys(BLOCKS, block_of_entity)
    texts = one_or_more(TEXT)
    reads = {**block(dict.fromkeys(WORDS_OF_READS, texts)), "minProperties": 1}
    return {
        "id_type": TEXT,
        "reads": reads,
        **blocks,
        **WINDOWS,
        **filters,
        **lengths,
        **counts,
        **amounts,
        **periods,
    }


def _amount() -> Schema:
    return {**block({"of": PATH, **number_operators()}, ["of"]), "minProperties": 2}


def _about(word: str) -> dict[str, Any]:
    return {"description": _ABOUT[word]} if word in _ABOUT else {}
