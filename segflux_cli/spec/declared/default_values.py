"""Which constants fit a type, so that a default of `send` is not lost where its trait has that type."""

import re
from datetime import datetime
from typing import TypeGuard

from segflux_cli.spec.declared.operators import Scalar

LARGEST = 2**63 - 1  # what every database and file has a type for
_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_YEARS = range(1900, 2300)  # of the warehouse's times


def is_number(value: Scalar) -> TypeGuard[int | float]:
    """Whether it is a number, which true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_time(value: Scalar) -> bool:
    """Whether it is the text of a date or of an instant, such as 2026-01-31T12:00:00Z."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        return datetime.fromisoformat(value).year in _YEARS
    except ValueError:
        return False
