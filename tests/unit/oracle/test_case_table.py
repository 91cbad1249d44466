"""The project's cases, worked out by hand, hold in the oracle too."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.case_files import disagreements, read_cases

FOLDER = Path(__file__).parents[2] / "cases"
CASES = [case for path in sorted(FOLDER.glob("*.yml")) for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_oracle_says_what_the_case_says(case: dict[str, Any]) -> None:
    assert disagreements(case) == []


def test_every_case_has_a_name_of_its_own() -> None:
    repeated = [name for name, count in Counter(case["name"] for case in CASES).items() if count > 1]
    assert (len(CASES) >= 200, repeated) == (True, [])
