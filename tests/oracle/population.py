"""D16, D17 and D20: what a person is among all others of the base, and the hash that draws a share of them."""

from collections.abc import Mapping
from fractions import Fraction
from hashlib import md5
from math import ceil
from typing import Any

from tests.oracle.amounts import amount_of, is_amount
from tests.oracle.filters import values_at
from tests.oracle.matching import matching
from tests.oracle.naming import profile_id_of
from tests.oracle.people import Person
from tests.oracle.times import Moment, time_of
from tests.oracle.values import exact, number_of, text_of

CELLS = {
    "champions": ([5], [4, 5]),
    "loyal": ([3, 4], [4, 5]),
    "potential_loyalists": ([4, 5], [2, 3]),
    "new": ([5], [1]),
    "promising": ([4], [1]),
    "need_attention": ([3], [3]),
    "about_to_sleep": ([3], [1, 2]),
    "cannot_lose": ([1, 2], [5]),
    "at_risk": ([1, 2], [3, 4]),
    "hibernating": ([1, 2], [1, 2]),
}


def rank(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """Fewer than so many of the group have a strictly greater value (D16)."""
    asked = condition["rank"]
    group = _group(person, asked, moment)
    if group is None:
        return False
    values = {}
    for one in moment.population():
        value = _value(one, asked["by"], moment)
        if value is not None and _is_among(one, asked, moment) and _group(one, asked, moment) == group:
            values[id(one)] = value if "top" in asked else -value
    if id(person) not in values:
        return False
    ahead = sum(value > values[id(person)] for value in values.values())
    return ahead < _most(asked.get("top", asked.get("bottom")), len(values))


def _is_among(person: Person, asked: Mapping[str, Any], moment: Moment) -> bool:
    return "among" not in asked or moment.was_member(person, asked["among"], moment.as_of)


def _group(person: Person, asked: Mapping[str, Any], moment: Moment) -> str | None:
    """The text form of the trait that makes groups; without one everybody is in one group."""
    if "within_each" not in asked:
        return ""
    text = text_of(person.trait(asked["within_each"], moment.as_of))
    return None if text is None else f"={text}"


def _value(person: Person, by: Any, moment: Moment) -> Fraction | None:
    if isinstance(by, Mapping) and "did" in by:
        return _measured(person, by, moment)
    value = person.trait(by["trait"] if isinstance(by, Mapping) else by, moment.as_of)
    number = number_of(value)
    if number is None:
        time = time_of(value)
        return None if time is None else Fraction(time)
    return exact(number)


def _measured(person: Person, by: Mapping[str, Any], moment: Moment) -> Fraction | None:
    events = matching(person, by, "did", moment)
    words = [word for word in by if is_amount(word)]
    if not events or not words:
        return Fraction(len(events)) if events else None
    values = [value for event in events for value in values_at(event.properties, by[words[0]]["of"])]
    return amount_of(words[0], values)


def _most(wanted: Any, ranked: int) -> int:
    if isinstance(wanted, int):
        return wanted
    return ceil(Fraction(str(wanted).removesuffix("%").strip()) / 100 * ranked)


def rfm(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """All scores are among those asked for, or those of the cell (D17)."""
    asked = condition["rfm"]
    events = {id(one): matching(one, asked, "of", moment) for one in moment.population()}
    participants = {one: found for one, found in events.items() if found}
    if id(person) not in participants:
        return False
    wanted = {word: asked[word] for word in "rfm" if word in asked}
    if "cell" in asked:
        wanted = dict(zip("rf", CELLS[asked["cell"]], strict=True))
    for word, scores in wanted.items():
        values = {one: _measure(word, found, asked) for one, found in participants.items()}
        smaller = sum(value < values[id(person)] for value in values.values())
        score = 1 + 5 * smaller // len(values)
        if score not in (scores if isinstance(scores, list) else [scores]):
            return False
    return True


def _measure(word: str, events: list[Any], asked: Mapping[str, Any]) -> Fraction:
    if word == "r":
        return Fraction(max(event.at for event in events))
    if word == "f":
        return Fraction(len(events))
    values = [value for event in events for value in values_at(event.properties, asked["amount"])]
    return amount_of("total", values) or Fraction(0)


def sample(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """The hash of the seed and the profile's id lies below the share of all hashes (D20).

    The ids of a case are all first seen at once, so the smallest names the profile (S4).
    """
    asked = condition["sample"]
    profile = min(profile_id_of(*identifier) for identifier in person.identifiers)
    hashed = md5(f"{asked.get('seed', moment.segment)}:{profile}".encode(), usedforsecurity=False).digest()
    share = Fraction(asked["share"].removesuffix("%").strip()) / 100
    return int.from_bytes(hashed[:8], "big") < int(share * 2**64)
