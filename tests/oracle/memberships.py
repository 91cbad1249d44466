"""D22: membership of other segments, now and by the log of evaluations."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from tests.oracle.people import Person
from tests.oracle.times import Moment, minus


def is_in(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """A member now and, with `for_at_least`, since then or earlier without a break."""
    name = condition["in_segment"]
    if not moment.was_member(person, name, moment.as_of):
        return False
    tenure = condition.get("for_at_least")
    return tenure is None or entered_at(person, name, moment) <= minus(moment, tenure)


def is_not_in(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """The exact complement of `in_segment` with the same words."""
    words = {word: value for word, value in condition.items() if word != "not_in_segment"}
    return not is_in(person, {"in_segment": condition["not_in_segment"], **words}, moment)


def was_in(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """No member now, and left it, with `left_within` no longer ago than that."""
    name = condition["was_in_segment"]
    left = left_at(person, name, moment)
    if left is None or moment.was_member(person, name, moment.as_of):
        return False
    within = condition.get("left_within")
    return within is None or minus(moment, within) < left


def entered_at(person: Person, name: str, moment: Moment) -> int:
    """The first evaluation of the unbroken run of them that ends now."""
    since = moment.as_of
    for at in reversed(moment.evaluations):
        if not moment.was_member(person, name, at):
            break
        since = at
    return since


def left_at(person: Person, name: str, moment: Moment) -> int | None:
    """The latest evaluation without the person right after one with them."""
    left = [
        later
        for earlier, later in pairwise(moment.evaluations)
        if moment.was_member(person, name, earlier) and not moment.was_member(person, name, later)
    ]
    return max(left, default=None)
