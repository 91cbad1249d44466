"""Parts of random conditions: names, counts, windows, filters."""

from random import Random
from typing import Any

from tests.fuzz import pools
from tests.fuzz.operators import bound, bounds, operator

NAMES = [
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
PATHS = [
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
AMOUNTS = ["total", "average", "median", "smallest", "largest", "distinct", "p90", "p25", "p1"]
AMOUNT_PATHS = ["price", "price", "items[].price", "shop.size.net", "kind", "tags[]", "tags"]
THRESHOLDS = [0, 1, 2, 3, 5, 10, 12.5, 0.1, 0.3, 20, -3, 1.000001]

Spec = dict[str, Any]


def counts(random: Random) -> Spec:
    """Count words, or none."""
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


def window(random: Random, moments: list[str]) -> Spec:
    """A window of any form, or none."""
    word = random.choice(["", "", "within", "within", "during", "during", "between", "after", "before"])
    if word == "within":
        return {word: pools.length(random)}
    if word == "during":
        return {word: random.choice(pools.PERIODS)}
    if word == "between":
        return {word: bounds(random, moments)}
    return {word: bound(random, moments)} if word else {}


def where(random: Random, moments: list[str]) -> Spec:
    """`where`, or nothing."""
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
            spec[random.choice(PATHS)] = _wanted(random, moments)
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
