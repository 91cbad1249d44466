"""The head words of a segment, and who its members are."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.amounts import PERIODS, amount_holds, is_amount, periods_hold
from tests.oracle.edges import edge_holds
from tests.oracle.expressions import expression
from tests.oracle.filters import passes, right_side
from tests.oracle.identity import Identifier, cleaned
from tests.oracle.matching import matching, reader
from tests.oracle.memberships import entered_at, is_in, is_not_in, left_at, was_in
from tests.oracle.operators import holds
from tests.oracle.patterns import changed, count_holds, lifecycle, mostly, regularly, resumed
from tests.oracle.people import Event, Person, instant, read_people
from tests.oracle.population import rank, rfm, sample
from tests.oracle.sequences import sequence
from tests.oracle.times import Moment, minus
from tests.oracle.values import Value


def members(given: Mapping[str, Any], segment: Mapping[str, Any], as_of: Value) -> set[frozenset[Identifier]]:
    """The profiles in a segment, each as the set of its identifiers."""
    people = read_people(given)
    log = Log([segment], [as_of], people.values())
    return {
        person.identifiers for person in people.values() if log.is_member(person, segment["segment"], as_of)
    }


class Log:
    """The evaluations of a case: all its segments at every one of its moments, from an empty log (D22)."""

    def __init__(
        self,
        segments: Iterable[Mapping[str, Any]],
        moments: Iterable[Value],
        people: Iterable[Person],
        *,
        has_priority: bool = False,
    ) -> None:
        self._has_priority = has_priority  # in case files it plays no part
        self._people = list({id(person): person for person in people}.values())
        self._segments = {segment["segment"]: segment for segment in segments}
        self._moments = sorted({instant(moment) for moment in moments})
        self._known: dict[tuple[int, str, int], bool] = {}

    def is_member(self, person: Person, name: str, as_of: Value) -> bool:
        """Whether the person was a member at one of the moments."""
        return self._was_member(person, name, instant(as_of))

    def _was_member(self, person: Person, name: str, as_of: int) -> bool:
        key = (id(person), name, as_of)
        if key not in self._known:
            segment = self._segments[name]
            so_far = tuple(moment for moment in self._moments if moment <= as_of)
            moment = Moment(as_of, zone_of(segment), so_far, self._was_member, segment=name)
            base = cache(partial(self._in_base, segment, moment))
            is_in = is_in_segment(person, segment, replace(moment, population=base))
            self._known[key] = is_in and not self._is_held(person, segment, as_of)
        return self._known[key]

    def _is_held(self, person: Person, segment: Mapping[str, Any], as_of: int) -> bool:
        """Whether a segment of the group that comes first has the person."""
        own = segment.get("priority") if self._has_priority else None
        return own is not None and any(
            self._was_member(person, name, as_of)
            for name, other in self._segments.items()
            if (said := other.get("priority"))
            and said["group"] == own["group"]
            and said["rank"] < own["rank"]
        )

    def _in_base(self, segment: Mapping[str, Any], moment: Moment) -> list[Person]:
        return [one for one in self._people if is_in_base(one, segment, moment)]


def is_in_base(person: Person, segment: Mapping[str, Any], moment: Moment) -> bool:
    """In the universe and in the base."""
    return person.exists_at(moment.as_of) and satisfies(person, segment.get("base", "everyone"), moment)


def is_in_segment(person: Person, segment: Mapping[str, Any], moment: Moment) -> bool:
    """In the base, and entering or staying (D22)."""
    if not is_in_base(person, segment, moment):
        return False
    holds_now = satisfies(person, segment["who"], moment)
    rules = segment.get("membership") or {}
    name, earlier = segment["segment"], moment.evaluations[:-1]
    then = replace(moment, evaluations=earlier)
    if not earlier or not moment.was_member(person, name, earlier[-1]):
        left = left_at(person, name, then)
        is_free = (
            left is None or "reenter_after" not in rules or left <= minus(moment, rules["reenter_after"])
        )
        return holds_now and is_free
    leaves = satisfies(person, rules["leave_when"], moment) if "leave_when" in rules else not holds_now
    has_stayed = "stay_at_least" not in rules or (
        entered_at(person, name, then) <= minus(moment, rules["stay_at_least"])
    )
    return not (leaves and has_stayed)


def zone_of(segment: Mapping[str, Any]) -> ZoneInfo:
    """The segment's time zone, UTC unless it names one."""
    return ZoneInfo((segment.get("membership") or {}).get("time_zone", "UTC"))


