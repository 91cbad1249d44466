"""Random conditions about what a person is among all others."""

from tests.fuzz.draw import Draw
from tests.fuzz.parts import AMOUNTS, Spec, where, window


def population(draw: Draw, others: list[str]) -> Spec:
    """`rank`, `rfm` or `sample`."""
    pick = draw.random()
    if pick < 0.5:
        return _rank(draw, others)
    return _rfm(draw) if pick < 0.85 else sample(draw)


def sample(draw: Draw) -> Spec:
    """A share; without a seed of its own a condition would mean others in another segment."""
    shares = ["1%", "12.5%", "50%", "99.99%", "100%"]
    return {"sample": {"share": draw.choice(shares), "seed": draw.choice(["a", "ü: 1"])}}


def _rank(draw: Draw, others: list[str]) -> Spec:
    most = draw.choice([1, 1, 2, 3, 5, "1%", "25%", "33.4%", "50%", "100%"])
    rank: Spec = {"by": draw.choice([_trait, _events, _events])(draw), draw.choice(["top", "bottom"]): most}
    if draw.random() < 0.3:
        rank["within_each"] = draw.choice([*draw.words.all_traits, "absent"])
    if others and draw.random() < 0.3:
        rank["among"] = draw.choice(others)
    return {"rank": rank}


def _trait(draw: Draw) -> object:
    trait = draw.choice([*draw.words.all_traits, "first_seen_at", "last_seen_at"])
    return draw.choice([trait, {"trait": trait}])


def _events(draw: Draw) -> Spec:
    spec: Spec = {"did": draw.choice(draw.words.frequent_names)}
    if draw.random() < 0.6:
        spec[draw.choice(AMOUNTS)] = {"of": draw.choice(draw.words.amount_paths)}
    return spec | _some(draw)


def _rfm(draw: Draw) -> Spec:
    spec: Spec = {"of": draw.choice(draw.words.frequent_names)} | _some(draw)
    if draw.random() < 0.5:
        cells = ["champions", "loyal", "potential_loyalists", "new", "promising", "need_attention"]
        return {
            "rfm": spec
            | {"cell": draw.choice([*cells, "about_to_sleep", "cannot_lose", "at_risk", "hibernating"])}
        }
    if draw.random() < 0.5:
        spec["amount"] = draw.choice(draw.words.amount_paths)
    letters = draw.sample(["r", "f", *["m"] * ("amount" in spec)], k=draw.randint(1, 2))
    scores = {letter: draw.choice([5, 1, 3, [1, 2], [3, 4, 5], [2, 4]]) for letter in letters}
    return {"rfm": spec | scores}


def _some(draw: Draw) -> Spec:
    beside: Spec = window(draw) if draw.random() < 0.4 else {}
    return beside | (where(draw) if draw.random() < 0.3 else {})
