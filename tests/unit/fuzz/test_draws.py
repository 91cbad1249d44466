"""Random segments draw every word of the language."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from segflux_cli.spec.conditions.change_reader import WORDS_OF_CHANGED
from segflux_cli.spec.conditions.computed_reader import COMPUTED_HEADS, LEFT_OUT_WORDS
from segflux_cli.spec.conditions.condition_reader import HEADS, WORDS_OF_DID
from segflux_cli.spec.conditions.count_reader import AMOUNT_WORDS, PERIOD_WORDS
from segflux_cli.spec.conditions.edge_reader import WORDS_OF_LAST_DID
from segflux_cli.spec.conditions.listed_reader import WORDS_OF_LISTED
from segflux_cli.spec.conditions.membership_reader import LENGTH_WORDS
from segflux_cli.spec.conditions.operator_reader import BESIDE_TRAITS, OPERATORS
from segflux_cli.spec.conditions.pattern_reader import (
    STAGES,
    WORDS_OF_LIFECYCLE,
    WORDS_OF_MOSTLY,
    WORDS_OF_RESUMED,
)
from segflux_cli.spec.conditions.rank_reader import WORDS_OF_RANK, WORDS_OF_RANKED_EVENTS
from segflux_cli.spec.conditions.regular_reader import WORDS_OF_REGULARLY
from segflux_cli.spec.conditions.rfm_reader import WORDS_OF_RFM
from segflux_cli.spec.conditions.sequence_reader import STEP_WORDS, WORDS_OF_SEQUENCE
from segflux_cli.spec.conditions.share_reader import WORDS_OF_SAMPLE
from segflux_cli.spec.conditions.trait_reader import WORDS_OF_TRAIT
from segflux_cli.spec.conditions.window_reader import WINDOW_WORDS
from segflux_cli.spec.declared.population import CELLS
from segflux_cli.spec.segments.rules_reader import MEMBERSHIP_WORDS
from tests.fuzz.compare import Case, draw_case
from tests.fuzz.rows import WORDS

DATA_SETS, SEGMENTS = 60, 40
# an expression needs a project that allows it: tests/fuzz/expressions.py
NOT_DRAWN = {"sql"}
# real time is not built, and each build is the default; how long a past is kept decides nobody
NOT_IN_CASES = {"refresh", "history"}

BESIDE = {
    "did": WORDS_OF_DID,
    "did_not": (*WINDOW_WORDS, "where"),
    "first_did": (*WINDOW_WORDS, "where"),
    "last_did": WORDS_OF_LAST_DID,
    "trait": WORDS_OF_TRAIT,
    "mostly": WORDS_OF_MOSTLY,
    "resumed": WORDS_OF_RESUMED,
    "regularly": WORDS_OF_REGULARLY,
    "changed": WORDS_OF_CHANGED,
    "sequence": WORDS_OF_SEQUENCE,
    "has": ("at_least", "at_most", "exactly", "where", *AMOUNT_WORDS),
    "has_no": ("where",),
    "belongs_to": ("all", "any", "none"),
    "listed": WORDS_OF_LISTED,
}
INSIDE = {
    "lifecycle": WORDS_OF_LIFECYCLE,
    "rank": WORDS_OF_RANK,
    "rfm": WORDS_OF_RFM,
    "sample": WORDS_OF_SAMPLE,
    "membership": MEMBERSHIP_WORDS,
}


@cache
def cases() -> list[Case]:
    return [draw_case(seed, SEGMENTS) for seed in range(DATA_SETS)]


def mappings(part: Any) -> Iterator[dict[str, Any]]:
    """Every mapping inside a part of a spec, itself among them."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from mappings(inner)


@cache
def drawn() -> list[dict[str, Any]]:
    return [found for case in cases() for found in mappings([case["segments"], case["traits"]])]


def words(*groups: tuple[str, ...]) -> set[str]:
    return {word for group in groups for word in group} - {"p1 … p100"}


def test_every_head_is_drawn() -> None:
    assert words(HEADS) - {word for found in drawn() for word in found} == NOT_DRAWN


@pytest.mark.parametrize("head", BESIDE)
def test_every_word_is_drawn_beside_its_head(head: str) -> None:
    beside = {word for found in drawn() if head in found for word in found}
    assert words(BESIDE[head]) - beside == set()


@pytest.mark.parametrize("head", INSIDE)
def test_every_word_is_drawn_inside_its_head(head: str) -> None:
    inside = {word for found in drawn() if isinstance(found.get(head), dict) for word in found[head]}
    assert words(INSIDE[head]) - inside - NOT_IN_CASES == set()


def test_words_below_those_are_drawn() -> None:
    by = [found["by"] for found in drawn() if isinstance(found.get("by"), dict)]
    assert words(WORDS_OF_RANKED_EVENTS) - {word for found in by for word in found} == set()
    steps = [step for found in drawn() for step in found.get("sequence", ())]
    assert {(head, word) for head, beside in STEP_WORDS.items() for word in beside} <= {
        (head, word) for step in steps for head in step for word in step
    }
    assert max(len(found["sequence"]) for found in drawn() if "sequence" in found) >= 4
    filters = [found["where"] for found in drawn() if "where" in found]
    assert {"any", "all", "none"} <= {word for found in filters for word in found}
    assert any("item" in found for found in drawn())
    assert {found["id_type"] for found in drawn() if "listed" in found} == {kind for _, kind in WORDS.lists}


def test_every_operator_is_drawn_in_where_and_compared_with_another_trait() -> None:
    tests = [right for path in WORDS.paths for found in drawn() if isinstance(right := found.get(path), dict)]
    assert words(OPERATORS) - {word for found in tests for word in found} == set()
    beside = {word for found in drawn() for word, right in found.items() if is_trait(right)}
    assert words(BESIDE_TRAITS) - beside == set()


def is_trait(right: object) -> bool:
    return isinstance(right, dict) and set(right) == {"trait"}


def test_stages_cells_periods_and_computed_traits_are_drawn() -> None:
    stages = [found["stage"] for found in drawn() if "stage" in found]
    assert words(STAGES) == {
        one for stage in stages for one in ([stage] if isinstance(stage, str) else stage)
    }
    assert set(CELLS) == {found["cell"] for found in drawn() if "cell" in found}
    assert words(tuple(PERIOD_WORDS), tuple(LENGTH_WORDS.values())) <= {
        word for one in drawn() for word in one
    }
    traits = {word for case in cases() for trait in case["traits"] for word in trait}
    assert words(COMPUTED_HEADS, LEFT_OUT_WORDS) - traits == set()


def test_bases_blocks_and_depth_are_drawn() -> None:
    segments = [segment for case in cases() for segment in case["segments"]]
    bases = [segment["base"] for segment in segments if "base" in segment]
    assert {"everyone", "known", "all"} == {
        base if isinstance(base, str) else next(iter(base)) for base in bases
    }
    assert {str, dict, list} == {type(segment["who"]) for segment in segments}
    assert max(depth(segment["who"]) for segment in segments) >= 3


def depth(part: Any) -> int:
    """How many blocks stand inside each other."""
    if isinstance(part, list):
        return max((depth(one) for one in part), default=0)
    if not isinstance(part, dict):
        return 0
    blocks = [depth(part[mode]) + 1 for mode in ("all", "any", "none") if mode in part]
    return max(blocks, default=0)
