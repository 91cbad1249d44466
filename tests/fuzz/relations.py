"""Cases whose segments stand in a relation that holds whatever the data is."""

from random import Random
from typing import Any

from tests.fuzz import pools
from tests.fuzz.compare import Case, drawn_moments
from tests.fuzz.definitions import condition
from tests.fuzz.draw import Draw
from tests.fuzz.rows import WORDS, given
from tests.fuzz.tightening import tightening

Spec = dict[str, Any]
_TIGHTENED = 20  # of about forty ways


def partition_case(seed: int, conditions: int) -> Case:
    """Segments `yes0`, `no0`, `yes1`, ... of a condition and its negation, and `all` of the base."""
    random = Random(seed)
    moments = random.sample(pools.MOMENTS, k=2)
    draw = Draw(random.getrandbits(64), moments, WORDS)
    zone = {"membership": {"time_zone": random.choice(pools.ZONES)}}
    segments: list[Spec] = [{"segment": "all", "who": "everyone"}]
    for number in range(conditions):
        asked = condition(draw, 0)
        segments.append({"segment": f"yes{number}", "who": [asked]} | zone)
        segments.append({"segment": f"no{number}", "who": {"none": [asked]}} | zone)
    return _case(given(random, moments), segments, moments)


def narrowing_case(seed: int) -> Case:
    """Segments of which each, but the first of its kind, asks for more than the one before it."""
    random = Random(seed)
    moments = drawn_moments(random)
    draw = Draw(random.getrandbits(64), moments, WORDS)
    segments: list[Spec] = [{"segment": "others", "who": [{"did": "*", "within": "30 days"}]}]
    for number, steps in enumerate(draw.sample(tightening(draw), k=_TIGHTENED)):
        place = draw.randrange(len(steps) - 1)
        for step, asked in enumerate(steps[place : place + 2]):
            segments.append({"segment": f"s{number}_{step}", "who": [asked]})
    return _case(given(random, moments), segments, moments)


def shuffled(seed: int, case: Case) -> Case:
    """The same rows in another order; each has an arrival of its own, so that order decides no tie."""
    random = Random(seed)
    rows = {
        part: random.sample(rows, k=len(rows)) if isinstance(rows, list) else rows
        for part, rows in case["given"].items()
    }
    return case | {"given": rows}


def without_ties(case: Case) -> Case:
    """Every row is received at a time of its own."""
    first = 1_700_000_000_000
    rows = {
        part: [row | {"received_at": first + place} for place, row in enumerate(rows)]
        for part, rows in case["given"].items()
        if part not in ("links", "related", "entities", "lists")
    }
    return case | {"given": case["given"] | rows}


def _case(rows: dict[str, list[Spec]], segments: list[Spec], moments: list[str]) -> Case:
    names = [spec["segment"] for spec in segments]
    expect = [{"as_of": moment, "segment": name, "exactly": []} for name in names for moment in moments]
    return {"name": "relation", "given": rows, "segments": segments, "expect": expect}
