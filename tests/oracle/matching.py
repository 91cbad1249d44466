"""D2 and D4: which events a condition is about."""

from collections.abc import Mapping
from typing import Any

from tests.oracle.filters import passes
from tests.oracle.people import Event, Person
from tests.oracle.times import Moment
from tests.oracle.windows import window_of


def matching(
    person: Person, condition: Mapping[str, Any], head: str, moment: Moment, *, any_time: bool = False
) -> list[Event]:
    """The person's events of these names, in the window, that pass `where` (D2, D4)."""
    names = condition[head]
    names = [names] if isinstance(names, str) else names
    start, end = window_of({} if any_time else condition, moment)
    traits = reader(person, moment)
    return [
        event
        for event in person.events
        if start <= event.at < end
        and any(_is_named(event.name, name) for name in names)
        and passes(event.properties, condition.get("where") or {}, moment, traits)
    ]


def _is_named(event: str, name: str) -> bool:
    """A name ending in `*` stands for any that begins so (D2)."""
    return event.startswith(name[:-1]) if name.endswith("*") else event == name


def reader(person: Person, moment: Moment) -> Any:
    """What gives the person's traits, for right-hand sides."""
    return lambda name: person.trait(name, moment.as_of)
