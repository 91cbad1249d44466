"""Which segments a segment is decided by, and what is wrong with that: names nobody has, circles (D24)."""

from collections.abc import Iterable, Iterator, Mapping

from segflux_cli.errors import Place
from segflux_cli.spec.declared.conditions import Block, Condition, Membership
from segflux_cli.spec.declared.population import Rank
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.segments.circles import Circles, References
from segflux_cli.spec.segments.histories import check_histories
from segflux_cli.spec.segments.priorities import check_priorities, holders
from segflux_cli.spec.segments.renames import check_renames
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import did_you_mean

_OUT = 'give it "base: everyone"'
_OUT_BY_HAND = 'write it in YAML with "base: everyone" instead of SQL, or let the base ask about a trait'


def references_of(segment: Segment, project_base: Condition) -> tuple[Membership, ...]:
    """The conditions about other segments in `who`, in the base that counts and in `leave_when`."""
    conditions = (segment.who, segment.base or project_base, segment.rules.leave_when)
    return tuple(found for condition in conditions if condition for found in _memberships(condition))


def all_references(segments: Iterable[Segment], project_base: Condition) -> References:
    """What each segment reads of others, by name: in its conditions, and those that it yields to by priority."""
    listed = tuple(segments)
    return _joined(_read(listed, project_base), _yielding(listed))


def deciding_references(segments: Iterable[Segment], project_base: Condition) -> References:
    """Those of each segment that must be decided before it.

    A paused segment keeps whom it has: what its conditions read is no circle with those that yield to it.
    """
    listed = tuple(segments)
    read, yielding = _read(listed, project_base), _yielding(listed)
    references = _joined(read, yielding)
    paused = [segment.name for segment in listed if segment.status == "paused"]
    reached = {name: _reached(name, references) for name in paused}
    waited_for = {
        name: tuple(found for found in each if name not in reached.get(found.segment, ()))
        for name, each in yielding.items()
    }
    return _joined(read, waited_for)


def _read(segments: tuple[Segment, ...], project_base: Condition) -> References:
    """Those that the conditions of each segment read."""
    return {segment.name: references_of(segment, project_base) for segment in segments}


def _yielding(segments: tuple[Segment, ...]) -> References:
    """Those that each segment of a group yields to."""
    held = holders(segments)
    return {
        segment.name: tuple(
            Membership(_place_of_priority(segment), name) for name in held.get(segment.name, ())
        )
        for segment in segments
    }


def _joined(read: References, yielding: References) -> References:
    return {name: (*found, *yielding[name]) for name, found in read.items()}


def _reached(name: str, references: References) -> set[str]:
    """All that a segment is decided by, of others or of others of these."""
    found, wanted = set[str](), [name]
    while wanted:
        ahead = {each.segment for each in references.get(wanted.pop(), ())} - found
        found |= ahead
        wanted += ahead
    return found


def _place_of_priority(segment: Segment) -> Place:
    return segment.priority.place if segment.priority else segment.place


def check_references(
    segments: Iterable[Segment],
    project_base: Condition,
    models: Iterable[str],
    faults: Faults,
    unread: Iterable[str] = (),
) -> None:
    """Adds a fault for every unknown segment, circle, wrong rename and priority.

    `models` are those written by hand, `unread` those whose file is faulty.
    """
    listed = sorted(segments, key=lambda segment: segment.name)
    in_base = tuple(_memberships(project_base))
    by_hand = dict.fromkeys(sorted(models), in_base)
    references = {**by_hand, **all_references(listed, project_base)}
    known = {*references, *unread}
    renamed = former_names(listed)
    for found in (found for each in references.values() for found in each):
        if found.segment not in known:
            faults.add(found.place, unknown_segment(found.segment, known, renamed))
    retired = {segment.name for segment in listed if segment.status == "retired"}
    for segment in listed:
        if segment.status != "retired":
            _warn_of_retired(references[segment.name], retired, faults)
    ways_out = dict.fromkeys(by_hand, _OUT_BY_HAND) | {each.name: _OUT for each in listed if not each.base}
    deciding = {**by_hand, **deciding_references(listed, project_base)}
    Circles(deciding, faults, in_base, ways_out).report()
    check_histories(listed, references, faults)
    check_renames(listed, {*by_hand, *unread}, faults)
    check_priorities(listed, faults)


def in_order(references: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """The stratum of each name: 0 where it reads none of the others, else above all that it reads."""
    strata: dict[str, int] = {}
    for name in sorted(references):
        _number(name, references, strata)
    return dict(sorted(strata.items(), key=lambda pair: (pair[1], pair[0])))


def _number(name: str, references: Mapping[str, Iterable[str]], strata: dict[str, int]) -> int:
    if name not in strata:
        below = (_number(other, references, strata) for other in references[name] if other in references)
        strata[name] = 1 + max(below, default=-1)
    return strata[name]


def _memberships(condition: Condition) -> Iterator[Membership]:
    if isinstance(condition, Membership):
        yield condition
    elif isinstance(condition, Rank) and condition.among:
        yield Membership(condition.place, condition.among)
    elif isinstance(condition, Block):
        for part in condition.conditions:
            yield from _memberships(part)


def former_names(segments: Iterable[Segment]) -> Mapping[str, str]:
    """The names that segments have now, by those that they had."""
    return {segment.renamed_from: segment.name for segment in segments if segment.renamed_from}


def unknown_segment(name: str, known: Iterable[str], renamed: Mapping[str, str]) -> str:
    """The fault of a name that no segment has, with the way out."""
    if name in renamed:
        return f"no segment is called {quoted(name)} any more; it is {quoted(renamed[name])} now: write that"
    listed = sorted(known)
    question = did_you_mean(name, listed)
    return f"no segment is called {quoted(name)}.{question} Allowed: {', '.join(listed[:40])}"


def _warn_of_retired(references: Iterable[Membership], retired: set[str], faults: Faults) -> None:
    for found in references:
        if found.segment in retired:
            message = f"the segment {quoted(found.segment)} is retired, so nobody is in it"
            faults.warn(found.place, f"{message}; leave the condition out, or name another segment")
