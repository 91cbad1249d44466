"""Options that come from the environment: read as their kinds, or told without what the variable holds."""

from typing import Any

import pytest

from segflux_cli.destinations.failures import StoppedError
from segflux_cli.destinations.option_values import read_values
from segflux_cli.destinations.types import Option

NUMBER, TRUTH = Option("x", "", kind="number"), Option("x", "", kind="truth")
CHOICE, TEXT = Option("x", "", choices=("csv", "parquet")), Option("x", "")


def read(option: Option, given: Any) -> Any:
    return read_values((option,), {"x": {"env_var": "THE_X"}}, {"x": given}, "there")["x"]


@pytest.mark.parametrize(
    ("option", "given", "value"),
    [
        (TRUTH, "false", False),
        (TRUTH, "True", True),
        (TRUTH, False, False),
        (NUMBER, "5432", 5432),
        (NUMBER, "0.5", 0.5),
        (NUMBER, 5432, 5432),
        (CHOICE, "csv", "csv"),
        (TEXT, " a b", " a b"),
        (TEXT, None, None),
    ],
)
def test_a_text_of_the_environment_is_read_as_the_kind(option: Option, given: Any, value: Any) -> None:
    assert (read(option, given), type(read(option, given))) == (value, type(value))


@pytest.mark.parametrize(
    ("option", "given", "said"),
    [
        (TRUTH, "1secret", "true or false"),
        (NUMBER, "tcp://10.0.0.1:6379", "a number"),
        (NUMBER, "nan", "a number"),
        (CHOICE, "CSV", "one of csv, parquet"),
        (Option("x", "", is_required=True), None, "text"),
        (Option("x", "", kind="list"), "a,b", "a list, which no variable holds"),
    ],
)
def test_what_does_not_fit_is_told_without_what_came(option: Option, given: Any, said: str) -> None:
    with pytest.raises(StoppedError) as told:
        read(option, given)
    assert str(told.value).startswith('"x" of there is {env_var: THE_X}, and that variable')
    assert str(told.value).endswith(said)
    assert str(given) not in str(told.value)


def test_what_is_written_out_was_checked_before() -> None:
    assert read_values((TRUTH,), {"x": True, "y": {"a": 1}}, {"x": True, "y": {"a": 1}}, "there")["x"] is True
