"""What a wrong word is answered with."""

import pytest

from segflux_cli.spec.conditions.operator_reader import OPERATORS
from segflux_cli.spec.conditions.value_reader import read_values
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.words import unknown_word
from segflux_cli.spec.yaml.yaml_reader import parse_yaml


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("equals", "is"),
        ("GT", "more_than"),
        ("regex", "matches"),
        ("since", "after"),
        ("contain", "contains"),
    ],
)
def test_a_word_of_another_language_is_answered_with_the_one_of_ours(word: str, meant: str) -> None:
    assert f'Did you mean "{meant}"? ' in unknown_word(word, OPERATORS)


def test_a_word_that_is_not_legal_here_is_not_proposed() -> None:
    assert "within" not in unknown_word("in_last", ("at_least", "where"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [('">40"', "more_than: 40"), ('"<= -1.5"', "at_most: -1.5"), ('[x, "!=3"]', "is_not: 3")],
)
def test_a_comparison_written_as_a_text_is_warned_of(written: str, meant: str) -> None:
    faults = Faults()
    node = parse_yaml(written, "x", faults)
    assert node is not None
    assert read_values(node, "is", faults)
    (warning,) = faults.warnings
    assert warning.message.endswith(f"for a number write {meant}")


@pytest.mark.parametrize("written", ['"> more"', '"40"', '"=>4"', "40"])
def test_other_texts_are_texts(written: str) -> None:
    faults = Faults()
    node = parse_yaml(written, "x", faults)
    assert node is not None
    read_values(node, "is", faults)
    assert faults.warnings == ()
