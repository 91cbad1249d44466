"""Compares the segments of the working tree with those built, or with those of a revision."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.compiler.segments.sizes import size_words, verdict_of
from segflux_cli.errors import SpecError, UsageError
from segflux_cli.live.counting import Counted, count_sets
from segflux_cli.live.diff.declared import Declared, is_same_segment, places_of, read_declared
from segflux_cli.live.diff.diffed import Diff, SegmentDiff
from segflux_cli.live.diff.earlier import Built, OfSpecs, Renamed, renamed
from segflux_cli.live.diff.revisions import checked_out
from segflux_cli.live.preview.previewed_plan import PLAN_READS, open_plan
from segflux_cli.live.preview.previewed_sql import PreviewSql
from segflux_cli.spec.project.project import size_of
from segflux_cli.spec.segments.references import former_names
from segflux_cli.spec.yaml.words import did_you_mean
from segflux_cli.warehouse.builds.evaluations import read_evaluated
from segflux_cli.warehouse.builds.running import newest_evaluation
from segflux_cli.warehouse.grants import naming_grants
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.profiles import read_target
from segflux_cli.warehouse.segments.segment_tables import read_sampled

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_BEFORE, _KEPT = "before", "kept"  # a leaf id ends in a hash, so these are free
_READS = (*PLAN_READS, "dim_segments")


@dataclass(frozen=True)
class DiffRequest:
    """Which segments (none: all), compared with the last build or a revision, as of the last build by default."""

    segments: tuple[str, ...] = ()
    against: str | None = None
    as_of: datetime | None = None
    sample: int = 0


def diff(project: Path, target_name: str | None, request: DiffRequest) -> Diff:
    """What the specs in the working tree change; nothing is written."""
    is_embedded = read_target(project, target_name).kind == "chdb"
    declared = read_declared(project)
    with (
        _at_revision(project, request.against) as before,
        opened(project, target_name) as (client, relations),
        naming_grants(relations, _READS),
    ):
        newest = newest_evaluation(client, relations)
        if newest is None:
            raise UsageError(
                "Nothing is built yet, so there is nothing to compare with. Run `segflux build`."
            )
        as_of = request.as_of or newest
        differ = _Differ(client, relations, declared, as_of, is_embedded=is_embedded)
        return differ.diff(request, before)


@contextmanager
def _at_revision(project: Path, revision: str | None) -> Iterator[Declared | None]:
    if revision is None:
        yield None
        return
    with checked_out(project, revision) as folder:
        try:
            before = read_declared(folder)
        except SpecError as error:
            raise UsageError(f"The specs at {revision} have faults of their own:\n{error}") from error
    yield before


class _Differ:
    """Compares one segment after the other over one connection."""

    def __init__(
        self,
        client: "Client",
        relations: Mapping[str, str],
        declared: Declared,
        as_of: datetime,
        *,
        is_embedded: bool,
    ) -> None:
        self._client, self._relations, self._declared = client, relations, declared
        self._as_of, self._is_embedded = as_of, is_embedded

    def diff(self, request: DiffRequest, before: Declared | None) -> Diff:
        """The segments asked for."""
        then = self._of_specs(before, request.segments) if before else self._built()
        earlier = renamed(then, self._declared)
        known = earlier.names | set(self._declared.compiled)
        names = _chosen(request.segments, known)
        same = {name for name in names if self._is_same(earlier, name)}
        uncompared = {name for name in names - same if self._declared.is_by_hand(name)}
        rest = sorted(names - same - uncompared)
        plan = open_plan(self._client, self._relations, self._declared.asking(rest), self._as_of)
        found = tuple(self._compared(name, plan, earlier, request.sample) for name in rest)
        against = request.against or f"the build as of {self._as_of:%Y-%m-%d %H:%M:%S} UTC"
        warnings = self._declared.specs.warnings
        return Diff(self._as_of, against, found, tuple(sorted(same)), tuple(sorted(uncompared)), warnings)

    def _is_same(self, earlier: Renamed, name: str) -> bool:
        is_in_both = name in earlier.names and name in self._declared.compiled
        return is_in_both and earlier.is_same(self._declared, name)

    def _built(self) -> Built:
        declared = [each.segment for each in self._declared.compiled.values()]
        names = {each.name for each in declared} | former_names(declared).keys()
        evaluated = read_evaluated(self._client, self._relations, self._as_of, names)
        plan = open_plan(self._client, self._relations, self._declared.asking(()), self._as_of)
        return Built(evaluated, plan, self._as_of)

    def _of_specs(self, before: Declared, asked: Sequence[str]) -> OfSpecs:
        """The earlier specs, with a plan for those segments that are to be evaluated."""
        then, now = before.compiled, self._declared.compiled
        former = (now[name].segment.renamed_from for name in asked if name in now)
        wanted = [
            name
            for name in (*asked, *filter(None, former)) or then
            if name in then and not (name in now and is_same_segment(before, self._declared, name))
        ]
        plan = open_plan(self._client, self._relations, before.asking(wanted), self._as_of)
        return OfSpecs(before, self._client, plan, self._is_embedded)

    def _compared(self, name: str, plan: PreviewSql, earlier: Renamed, sample: int) -> SegmentDiff:
        if name not in self._declared.compiled:
            return self._removed(name, plan, earlier, sample)
        sets = _sets(plan, name, earlier)
        counted = [sets.now, sets.base, sets.before, f"bitmapAnd({sets.now}, {sets.before})"]
        size, base_size, size_before, staying = self._count(plan.counted(name, counted, 0, sets.also)).sizes
        segment, is_new = self._declared.compiled[name].segment, name not in earlier.names
        words = size_words(size_of(segment.size, self._declared.specs.project))
        moves = [f"bitmapAndnot({pair[0]}, {pair[1]})" for pair in permutations((sets.now, sets.before))]
        entering, leaving = (
            self._ids(plan.counted(name, [move], sample, sets.also), sample) if sample else ()
            for move in moves
        )
        return SegmentDiff(
            segment=name,
            change="new" if is_new else "renamed" if name in earlier.former else "changed",
            status_before=None if is_new else earlier.status(name),
            status=segment.status,
            size_before=None if is_new else size_before,
            size=size,
            base_size=base_size,
            entering=size - staying,
            leaving=size_before - staying,
            staying=staying,
            verdict_before=None if is_new else earlier.verdict(name, size_before),
            verdict=verdict_of(size, base_size, words),
            **_destinations(places_of(segment), None if is_new else earlier.destinations(name)),
            entering_sample=entering,
            leaving_sample=leaving,
        )

    def _removed(self, name: str, plan: PreviewSql, earlier: Renamed, sample: int) -> SegmentDiff:
        packs = plan.packed({_BEFORE: earlier.members(name)})
        sql = plan.counted_in(packs, [_BEFORE], [f"{{{_BEFORE}}}"], sample)
        size = self._count(sql).sizes[0]
        return SegmentDiff(
            segment=name,
            change="removed",
            status_before=earlier.status(name),
            status=None,
            size_before=size,
            size=None,
            base_size=None,
            entering=0,
            leaving=size,
            staying=0,
            verdict_before=earlier.verdict(name, size),
            verdict=None,
            destinations=tuple(sorted(earlier.destinations(name) or ())),
            leaving_sample=self._ids(sql, sample) if sample else (),
        )

    def _count(self, sql: str, sample: int = 0) -> Counted:
        return count_sets(self._client, sql, sample, is_embedded=self._is_embedded)

    def _ids(self, sql: str, sample: int) -> tuple[str, ...]:
        numbers = self._count(sql, sample).sample
        found = read_sampled(self._client, self._relations, numbers, has_identifiers=False)
        return tuple(member.profile_id for member in found)


@dataclass(frozen=True)
class _Sets:
    """The members now and before and the base, as algebra; `also` are selects that it speaks of."""

    now: str
    before: str
    base: str
    also: Mapping[str, str]


def _sets(plan: PreviewSql, name: str, earlier: Renamed) -> _Sets:
    compiled = plan.segments[name].compiled
    nobody = f"bitmapAndnot({compiled.base}, {compiled.base})"
    also = {_BEFORE: earlier.members(name)} if name in earlier.names else {}
    before = f"{{{_BEFORE}}}" if also else nobody
    if compiled.segment.status == "paused":
        also[_KEPT] = plan.stored(name)
    by_status = {"paused": f"{{{_KEPT}}}", "retired": nobody}
    now = by_status.get(compiled.segment.status, compiled.members)
    return _Sets(now, before, compiled.base, also)


def _destinations(now: frozenset[str], then: frozenset[str] | None) -> dict[str, tuple[str, ...]]:
    """All of now and then, those that are new and those that are gone; where then is not known, those of now."""
    before = now if then is None else then
    found = {"": now | before, "_new": now - before, "_gone": before - now}
    return {f"destinations{which}": tuple(sorted(names)) for which, names in found.items()}


def _chosen(asked: Sequence[str], known: Iterable[str]) -> frozenset[str]:
    names = frozenset(known)
    for name in asked:
        if name not in names:
            question = did_you_mean(name, names)
            raise UsageError(f'No spec and no build has a segment "{name}".{question}')
    return frozenset(asked) or names
