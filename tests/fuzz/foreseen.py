"""What time alone will change, as `segflux why` says it, against the oracle at instants that may matter.

`python -m tests.fuzz.foreseen [CASES] [FIRST_SEED]` tries new random cases.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from segflux_cli.errors import Place
from segflux_cli.live.cases.case_reader import read_case
from segflux_cli.live.cases.case_segments import read_own
from segflux_cli.live.cases.engine import ScratchEngine
from segflux_cli.live.cases.plain_nodes import node_of
from segflux_cli.live.cases.staged import SCHEMA
from segflux_cli.live.cases.store import CaseStore
from segflux_cli.live.planned_segments import PlannedSegment, facets_of, plan_segments
from segflux_cli.live.preview.previewed_events import EventColumns
from segflux_cli.live.preview.previewed_sql import PreviewSql
from segflux_cli.live.why.courses import CourseFinder
from segflux_cli.live.why.flips import Flip
from segflux_cli.live.why.foreseeing import Foreseer
from segflux_cli.live.why.judging import judge, plan_of
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode
from tests.fuzz.compare import Case, draw_case
from tests.oracle.computed import people_of
from tests.oracle.people import Person
from tests.oracle.segments import is_in_segment, zone_of
from tests.oracle.times import EPOCH, MILLISECOND, Moment, beyond, local_of, midnight, time_of

_LENGTH = re.compile(r"\d+ (?:second|minute|hour|day|week|month|year)s?")
_DAYS = (1, 2, 3, 5, 8, 13, 29, 31, 59, 92, 180, 366, 740, 1500)
_TABLES = (
    "int_events_resolved",
    "int_traits_resolved",
    "dim_identifiers",
    "profile_numbers",
    "profile_overrides",
)
_SEGMENTS = 20
_MOST = 80  # instants at which the oracle is asked about one person


@dataclass(frozen=True)
class Foreseen:
    """What was said of one person and one segment as of an instant."""

    segment: str
    identifier: tuple[str, str]
    as_of: int
    is_member: bool
    flip: Flip


def foresee(case: Case, store: CaseStore, engine: ScratchEngine, people: int) -> Iterator[Foreseen]:
    """What is said of people and every segment that reads no evaluations, at the time of two of the earlier rows."""
    plan = _plan(case, store)
    random = Random(str(case["name"]))
    rows = engine.query(
        "select identifier_type, identifier_value, toUInt32(profile_number) from one_case.dim_identifiers"
        " where profile_number != 0 and identifier_type in ('user_id', 'anonymous_id') order by all"
    ).rows
    times = [_instant(row["at"]) for part in ("events", "traits") for row in case["given"][part]]
    for segment in (each for each in plan.segments.values() if not _waits(each)):
        for as_of in random.sample(sorted(times)[: len(times) // 2], k=2):
            chosen = random.sample(rows, k=min(people, len(rows)))
            yield from _of_segment(replace(plan, as_of=as_of), segment, engine, chosen)


def _waits(segment: PlannedSegment) -> bool:
    return any(leaf.get("is_late") for leaf in segment.said["leaves"].values())


def _of_segment(
    plan: PreviewSql, segment: PlannedSegment, engine: ScratchEngine, rows: Any
) -> Iterator[Foreseen]:
    def ask(sql: str) -> Any:
        return engine.query(sql).rows

    judgement = judge(ask, plan, segment, [number for _, _, number in rows])
    for kind, value, number in rows:
        truths = {leaf_id: number in numbers for leaf_id, numbers in judgement.leaves.items()}
        finder = CourseFinder(ask, plan_of(plan, (number,)), segment, number)
        flip = Foreseer.of(finder, truths).of_membership()
        yield Foreseen(segment.name, (kind, value), plan.as_of, number in judgement.members, flip)


def wrongly_foreseen(case: Case, said: Foreseen) -> str:
    """Where the oracle says otherwise; empty if it agrees at all instants that may matter."""
    spec = next(each for each in case["segments"] if each["segment"] == said.segment)
    people = people_of(case)
    person = people[said.identifier]

    def is_in(instant: int) -> bool:
        return is_in_segment(
            person, spec, Moment(instant, zone_of(spec), population=lambda: list(people.values()))
        )

    if is_in(said.as_of) != said.is_member:
        return f"{said}: the oracle says {not said.is_member} now"
    end = (said.flip.at - EPOCH) // MILLISECOND if said.flip.at else None
    if end is not None and is_in(end) == said.is_member:
        return f"{said}: the oracle sees no change there"
    for instant in _instants(case, spec, person, said.as_of):
        if (end is None or instant < end) and is_in(instant) != said.is_member:
            return f"{said}: the oracle sees a change by {EPOCH + instant * MILLISECOND}"
    return f"{said}: changed before" if end is not None and is_in(end - 1) != said.is_member else ""


def _instants(case: Case, spec: Case, person: Person, as_of: int) -> list[int]:
    """A length after each row, next to that, local midnights, and some days ahead."""
    zone = zone_of(spec)
    lengths = sorted(set(_LENGTH.findall(repr(spec) + repr(case.get("traits")))))
    rows = {*person.seen, *person.link_times, *person.record_times}
    found = {after for at in rows for length in lengths for after in [beyond(at, length, zone)]}
    found |= {at + days for at in found for days in (0, 86_400_000, 2 * 86_400_000, 3 * 86_400_000)}
    days = {local_of(at, zone).date() for at in found | rows | {as_of + each * 86_400_000 for each in _DAYS}}
    found |= {midnight(day + timedelta(days=more), zone) for day in days for more in (0, 1)} | rows
    near = sorted({at + by for at in found for by in (-1, 0, 1) if at + by > as_of})
    return near if len(near) <= _MOST else sorted(Random(as_of).sample(near, k=_MOST))


def _instant(text: str) -> int:
    return time_of(text) or 0


def _plan(case: Case, store: CaseStore) -> PreviewSql:
    node = node_of(case, Place("case"))
    if not isinstance(node, MappingNode):
        raise TypeError("a case is a mapping")
    read = read_case(node, "case", Path())
    project, own = read_own(read.segments or (), read.traits)
    segments = {segment.name: segment for segment in plan_segments(own, project, store.session)}
    facets = facets_of(segments.values())
    store.load(read.given, facets)
    marks = frozenset(str(store.session.call("_mark_of_column", facet)) for facet in facets)
    present = frozenset(str(facet["column"]) for facet in facets)
    columns = EventColumns(f"{SCHEMA}.int_events_resolved", present, marks)
    relations = {name: f"{SCHEMA}.{name}" for name in _TABLES}
    relations |= {"int_segment_lists": f"{SCHEMA}.segment_lists", "fct_segment_bitmaps": ""}
    return PreviewSql(store.session, segments, columns, relations, 0, [0])


def main(cases: int, first: int) -> int:
    """Prints whatever the oracle denies; the exit code says whether there was anything."""
    engine = ScratchEngine()
    store, told, wrong = CaseStore(engine), 0, 0
    for seed in range(first, first + cases):
        case = draw_case(seed, _SEGMENTS)
        for said in foresee(case, store, engine, people=3):
            told += not said.flip.reason
            if not said.flip.reason and (what := wrongly_foreseen(case, said)):
                wrong += 1
                print(f"# seed {seed}\n{what}\n", flush=True)
    print(f"{cases} data sets, {told} changes or none foreseen, {wrong} of them wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    _numbers = [int(argument) for argument in sys.argv[1:]] + [0, 0]
    sys.exit(main(_numbers[0] or 20, _numbers[1] or SystemRandom().randrange(2**40)))
