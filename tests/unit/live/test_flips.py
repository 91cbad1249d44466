"""The first instant at which a condition changes, where the course of one of its leaves may not be known."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from segflux_cli.compiler.leaves.algebra import EVERYONE, Members
from segflux_cli.compiler.segments.segments import CompiledCondition
from segflux_cli.live.why.courses import Course
from segflux_cli.live.why.flips import NEVER, Flip, flip_of
from segflux_cli.spec.declared.conditions import Block, Everyone

_NOW = 1_000
_COURSES = {
    "ends": Course(((_NOW, True), (1_500, False))),
    "begins": Course(((_NOW, False), (1_700, True), (1_800, False))),
    "never": Course(((_NOW, False),)),
    "always": Course(((_NOW, True),)),
    "unknown": Course(((_NOW, True),), _NOW + 1, "other people"),
    "known_for_long": Course(((_NOW, True),), 9_000, "some years only"),
}


def leaf(name: str, *, is_complement: bool = False) -> CompiledCondition:
    return CompiledCondition(Everyone(), Members(f"{{{name}}}", is_complement), name)


def block(mode: Literal["all", "any", "none"], *parts: CompiledCondition) -> CompiledCondition:
    return CompiledCondition(Block(mode, tuple(part.condition for part in parts)), EVERYONE, children=parts)


def at(milliseconds: int) -> Flip:
    return Flip(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (leaf("ends"), at(1_500)),
        (leaf("begins", is_complement=True), at(1_700)),
        (leaf("always"), NEVER),
        (CompiledCondition(Everyone(), EVERYONE), NEVER),
        (leaf("unknown"), Flip(reason="other people")),
        (block("all", leaf("ends"), leaf("always")), at(1_500)),
        (block("any", leaf("ends"), leaf("begins")), at(1_500)),
        (block("none", leaf("begins"), leaf("never")), at(1_700)),
        # what is false whatever the other says needs no answer of it
        (block("all", leaf("unknown"), leaf("never")), NEVER),
        (block("any", leaf("always"), leaf("unknown")), NEVER),
        (block("none", leaf("always"), leaf("unknown")), NEVER),
        (block("all", leaf("unknown"), leaf("always")), Flip(reason="everyone: other people")),
        (block("any", leaf("ends"), leaf("known_for_long", is_complement=True)), at(1_500)),
        (block("all", leaf("always"), leaf("known_for_long")), Flip(reason="everyone: some years only")),
    ],
)
def test_the_first_change_is_told(condition: CompiledCondition, expected: Flip) -> None:
    assert flip_of(condition, _COURSES, _NOW) == expected
