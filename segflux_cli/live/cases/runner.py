"""Runs cases one after another on an engine that stays open."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from segflux_cli.errors import Place, SegfluxError, SpecError
from segflux_cli.live.cases.case import Case, Given
from segflux_cli.live.cases.case_reader import known_ids, read_case
from segflux_cli.live.cases.case_segments import as_in_cases, read_own, refusal_of, with_read
from segflux_cli.live.cases.engine import ScratchEngine
from segflux_cli.live.cases.evaluation import Evaluation, Evaluator
from segflux_cli.live.cases.judge import Judge, People
from segflux_cli.live.cases.plain_nodes import node_of
from segflux_cli.live.cases.report import CaseResult, Failure
from segflux_cli.live.cases.store import CaseStore
from segflux_cli.live.planned_segments import PlannedSegment, facets_of, plan_segments
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.project import Project
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode

_BLANKS = " \t\r\n"
_Judges = dict[tuple[int, str], Judge]


class CaseRunner:
    """Evaluates cases, each from empty tables; a process can hold one runner with an engine of its own."""

    def __init__(
        self,
        project: Project | None = None,
        segments: tuple[Segment, ...] = (),
        engine: ScratchEngine | None = None,
    ) -> None:
        self._project = project or Project()
        self._segments = segments
        self._engine = engine or ScratchEngine()
        self._store = CaseStore(self._engine)
        self._evaluator = Evaluator(self._engine, self._store.session)

    def __enter__(self) -> "CaseRunner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.close()

    def run(self, case: Case) -> CaseResult:
        """What became of a case."""
        try:
            if case.faults:
                raise SpecError(case.faults)
            if case.must_be_refused:
                return _refused(case, allows_sql=self._project.allows_sql)
            return CaseResult(case.name, str(case.place), self._failures(case))
        except SegfluxError as error:
            return CaseResult(case.name, str(case.place), error=str(error))

    def members(self, case: Mapping[str, object]) -> dict[tuple[str, str], set[str]]:
        """The ids in each segment at each time that `expect` names: (as_of as written, segment) to ids."""
        node = node_of(case, Place("case"))
        if not isinstance(node, MappingNode):
            raise TypeError("a case is a mapping")
        read = read_case(node, "case", Path())
        if read.faults:
            raise SpecError(read.faults)
        judges = self._judges(read)
        return {
            (row.as_of_text, row.segment): judges[row.as_of, row.segment].members()
            for row in read.expectations
        }

    def _failures(self, case: Case) -> tuple[Failure, ...]:
        judges = self._judges(case)
        rows = sorted(case.expectations, key=lambda row: row.as_of)
        return tuple(failure for row in rows for failure in judges[row.as_of, row.segment].failures(row))

    def _judges(self, case: Case) -> _Judges:
        segments = {segment.name: segment for segment in self._segments_of(case)}
        relations = self._store.load(case.given, facets_of(segments.values()))
        people = self._people(case.given, relations["identifiers"])
        judges: _Judges = {}
        self._evaluator.forget()
        for as_of in sorted({row.as_of for row in case.expectations}):
            evaluation: Evaluation = self._evaluator.evaluate(segments.values(), as_of, relations)
            for name, segment in segments.items():
                judges[as_of, name] = Judge(segment, evaluation, people)
        return judges

    def _segments_of(self, case: Case) -> tuple[PlannedSegment, ...]:
        wanted = {row.segment for row in case.expectations}
        if case.segments is None:
            project = self._project
            own = with_read(self._segments, wanted, project.base)
        else:
            allows_sql = self._project.allows_sql
            project, own = read_own(case.segments, case.traits, allows_sql=allows_sql)
        own = self.judged(own)
        missing = wanted - {segment.name for segment in own}
        if missing:
            names = ", ".join(sorted(missing))
            raise SegfluxError(f"{case.place}: no segment is called {names}; define it, or mend the name")
        return plan_segments(own, project, self._store.session)

    def judged(self, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        """The segments as they are evaluated."""
        return as_in_cases(segments)

    def _people(self, given: Given, identifiers: str) -> People:
        found = self._engine.query(
            f"select identifier_type, identifier_value, profile_number from {identifiers} "
            "order by identifier_type = 'anonymous_id', identifier_type != 'user_id', identifier_value"
        )
        numbers = {(str(row[0]), str(row[1])): int(str(row[2])) for row in found.rows}
        names: dict[int, str] = {}
        for (_, value), number in numbers.items():
            names.setdefault(number, value)
        ids = known_ids(given)
        # both types that `expect` may name are only trimmed, never changed otherwise
        known = {name: numbers.get((kind, name.strip(_BLANKS))) for name, kind in ids.items()}
        return People({name: number for name, number in known.items() if number}, names)


def _refused(case: Case, *, allows_sql: bool) -> CaseResult:
    reason = refusal_of(case.segments or (), case.traits, allows_sql=allows_sql)
    if reason is None:
        return CaseResult(
            case.name, str(case.place), error="the definitions were to be refused; they were not"
        )
    if case.error_contains and case.error_contains not in reason:
        error = f"refused, but not with {case.error_contains!r}: {reason}"
        return CaseResult(case.name, str(case.place), error=error)
    return CaseResult(case.name, str(case.place))
