"""Warns of conditions that no profile can satisfy together, where that is cheap to prove (D24)."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from segflux_cli.spec.declared.conditions import Behavior, Block, Condition, EdgeEvent, Membership, TraitTest
from segflux_cli.spec.declared.operators import Operator
from segflux_cli.spec.declared.text_form import text_form
from segflux_cli.spec.times.spans import is_never_longer
from segflux_cli.spec.times.times import Duration, Within
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted

_Events = Behavior | EdgeEvent
_Leaf = Behavior | EdgeEvent | Membership | TraitTest


def warn_of_contradictions(condition: Condition, faults: Faults) -> None:
    """Adds a warning at each condition that excludes another one that must hold with it."""
    if not isinstance(condition, Block):
        return
    if condition.mode == "all":
        _check_together(tuple(_required(condition)), faults)
    for part in condition.conditions:
        if not (condition.mode == "all" and isinstance(part, Block) and part.mode == "all"):
            warn_of_contradictions(part, faults)


def _required(block: Block) -> Iterator[_Leaf]:
    for part in block.conditions:
        if isinstance(part, _Leaf):
            yield part
        elif isinstance(part, Block) and part.mode == "all":
            yield from _required(part)


def _check_together(parts: Iterable[_Leaf], faults: Faults) -> None:
    for one, other in combinations(parts, 2):
        if isinstance(one, TraitTest) and isinstance(other, TraitTest):
            _check_traits(one, other, faults)
        elif isinstance(one, _Events) and isinstance(other, _Events):
            _check_behaviors(one, other, faults)
        elif isinstance(one, Membership) and isinstance(other, Membership):
            _check_memberships(one, other, faults)


def _check_behaviors(one: Behavior | EdgeEvent, other: Behavior | EdgeEvent, faults: Faults) -> None:
    did, did_not = (other, one) if _is_negated(one) else (one, other)
    if _is_negated(did) or not isinstance(did_not, Behavior) or not _is_negated(did_not):
        return
    if _asks_for_an_event(did) and did.events == did_not.events and _covers(did_not, did):
        head = "did" if isinstance(did, Behavior) else "last_did" if did.is_last else "first_did"
        names = ", ".join(did.events)
        message = f"nobody can satisfy this and line {one.place.line} together: {head} and did_not {names}"
        faults.warn(other.place, f"{message} cover the same time; change a window or leave one out")


def _check_memberships(one: Membership, other: Membership, faults: Faults) -> None:
    inside, outside = (one, other) if one.word == "in" else (other, one)
    if inside.word != "in" or outside.word == "in" or one.segment != other.segment:
        return
    is_open = outside.word == "not_in" and outside.length is not None
    if is_open and not (inside.length and _is_covered(outside.length, inside.length)):
        return
    message = f"nobody can satisfy this and line {one.place.line} together: in and not in the segment"
    faults.warn(other.place, f"{message} {quoted(one.segment)}; leave one out")


def _is_covered(shorter: Duration | None, longer: Duration) -> bool:
    return shorter is not None and is_never_longer(shorter, longer)


def _is_negated(condition: Behavior | EdgeEvent) -> bool:
    return isinstance(condition, Behavior) and condition.negated


def _asks_for_an_event(did: Behavior | EdgeEvent) -> bool:
    if isinstance(did, EdgeEvent):
        return True
    count = did.count
    if count.at_least is None and count.at_most is None and count.exactly is None:
        return True
    return (count.at_least or 0) > 0 or (count.exactly or 0) > 0


def _covers(did_not: Behavior, did: Behavior | EdgeEvent) -> bool:
    if did_not.where is not None and did_not.where != did.where:
        return False
    if did_not.window is None or did_not.window == did.window:
        return True
    if isinstance(did_not.window, Within) and isinstance(did.window, Within):
        return is_never_longer(did.window.length, did_not.window.length)
    return False


def _check_traits(one: TraitTest, other: TraitTest, faults: Faults) -> None:
    if one.trait == other.trait and _exclude(one.operator, other.operator):
        message = f"nobody can satisfy this and line {one.place.line} together: both judge the trait"
        advice = "put them under any, or leave one out"
        faults.warn(other.place, f"{message} {quoted(one.trait)}; {advice}")


def _exclude(one: Operator, other: Operator) -> bool:
    if one.word == "exists" and other.word == "exists":
        return one.values != other.values
    texts = [_texts(operator) for operator in (one, other)]
    return bool(texts[0] and texts[1]) and not texts[0] & texts[1]


def _texts(operator: Operator) -> set[str]:
    if operator.word != "is":
        return set()
    values = [value for value in operator.values if isinstance(value, str | bool)]
    # numbers compare as numbers: "1.0" may be 1
    return {text_form(value) for value in values} if len(values) == len(operator.values) else set()
