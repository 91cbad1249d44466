"""The truth of a leaf for one person as time goes on: exact, from the rows as they are stored.

Rows with a later time count when their time comes. The leaf is evaluated, with the statements of the plan, at every
instant at which one of its moments passes a time in the person's rows; between two of these nothing can change.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from segflux_cli.literals import spell_text
from segflux_cli.live.planned_segments import PlannedSegment
from segflux_cli.live.preview.previewed_sql import PreviewSql
from segflux_cli.live.why.anniversaries import LOOKED_AHEAD, anniversary_days
from segflux_cli.live.why.compared_times import ComparedTimes, NotWorkedOutError, RowTimes
from segflux_cli.live.why.judging import Ask
from segflux_cli.live.why.turning_points import Resolve, turning_points
from segflux_cli.spec.declared.conditions import Condition
from segflux_cli.spec.times.spans import MILLISECONDS

_MOST = 200  # instants at which a leaf is evaluated
_LAST = 10_413_705_600_000  # 2299-12-31, the end of what the engine can store
_LONGEST = 100_000  # characters of a query
_LEAST_BEFORE = 7 * MILLISECONDS["day"]  # a step of months goes back by less
_ANNIVERSARY = "within "


@dataclass(frozen=True)
class Course:
    """From each instant on, in order, whether the leaf holds; from `end` on that is not known, for a `reason`."""

    turns: tuple[tuple[int, bool], ...]
    end: int | None = None
    reason: str = ""

    def at(self, instant: int) -> bool | None:
        """Whether the leaf holds at an instant, which does not lie before the first; None if that is not known."""
        if self.end is not None and instant >= self.end:
            return None
        return [is_true for turn, is_true in self.turns if turn <= instant][-1]

    @property
    def instants(self) -> tuple[int, ...]:
        """Where the truth may change."""
        return tuple(turn for turn, _ in self.turns) + ((self.end,) if self.end is not None else ())


@dataclass(frozen=True)
class CourseFinder:
    """Finds the courses of the leaves of one segment for one person, whose rows `plan` reads."""

    ask: Ask
    plan: PreviewSql
    segment: PlannedSegment
    number: int

    def course(self, leaf_id: str, condition: Condition | None, *, is_true: bool) -> Course:
        """The course of a leaf, compiled from the condition, that is true or not as of the plan's instant."""
        as_of, end = self.plan.as_of, _LAST
        computed = {spell_text(trait.name): trait for trait in self.segment.compiled.computed}
        read = self.plan.read(self.segment.name)
        rows = RowTimes(self.plan.session, read, self.number, as_of, computed)
        found: set[int] = set()
        try:
            for compared in rows.of(self.segment.said["leaves"][leaf_id], condition):
                found.update(self._instants(compared))
                if any(words.startswith(_ANNIVERSARY) for words in compared.moments):
                    end = min(end, as_of + LOOKED_AHEAD)
                if len(found) > _MOST:
                    raise NotWorkedOutError(f"it may change at more than {_MOST} instants")
        except NotWorkedOutError as reason:
            return Course(((as_of, is_true),), as_of + 1, str(reason))
        instants = sorted(instant for instant in found if instant < end)
        turns = ((as_of, is_true), *zip(instants, self._truths(leaf_id, instants), strict=True))
        if end == _LAST and max(found, default=0) < end:
            return Course(turns)
        return Course(turns, end, "it was looked at for some years only")

    def _instants(self, compared: ComparedTimes) -> Iterator[int]:
        """All instants at which one of the moments passes one of the times."""

        @cache
        def resolve(words: str, as_of: int) -> int:
            return int(str(self.plan.session.call("resolve_instant", words, as_of, compared.time_zone)))

        for value in self._times(compared, resolve):
            for words in sorted(compared.moments):
                if words.startswith(_ANNIVERSARY):
                    days = anniversary_days(value, int(words.split()[1]), self.plan.as_of, compared.time_zone)
                    midnights = (resolve(day.isoformat(), self.plan.as_of) for day in days)
                    yield from (midnight for midnight in midnights if midnight > self.plan.as_of)
                else:
                    yield from turning_points(words, value, self.plan.as_of, resolve)

    def _times(self, compared: ComparedTimes, resolve: Resolve) -> list[int]:
        """The times that no moment has passed for good."""
        moving = [
            words for words in compared.moments if words.split()[-1] == "ago" or words.startswith("start ")
        ]
        is_any = any(words.startswith(_ANNIVERSARY) for words in compared.moments)
        earliest = (
            min([self.plan.as_of, *(resolve(words, self.plan.as_of) for words in moving)]) - _LEAST_BEFORE
        )
        late = "" if is_any else f" and at > {earliest}"
        rows = self.ask(
            f"select distinct assumeNotNull(at) as time from ({compared.select})"
            f" where ifNull(at = at, false){late} order by time limit {_MOST + 1}"
        )
        if len(rows) > _MOST:
            raise NotWorkedOutError(f"it looks at more than {_MOST} rows")
        return [int(row[0]) for row in rows]

    def _truths(self, leaf_id: str, instants: Iterable[int]) -> Iterator[bool]:
        """Whether the leaf holds at each instant, several in one query."""
        open_pack: list[str] = []
        for instant in instants:
            select = self._select(leaf_id, instant)
            if open_pack and sum(map(len, open_pack)) + len(select) > _LONGEST:
                yield from self._answers(open_pack)
                open_pack = []
            open_pack.append(select)
        if open_pack:
            yield from self._answers(open_pack)

    def _select(self, leaf_id: str, instant: int) -> str:
        then = replace(self.plan, as_of=instant, slices=[self.number >> 24])
        leaf = self.segment.said["leaves"][leaf_id]
        packs = " union all ".join(then.selects(self.segment.name, {leaf_id: leaf}))
        return f"select toInt64({instant}) as instant, members from ({packs})"

    def _answers(self, selects: Sequence[str]) -> Iterator[bool]:
        rows = self.ask(
            f"select instant, toUInt8(max(bitmapContains(members, toUInt32({self.number})))) from"
            f" ({' union all '.join(selects)}) group by instant order by instant"
        )
        return (bool(row[1]) for row in rows)