def satisfies(person: Person, condition: Any, moment: Moment) -> bool:
    """One condition, or all of a list of them, inside the universe."""
    if condition == "everyone":
        return True
    if condition == "known":
        return person.is_known
    if isinstance(condition, list):
        return all(satisfies(person, one, moment) for one in condition)
    return _HEADS[next(head for head in _HEADS if head in condition)](person, condition, moment)


def _any(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    return any(satisfies(person, one, moment) for one in condition["any"])


def _all(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    return satisfies(person, condition["all"], moment)


def _none(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    return not any(satisfies(person, one, moment) for one in condition["none"])


def _trait(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """The value at `as_of` satisfies the operator (D6)."""
    name = condition["trait"]
    beside = ("trait", "for_at_least", "for_less_than")
    ((word, right),) = ((word, right) for word, right in condition.items() if word not in beside)
    right = right_side(right, reader(person, moment))
    if "for_at_least" in condition or "for_less_than" in condition:
        satisfying = [
            (row.at, holds([row.traits[name]], word, right, moment))
            for row in person.rows_of_trait(name, moment.as_of)
        ]
        return _is_held(satisfying, condition, moment)
    return holds([person.trait(name, moment.as_of)], word, right, moment)


def _is_held(rows: list[tuple[int, bool]], condition: Mapping[str, Any], moment: Moment) -> bool:
    """The run begins with the earliest of the latest rows that all satisfy the operator (D22)."""
    since = None
    for at, is_satisfied in reversed(rows):
        if not is_satisfied:
            break
        since = at
    if since is None:
        return False
    if "for_at_least" in condition:
        return since <= minus(moment, condition["for_at_least"])
    return since > minus(moment, condition["for_less_than"])


def _did(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """Count, amounts and periods judge the same events (D1)."""
    events = matching(person, condition, "did", moment)
    properties: list[Value] = [event.properties for event in events]
    instants = [event.at for event in events]
    amounts = [word for word in condition if is_amount(word)]
    periods = [word for word in condition if word in PERIODS]
    return (
        count_holds(condition, len(events))
        and all(amount_holds(word, condition[word], properties, moment) for word in amounts)
        and all(periods_hold(word, condition[word], instants, moment) for word in periods)
    )


def _has(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """Count and amounts judge the same records (D23)."""
    found = _records(person, condition, "has", moment)
    amounts = [word for word in condition if is_amount(word)]
    return count_holds(condition, len(found)) and all(
        amount_holds(word, condition[word], found, moment) for word in amounts
    )


def _has_no(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    return not _records(person, condition, "has_no", moment)


def _records(person: Person, condition: Mapping[str, Any], head: str, moment: Moment) -> list[Value]:
    where, traits = condition.get("where") or {}, reader(person, moment)
    states = person.records_of(condition[head], moment.as_of)
    return [state for state in states if passes(state, where, moment, traits)]


def _belongs_to(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """Some entity that the person is linked to satisfies the whole block, without which any will do (D23)."""
    block = [{word: condition[word]} for word in ("all", "any", "none") if word in condition]
    entities = person.entities_of(condition["belongs_to"], moment.as_of)
    return any(satisfies(entity, block, moment) for entity in entities)


def _listed(person: Person, condition: Mapping[str, Any], _moment: Moment) -> bool:
    """An id of the type, cleaned like those of rows, stands in the list (D21)."""
    kind = condition.get("id_type", "user_id")
    ids = {(kind, cleaned(kind, one)) for one in person.lists.get(condition["listed"], ())}
    return bool(ids & person.identifiers)


def _did_not(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    return not matching(person, condition, "did_not", moment)


def _first_did(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    events = of_all_history(person, condition, "first_did", moment)
    return edge_holds(condition, events, moment, reader(person, moment), is_last=False)


def _last_did(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    events = of_all_history(person, condition, "last_did", moment)
    return edge_holds(condition, events, moment, reader(person, moment), is_last=True)


def of_all_history(person: Person, condition: Mapping[str, Any], head: str, moment: Moment) -> list[Event]:
    """The matching events whatever the window is (D11)."""
    return matching(person, condition, head, moment, any_time=True)


_HEADS = {
    "belongs_to": _belongs_to,
    "all": _all,
    "any": _any,
    "none": _none,
    "trait": _trait,
    "did_not": _did_not,
    "did": _did,
    "first_did": _first_did,
    "last_did": _last_did,
    "listed": _listed,
    "has_no": _has_no,
    "has": _has,
    "mostly": mostly,
    "resumed": resumed,
    "regularly": regularly,
    "changed": changed,
    "lifecycle": lifecycle,
    "sequence": sequence,
    "rank": rank,
    "rfm": rfm,
    "sample": sample,
    "sql": expression,
    "in_segment": is_in,
    "not_in_segment": is_not_in,
    "was_in_segment": was_in,
}
