"""Which segments a segment is decided by, and what is wrong with that: names nobody has, circles (D24)."""

from collections.abc import Iterable, Iterator, Mapping

from segflux_cli.errors import Place
from segflux_cli.spec.conditions import Block, Condition, Membership
from segflux_cli.spec.faults import Faults
from segflux_cli.spec.histories import check_histories
from segflux_cli.spec.nodes import quoted
from segflux_cli.spec.population import Rank
from segflux_cli.spec.priorities import check_priorities, holders
from segflux_cli.spec.renames import check_renames
from segflux_cli.spec.segments import Segment
from segflux_cli.spec.words import nearest

_References = Mapping[str, tuple[Membership, ...]]


def references_of(segment: Segment, project_base: Condition) -> tuple[Membership, ...]:
    """The conditions about other segments in `who`, in the base that counts and in `leave_when`."""
    conditions = (segment.who, segment.base or project_base, segment.rules.leave_when)
    return tuple(found for condition in conditions if condition for found in _memberships(condition))


def all_references(
    segments: Iterable[Segment], project_base: Condition
) -> Mapping[str, tuple[Membership, ...]]:
    """What each segment reads of others, by name: in its conditions, and those that it yields to by priority."""
    listed = tuple(segments)
    held = holders(listed)
    return {
        segment.name: (
            *references_of(segment, project_base),
            *(Membership(_place_of_priority(segment), name) for name in held.get(segment.name, ())),
        )
        for segment in listed
    }


def _place_of_priority(segment: Segment) -> Place:
    return segment.priority.place if segment.priority else segment.place


def check_references(
    segments: Iterable[Segment], project_base: Condition, models: Iterable[str], faults: Faults
) -> None:
    """Adds a fault for every unknown segment, circle, wrong rename and priority; `models` are those written by hand."""
    models = tuple(models)
    listed = sorted(segments, key=lambda segment: segment.name)
    references = all_references(listed, project_base)
    known = {*references, *models}
    renamed = {segment.renamed_from: segment.name for segment in listed if segment.renamed_from}
    for found in (found for each in references.values() for found in each):
        if found.segment not in known:
            faults.add(found.place, _unknown(found.segment, known, renamed))
    retired = {segment.name for segment in listed if segment.status == "retired"}
    for segment in listed:
        if segment.status != "retired":
            _warn_of_retired(references[segment.name], retired, faults)
    _Circles(references, faults).report()
    check_histories(listed, references, faults)
    check_renames(listed, models, faults)
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


def _unknown(name: str, known: Iterable[str], renamed: Mapping[str, str]) -> str:
    if name in renamed:
        return f"no segment is called {quoted(name)} any more; it is {quoted(renamed[name])} now: write that"
    listed = sorted(known)
    meant = nearest(name, listed)
    question = f" Did you mean {quoted(meant)}?" if meant else ""
    return f"no segment is called {quoted(name)}.{question} Allowed: {', '.join(listed[:40])}"


def _warn_of_retired(references: Iterable[Membership], retired: set[str], faults: Faults) -> None:
    for found in references:
        if found.segment in retired:
            message = f"the segment {quoted(found.segment)} is retired, so nobody is in it"
            faults.warn(found.place, f"{message}; leave the condition out, or name another segment")


class _Circles:
    """Walks from every segment to those it reads; a way back to where it came from is a circle."""

    def __init__(self, references: _References, faults: Faults) -> None:
        self._references = references
        self._faults = faults
        self._done: set[str] = set()

    def report(self) -> None:
        for name in self._references:
            self._walk(name, [])

    def _walk(self, name: str, path: list[str]) -> None:
        if name in self._done:
            return
        for found in self._references.get(name, ()):
            ahead = [*path, name]
            if found.segment in ahead:
                circle = [*ahead[ahead.index(found.segment) :], found.segment]
                way = " → ".join(circle)
                message = f"the segment {quoted(found.segment)} would be decided by itself: {way}"
                self._faults.add(found.place, f"{message}; leave one of these conditions or priorities out")
            else:
                self._walk(found.segment, ahead)
        self._done.add(name)
