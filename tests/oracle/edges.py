"""D11: the first or the last matching event of all history."""

from collections.abc import Mapping
from typing import Any

from tests.oracle.filters import passes
from tests.oracle.people import Event
from tests.oracle.times import Moment
from tests.oracle.windows import window_of


def edge_holds(
    condition: Mapping[str, Any], events: list[Event], moment: Moment, traits: Any, *, is_last: bool
) -> bool:
    """Of the events that `name` and `where` let through, the first or last lies in the window."""
    if not events:
        return False
    chosen = (max if is_last else min)(events, key=lambda event: event.rank)
    start, end = window_of(condition, moment)
    return start <= chosen.at < end and passes(
        chosen.properties, condition.get("having") or {}, moment, traits
    )
