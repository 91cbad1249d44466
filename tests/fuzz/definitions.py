"""Random segments over the names that `rows` gives."""

from collections.abc import Sequence
from random import Random
from typing import Any

from tests.fuzz import pools
from tests.fuzz.operators import bound, bounds, number_operator, operator
from tests.fuzz.rows import TRAITS

_NAMES = [
    "bought",
    "bought",
    "seen",
    "cart_*",
    "cart_",
    "*",
    "BOUGHT",
    "nothing",
    ["bought", "seen"],
    ["cart_*", "Événement ☕"],
]
_PATHS = [
    "price",
    "price",
    "kind",
    "due",
    "tags",
    "tags[]",
    "items[].kind",
    "items[].price",
    "items[].tags[]",
    "shop.city",
    "shop.size.net",
    "größe 'x'",
    "absent",
]
_AMOUNTS = ["total", "average", "median", "smallest", "largest", "distinct", "p90", "p25", "p1"]
_AMOUNT_PATHS = ["price", "price", "items[].price", "shop.size.net", "kind", "tags[]", "tags"]
_THRESHOLDS = [0, 1, 2, 3, 5, 10, 12.5, 0.1, 0.3, 20, -3, 1.000001]

Spec = dict[str, Any]


def segment(random: Random, name: str, moments: list[str], others: Sequence[str] = ()) -> Spec:
    """A segment with any base and time zone, which may read some of the others."""
    who = [condition(random, moments, 0, others) for _ in range(random.choice([1, 1, 1, 2]))]
    spec: Spec = {"segment": name, "who": who}
    if random.random() < 0.5:
        spec["membership"] = {"time_zone": random.choice(pools.ZONES)}
    if random.random() < 0.15:
        spec["base"] = random.choice(["everyone", "known", {"all": [condition(random, moments, 1, others)]}])
    return spec


def condition(random: Random, moments: list[str], depth: int, others: Sequence[str] = ()) -> Spec:
    """A leaf, or a block while there is room below."""
    if depth < 3 and random.random() < 0.25:
        mode = random.choice(["all", "any", "none"])
        return {mode: [condition(random, moments, depth + 1, others) for _ in range(random.randint(1, 3))]}
    if others and random.random() < 0.3:
        return _membership(random, others)
    return random.choice([_trait, _did, _did, _did, _did_not, _first_did, _last_did])(random, moments)


def _membership(random: Random, others: Sequence[str]) -> Spec:
    head = random.choice(["in_segment", "in_segment", "not_in_segment", "was_in_segment"])
    word = "left_within" if head == "was_in_segment" else "for_at_least"
    length = {word: pools.length(random)} if random.random() < 0.6 else {}
    return {head: random.choice(others), **length}


def _trait(random: Random, moments: list[str]) -> Spec:
    if random.random() < 0.1:
        name = random.choice(["first_seen_at", "last_seen_at"])
        word = random.choice(["newer_than", "older_than"])
        return {"trait": name, word: pools.length(random)}
    return {"trait": random.choice([*TRAITS, "absent"]), **operator(random, moments)}


def _did_not(random: Random, moments: list[str]) -> Spec:
    return {"did_not": random.choice(_NAMES), **_window(random, moments), **_where(random, moments)}


def _did(random: Random, moments: list[str]) -> Spec:
    spec: Spec = {"did": random.choice(_NAMES), **_counts(random)}
    if random.random() < 0.35:
        of = {"of": random.choice(_AMOUNT_PATHS)}
        spec[random.choice(_AMOUNTS)] = of | number_operator(random, _THRESHOLDS)
    if random.random() < 0.2:
        spec[random.choice(["on_days", "on_weeks", "on_months"])] = number_operator(random, [0, 1, 2, 3])
    return spec | _window(random, moments) | _where(random, moments)


def _first_did(random: Random, moments: list[str]) -> Spec:
    return {"first_did": random.choice(_NAMES), **_window(random, moments), **_where(random, moments)}


def _last_did(random: Random, moments: list[str]) -> Spec:
    having = {"having": filters(random, moments, 0)} if random.random() < 0.6 else {}
    head = {"last_did": random.choice(_NAMES)}
    return head | having | _window(random, moments) | _where(random, moments)


def _counts(random: Random) -> Spec:
    low = random.randint(0, 3)
    return random.choice(
        [
            {},
            {},
            {"at_least": f"{low} times"},
            {"at_most": low},
            {"exactly": low},
            {"at_least": low, "at_most": f"{low + random.randint(0, 2)} times"},
        ]
    )


def _window(random: Random, moments: list[str]) -> Spec:
    word = random.choice(["", "", "within", "within", "during", "during", "between", "after", "before"])
    if word == "within":
        return {word: pools.length(random)}
    if word == "during":
        return {word: random.choice(pools.PERIODS)}
    if word == "between":
        return {word: bounds(random, moments)}
    return {word: bound(random, moments)} if word else {}


def _where(random: Random, moments: list[str]) -> Spec:
    return {"where": filters(random, moments, 0)} if random.random() < 0.5 else {}


def filters(random: Random, moments: list[str], depth: int) -> Spec:
    """A `where` block: entries on paths, items of a list, blocks within."""
    spec: Spec = {}
    for _ in range(random.choice([1, 1, 2])):
        pick = random.random()
        if depth < 2 and pick < 0.2:
            blocks = [filters(random, moments, depth + 1) for _ in range(random.randint(1, 2))]
            spec[random.choice(["any", "all", "none"])] = blocks
        elif depth < 2 and pick < 0.3:
            spec["items"] = {"item": _element(random, moments)}
        else:
            spec[random.choice(_PATHS)] = _wanted(random, moments)
    return spec


def _element(random: Random, moments: list[str]) -> Spec:
    block: Spec = {random.choice(["kind", "price", "tags[]"]): _wanted(random, moments)}
    if random.random() < 0.3:
        block[random.choice(["any", "none"])] = [{"price": operator(random, moments)}, {"kind": "toy"}]
    return block


def _wanted(random: Random, moments: list[str]) -> Any:
    """A plain value, a list of them, or operators."""
    pick = random.random()
    if pick < 0.2:
        return random.choice([*pools.WORDS, 10, 5])
    if pick < 0.3:
        return [random.choice(pools.WORDS), pools.scalar(random)]
    return operator(random, moments)
