"""Verdicts on sizes are those of a build."""

import pytest

from segflux_cli.compiler.segments.sizes import SizeWords, bounds_in, verdict_of


def words(
    least: float | None = None,
    least_share: float | None = None,
    most: float | None = None,
    share: float | None = None,
) -> SizeWords:
    return SizeWords(least, least_share, most, share, None, "warn")


@pytest.mark.parametrize(
    ("size", "base", "bounds", "verdict"),
    [
        (99, 1000, words(100), "too_small"),
        (100, 1000, words(100), "actionable"),
        (101, 1000, words(100, share=0.1), "too_broad"),
        (100, 1000, words(100, share=0.1), "actionable"),
        (49, 1000, words(10, 0.05), "too_small"),
        (501, 10_000, words(most=500, share=0.5), "too_broad"),
        (0, 0, words(), "actionable"),
    ],
)
def test_bounds_are_people_and_shares(size: int, base: int, bounds: SizeWords, verdict: str) -> None:
    assert verdict_of(size, base, bounds) == verdict


def test_no_bound_is_none() -> None:
    assert bounds_in(1000, words()) == (0, None)
