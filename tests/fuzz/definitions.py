"""Random segments over the names that `rows` gives."""

from collections.abc import Sequence
from random import Random

from tests.fuzz import pools
from tests.fuzz.operators import number_operator, operator
from tests.fuzz.parts import AMOUNT_PATHS, AMOUNTS, NAMES, THRESHOLDS, Spec, counts, filters, where, window
from tests.fuzz.patterns import pattern
from tests.fuzz.rows import TRAITS


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
    heads = [_trait, _did, _did, _did, _did_not, _first_did, _last_did, pattern, pattern, pattern]
    return random.choice(heads)(random, moments)


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
    return {"did_not": random.choice(NAMES), **window(random, moments), **where(random, moments)}


def _did(random: Random, moments: list[str]) -> Spec:
    spec: Spec = {"did": random.choice(NAMES), **counts(random)}
    if random.random() < 0.35:
        of = {"of": random.choice(AMOUNT_PATHS)}
        spec[random.choice(AMOUNTS)] = of | number_operator(random, THRESHOLDS)
    if random.random() < 0.2:
        spec[random.choice(["on_days", "on_weeks", "on_months"])] = number_operator(random, [0, 1, 2, 3])
    return spec | window(random, moments) | where(random, moments)


def _first_did(random: Random, moments: list[str]) -> Spec:
    return {"first_did": random.choice(NAMES), **window(random, moments), **where(random, moments)}


def _last_did(random: Random, moments: list[str]) -> Spec:
    having = {"having": filters(random, moments, 0)} if random.random() < 0.6 else {}
    head = {"last_did": random.choice(NAMES)}
    return head | having | window(random, moments) | where(random, moments)
