"""The oracle's values against the sentences of D6 and D7."""

import math

import pytest

from tests.oracle.values import Value, lowered, number_of, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10.0, "10"),
        (1e3, "1000"),
        (0.1, "0.1"),
        (-0.0, "0"),
        (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e-7, "1e-7"),
        (1.5e-7, "1.5e-7"),
        (0.000001, "0.000001"),
        (-1.25e22, "-1.25e+22"),
        (2**64 - 1, "18446744073709551615"),
        (2**64, "18446744073709552000"),
        (-(2**63), "-9223372036854775808"),
        (True, "true"),
        (False, "false"),
        ("", ""),
        ("10.0", "10.0"),
        ([1], None),
        ({}, None),
        (None, None),
        (math.nan, None),
        (math.inf, None),
    ],
)
def test_the_text_form_is_the_shortest_one(value: Value, text: str | None) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (" 10\t", 10),
        ("+5", 5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("1e2", 100.0),
        ("9007199254740993", 9007199254740993),
        ("18446744073709551616", 18446744073709551616.0),
        (True, None),
        ("true", None),
        ("", None),
        (".", None),
        ("0x10", None),
        ("1_000", None),
        ("\u0661", None),
        ("1e999", None),
        ("10 000", None),
        ("\u00a010", None),
        ([1], None),
    ],
)
def test_only_what_looks_like_a_number_reads_as_one(value: Value, number: float | None) -> None:
    found = number_of(value)
    assert (found, type(found)) == (number, type(number))


def test_lower_case_looks_at_no_neighbor_and_folds_nothing() -> None:
    assert lowered("ΟΔΟΣ STRAẞE ß") == "οδοσ straße ß"
