"""What the table of segments says of a size."""

import pytest

from segflux_cli.cli.segment_report import verdict_words


@pytest.mark.parametrize(
    ("verdict", "status", "words"),
    [
        ("too_small", "live", "too small"),
        ("actionable", "draft", "actionable, draft"),
        ("too_broad", "paused", "too broad, paused"),
        ("too_small", "retired", "retired"),
        ("actionable", "gone", "gone"),
    ],
)
def test_a_segment_that_is_over_has_no_size_to_judge(verdict: str, status: str, words: str) -> None:
    assert verdict_words(verdict, status) == words
