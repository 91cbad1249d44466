"""Computed traits: what `traits.yml` says of a person's events, as a value like any other trait's."""

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.amounts import amount_of, is_amount
from tests.oracle.filters import values_at
from tests.oracle.identity import Identifier
from tests.oracle.matching import matching
from tests.oracle.people import Event, Person, read_people
from tests.oracle.times import Moment, text_of_instant
from tests.oracle.values import Value, text_of


def people_of(case: Mapping[str, Any]) -> dict[Identifier, Person]:
    """Every identifier of a case with the person it belongs to, who has the traits that the case computes."""
    people = read_people(case.get("given") or {})
    computed = {trait["trait"]: partial(_value_by, trait) for trait in case.get("traits") or ()}
    for person in people.values():
        person.computed = computed
    return people


def _value_by(trait: Mapping[str, Any], person: Person, as_of: int) -> Value:
    return computed_value(person, trait, as_of)


def computed_value(person: Person, trait: Mapping[str, Any], as_of: int) -> Value:
    """The value as of an instant; None where there is none."""
    moment = Moment(as_of, ZoneInfo(trait.get("time_zone", "UTC")))
    (head,) = (word for word in trait if word in _OTHERS or is_amount(word))
    events = sorted(matching(person, trait, head, moment), key=lambda event: event.rank)
    if head == "count":
        return len(events)
    if is_amount(head):
        values = [value for event in events for value in values_at(event.properties, trait["of"])]
        return _number(amount_of(head, values))
    return _OTHERS[head](person, trait, events, moment)


def _number(amount: Fraction | None) -> Value:
    if amount is None:
        return None
    return amount.numerator if amount.denominator == 1 else float(amount)


def _first(_person: Person, trait: Mapping[str, Any], events: list[Event], _moment: Moment) -> Value:
    return _end(events, trait, 0)


def _last(_person: Person, trait: Mapping[str, Any], events: list[Event], _moment: Moment) -> Value:
    return _end(events, trait, -1)


def _end(events: list[Event], trait: Mapping[str, Any], place: int) -> Value:
    """The time of the event or, of those that have a value, the value."""
    if "of" not in trait:
        return text_of_instant(events[place].at) if events else None
    texts = [text for event in events for text in _texts(event, trait["of"])]
    return texts[place] if texts else None


def _mostly(_person: Person, trait: Mapping[str, Any], events: list[Event], _moment: Moment) -> Value:
    """Of equals the one seen last."""
    texts = [text for event in events for text in _texts(event, trait["of"])]
    newest = {text: place for place, text in enumerate(texts)}
    return max(newest, key=lambda text: (texts.count(text), newest[text]), default=None)


def _list(person: Person, trait: Mapping[str, Any], events: list[Event], moment: Moment) -> Value:
    """Different values, the one seen last first, without those that are left out."""
    seen: dict[str, int] = {}
    for event in events:
        for text in _texts(event, trait["of"]):
            seen.pop(text, None)
            seen[text] = event.at
    for word in ("unless", "unless_since"):
        if word not in trait:
            continue
        for event in matching(person, trait[word], "did", moment):
            for text in _texts(event, trait[word]["of"]):
                if word == "unless" or event.at >= seen.get(text, event.at + 1):
                    seen.pop(text, None)
    newest: list[Value] = list(reversed(seen))
    return newest[: trait.get("at_most", 10)] or None


def _texts(event: Event, path: str) -> list[str]:
    found = (text_of(value) for value in values_at(event.properties, path))
    return [text for text in found if text is not None]


_OTHERS: dict[str, Any] = {"count": None, "first": _first, "last": _last, "mostly": _mostly, "list": _list}
