"""Evaluates segments that need not be saved, in queries that write nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.compiler.segments.sizes import bounds_in, size_words, verdict_of
from segflux_cli.errors import Fault, WarehouseError
from segflux_cli.live.counting import count_sets
from segflux_cli.live.identity_then import people_at
from segflux_cli.live.planned_segments import PlannedSegment
from segflux_cli.live.preview.previewed import Previewed, read_previewed
from segflux_cli.live.preview.previewed_plan import PLAN_READS, open_plan
from segflux_cli.live.preview.previewed_sets import counted_conditions
from segflux_cli.live.preview.previewed_sql import built_segments
from segflux_cli.spec.declared.segments import MembershipRules
from segflux_cli.spec.project.project import size_of
from segflux_cli.warehouse.builds.running import newest_evaluation
from segflux_cli.warehouse.grants import naming_grants
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.profiles import read_target
from segflux_cli.warehouse.relations import read_relations
from segflux_cli.warehouse.segments.cost import Cost
from segflux_cli.warehouse.segments.segment_tables import Member, read_sampled

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Relations = Mapping[str, str]


@dataclass(frozen=True)
class PreviewRequest:
    """What to preview: a file, a segment's name or `-`; as of an instant; how many members to show.

    `identity_as_of`: people as they were told apart then, by default as the last build does.
    """

    spec: str
    as_of: datetime | None = None
    sample: int = 5
    has_identifiers: bool = False
    identity_as_of: datetime | None = None


@dataclass(frozen=True)
class ConditionCount:
    """How many of the base satisfy a condition, and how many would be in without it."""

    words: str
    depth: int
    size: int
    size_without: int | None


@dataclass(frozen=True)
class SegmentPreview:
    """What a build at the same instant would say of a segment.

    Its members are fewer than its conditions let through where it yields to segments by priority, and others where it
    has rules of `membership`.
    """

    segment: str
    status: str
    size: int
    base_size: int
    verdict: str
    least: float
    most: float | None
    conditions: tuple[ConditionCount, ...]
    members: tuple[Member, ...]
    cost: Cost
    yields_to: tuple[str, ...] = ()
    has_rules: bool = False

    @property
    def share(self) -> float:
        """The share of the base, 0 of an empty one."""
        return self.size / self.base_size if self.base_size else 0.0


@dataclass(frozen=True)
class Preview:
    """All segments of a preview, and the newest build, whose events it reads."""

    as_of: datetime
    built_as_of: datetime | None
    segments: tuple[SegmentPreview, ...]
    warnings: tuple[Fault, ...]


def preview(
    project: Path, target_name: str | None, request: PreviewRequest, read_input: Callable[[], bytes]
) -> Preview:
    """Sizes, conditions and members of segments as a build would have them; nothing is written."""
    target = read_target(project, target_name)
    models = built_segments(read_relations(project, target))
    previewed = read_previewed(project, request.spec, read_input, models)
    as_of, is_embedded = request.as_of or datetime.now(UTC), target.kind == "chdb"
    with (
        opened(project, target_name) as (client, built),
        naming_grants(built, PLAN_READS),
        people_at(project, target, client, built, request.identity_as_of) as relations,
    ):
        previewer = _Previewer(client, relations, previewed, as_of, is_embedded=is_embedded)
        found = tuple(previewer.preview(segment.name, request) for segment in previewed.asked)
        return Preview(as_of, _newest(client, relations), found, previewed.warnings)


class _Previewer:
    """Asks for one segment after the other over one connection."""

    def __init__(
        self,
        client: "Client",
        relations: Relations,
        previewed: Previewed,
        as_of: datetime,
        *,
        is_embedded: bool,
    ) -> None:
        self._client, self._relations = client, relations
        self._project, self._is_embedded = previewed.project, is_embedded
        self._sql = open_plan(client, relations, previewed, as_of)

    def preview(self, name: str, request: PreviewRequest) -> SegmentPreview:
        """One segment."""
        segment = self._sql.segments[name]
        conditions = counted_conditions(segment.compiled)
        sets = [segment.compiled.members, segment.compiled.base]
        sets += [condition.alone for condition in conditions]
        sets += [condition.without for condition in conditions if condition.without]
        sql = self._sql.counted(name, sets, request.sample)
        found = count_sets(self._client, sql, request.sample, is_embedded=self._is_embedded)
        counts, has_identifiers = found.sizes, request.has_identifiers
        members = read_sampled(self._client, self._relations, found.sample, has_identifiers=has_identifiers)
        rest = iter(counts[2 + len(conditions) :])
        described = tuple(
            ConditionCount(condition.words, condition.depth, size, next(rest) if condition.without else None)
            for condition, size in zip(conditions, counts[2:], strict=False)
        )
        return self._judged(segment, (counts[0], counts[1]), described, members, found.cost)

    def _judged(
        self,
        segment: PlannedSegment,
        sizes: tuple[int, int],
        conditions: tuple[ConditionCount, ...],
        members: tuple[Member, ...],
        cost: Cost,
    ) -> SegmentPreview:
        declared = segment.compiled.segment
        words = size_words(size_of(declared.size, self._project))
        least, most = bounds_in(sizes[1], words)
        verdict = verdict_of(*sizes, words)
        return SegmentPreview(
            segment.name,
            declared.status,
            *sizes,
            verdict,
            least,
            most,
            conditions,
            members,
            cost,
            yields_to=tuple(holder.segment for holder in segment.compiled.holders),
            has_rules=declared.rules != MembershipRules(),
        )


def _newest(client: "Client", relations: Relations) -> datetime | None:
    try:
        return newest_evaluation(client, relations)
    except WarehouseError:  # a user who may not read it is told everything else
        return None
