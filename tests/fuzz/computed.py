"""Random computed traits."""

from collections.abc import Mapping
from typing import Any

from tests.fuzz import pools
from tests.fuzz.draw import Draw
from tests.fuzz.parts import AMOUNTS, Spec, where, window

NUMBERS = ("count", *AMOUNTS)
_OF_VALUES = ("first", "last", "mostly", "list")


def computed_trait(draw: Draw, name: str) -> Spec:
    """A trait of any kind, which may compare with those of the draw's vocabulary."""
    head = draw.choice(["count", "count", draw.choice(AMOUNTS), draw.choice(AMOUNTS), *_OF_VALUES])
    spec: Spec = {"trait": name, head: draw.choice(draw.words.frequent_names)}
    if draw.random() < 0.4:
        spec["time_zone"] = draw.choice(pools.ZONES)
    if head in AMOUNTS:
        spec["of"] = draw.choice(draw.words.amount_paths)
    elif head in _OF_VALUES and (head in ("mostly", "list") or draw.random() < 0.7):
        spec["of"] = draw.choice(draw.words.paths)
    if head == "list":
        spec |= _list(draw)
    if draw.random() < 0.5:
        spec |= window(draw)
    return spec | (where(draw) if draw.random() < 0.4 else {})


def is_number(spec: Mapping[str, Any]) -> bool:
    """Whether its values are numbers, so that only some operators may judge them."""
    return any(word in spec for word in NUMBERS)


def _list(draw: Draw) -> Spec:
    spec: Spec = {"at_most": draw.choice([1, 2, 3, 5])} if draw.random() < 0.7 else {}
    for word in ("unless", "unless_since"):
        if draw.random() < 0.35:
            left_out: Spec = {
                "did": draw.choice(draw.words.frequent_names),
                "of": draw.choice(draw.words.paths),
            }
            if word == "unless" and draw.random() < 0.5:
                left_out |= window(draw)
            spec[word] = left_out | (where(draw) if draw.random() < 0.3 else {})
    return spec
