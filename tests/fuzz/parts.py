"""Parts of random conditions: names, counts, windows, filters."""

from typing import Any

from tests.fuzz import pools
from tests.fuzz.draw import Draw
from tests.fuzz.operators import bound, bounds, operator

AMOUNTS = ["total", "average", "median", "smallest", "largest", "distinct", "p90", "p25", "p1", "p100"]
THRESHOLDS = [0, 1, 2, 3, 5, 10, 12.5, 0.1, 0.3, 20, -3, 1.000001]

Spec = dict[str, Any]


def counts(draw: Draw) -> Spec:
    """Count words, or none."""
    low = draw.randint(0, 3)
    return draw.choice(
        [
            {},
            {},
            {"at_least": f"{low} times"},
            {"at_most": low},
            {"exactly": low},
            {"at_least": low, "at_most": f"{low + draw.randint(0, 2)} times"},
        ]
    )


def window(draw: Draw) -> Spec:
    """A window of any form, or none."""
    word = draw.choice(["", "", "within", "within", "during", "during", "between", "after", "before", "both"])
    if word == "both":
        start, end = bounds(draw)
        return {"after": start, "before": end}
    if word == "within":
        return {word: pools.length(draw)}
    if word == "during":
        return {word: draw.choice(pools.PERIODS)}
    if word == "between":
        return {word: bounds(draw)}
    return {word: bound(draw)} if word else {}


def where(draw: Draw) -> Spec:
    """`where`, or nothing."""
    return {"where": filters(draw, 0)} if draw.random() < 0.5 else {}


def filters(draw: Draw, depth: int) -> Spec:
    """A `where` block: entries on paths, items of a list, blocks within."""
    spec: Spec = {}
    for _ in range(draw.choice([1, 1, 2])):
        pick = draw.random()
        if depth < 2 and pick < 0.2:
            blocks = [filters(draw, depth + 1) for _ in range(draw.randint(1, 2))]
            spec[draw.choice(["any", "all", "none"])] = blocks
        elif depth < 2 and pick < 0.3:
            spec["items"] = {"item": _element(draw)}
        else:
            spec[draw.choice(draw.words.paths)] = _wanted(draw)
    return spec


def _element(draw: Draw) -> Spec:
    block: Spec = {draw.choice(["kind", "price", "tags[]"]): _wanted(draw)}
    if draw.random() < 0.3:
        block[draw.choice(["any", "none"])] = [{"price": operator(draw)}, {"kind": "toy"}]
    return block


def _wanted(draw: Draw) -> Any:
    """A plain value, a list of them, or operators."""
    pick = draw.random()
    if pick < 0.2:
        return draw.choice([*pools.WORDS, 10, 5])
    if pick < 0.3:
        return [draw.choice(pools.WORDS), pools.scalar(draw)]
    if pick < 0.35:
        return {"trait": draw.choice([*draw.words.all_traits, "absent"])}
    return operator(draw)
