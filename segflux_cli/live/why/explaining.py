"""Explains the membership of one person with the plan that builds and previews use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.compiler.leaves.leaves import UNIVERSE_ID
from segflux_cli.compiler.segments.segments import CompiledCondition, CompiledSegment
from segflux_cli.compiler.wording.canonical import canonical, canonical_rules
from segflux_cli.errors import UsageError
from segflux_cli.live.deciding import holds
from segflux_cli.live.identifier_forms import wanted_identifier
from segflux_cli.live.planned_segments import PlannedSegment
from segflux_cli.live.preview.previewed import Previewed, read_previewed
from segflux_cli.live.preview.previewed_plan import PLAN_READS, open_plan
from segflux_cli.live.preview.previewed_sql import PreviewSql, built_segments
from segflux_cli.live.why.courses import CourseFinder
from segflux_cli.live.why.evidence import evidence_of, measured_sql, measures_of, rows_sql
from segflux_cli.live.why.explained import ExplainedCondition, Explanation, explained
from segflux_cli.live.why.foreseeing import Foreseer
from segflux_cli.live.why.judging import Judgement, judge, plan_of, reads_everybody
from segflux_cli.warehouse.builds.running import newest_evaluation
from segflux_cli.warehouse.grants import naming_grants
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.people.person import Profile, find_profile
from segflux_cli.warehouse.profiles import read_target
from segflux_cli.warehouse.relations import read_relations
from segflux_cli.warehouse.statements import fetch

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_EVALUATED = ("draft", "live")  # the statuses whose segments have those that conditions and rules say


@dataclass(frozen=True)
class WhyRequest:
    """Whom and which segment: an identifier of any type, or of `kind`; by default as of the last build."""

    identifier: str
    segment: str
    kind: str | None = None
    as_of: datetime | None = None


def explain(project: Path, target_name: str | None, request: WhyRequest) -> Explanation:
    """Why the person is in the segment or is not; nothing is written."""
    target = read_target(project, target_name)
    models = built_segments(read_relations(project, target))
    previewed = read_previewed(project, request.segment, lambda: b"", models)
    with opened(project, target_name) as (client, relations), naming_grants(relations, PLAN_READS):
        as_of = request.as_of or newest_evaluation(client, relations) or datetime.now(UTC)
        wanted = wanted_identifier(client, project, request.identifier, request.kind)
        profile = find_profile(client, relations, wanted)
        if profile is None:
            kind = f" of the type {request.kind}" if request.kind else ""
            raise UsageError(
                f"Nobody has the identifier {request.identifier!r}{kind}. "
                "Name a user_id, an email, any other identifier or a profile id as of the last build."
            )
        explainer = Explainer(client, relations, previewed, as_of)
        return explainer.explain(profile, previewed.asked[0].name)


class Explainer:
    """Explains one membership after the other over one connection."""

    def __init__(
        self, client: "Client", relations: Mapping[str, str], previewed: Previewed, as_of: datetime
    ) -> None:
        self._client, self._as_of = client, as_of
        self._plan = open_plan(client, relations, previewed, as_of)

    def explain(self, profile: Profile, name: str) -> Explanation:
        """Why the profile is in the segment of that name or is not, with the rows behind it and what is to come."""
        segment = self._plan.segments[name]
        own = plan_of(self._plan, (profile.number,))
        judgement = judge(self._ask, self._plan, segment, (profile.number,))
        truths = {leaf_id: profile.number in numbers for leaf_id, numbers in judgement.leaves.items()}
        foreseer = Foreseer.of(CourseFinder(self._ask, own, segment, profile.number), truths)
        told = explained(segment.compiled.condition, judgement.leaves, profile.number)
        conditions = tuple(
            replace(
                self._with_evidence(segment, own, profile.number, each, compiled),
                flip=foreseer.of_condition(compiled),
            )
            for each, compiled in told
        )
        found = self._found(segment, judgement, profile)
        return replace(found, conditions=conditions, flip=foreseer.of_membership())

    def explain_all(self, profiles: Sequence[Profile], name: str) -> tuple[Explanation, ...]:
        """The same of many at once, in three queries: without rows and without what is to come."""
        segment = self._plan.segments[name]
        judgement = judge(self._ask, self._plan, segment, [profile.number for profile in profiles])
        return tuple(self._found(segment, judgement, profile) for profile in profiles)

    def _found(self, segment: PlannedSegment, judgement: Judgement, profile: Profile) -> Explanation:
        compiled, number = segment.compiled, profile.number
        is_member, is_in_base = number in judgement.members, number in judgement.base
        is_who = holds(compiled.condition, judgement.leaves, number)
        is_deciding = compiled.segment.status in _EVALUATED
        is_held = is_deciding and is_in_base and is_who and not is_member
        held_by = _held_by(compiled, judgement, number) if is_held else ""
        by_rules = is_deciding and is_in_base and is_who != is_member and not held_by
        told = explained(compiled.condition, judgement.leaves, number)
        return Explanation(
            profile_id=profile.id,
            segment=segment.name,
            as_of=self._as_of,
            status=compiled.segment.status,
            is_member=is_member,
            is_known=number in judgement.leaves[UNIVERSE_ID],
            is_in_base=is_in_base,
            base=canonical(segment.base),
            rules=canonical_rules(compiled.segment.rules) if by_rules else "",
            held_by=held_by,
            conditions=tuple(condition for condition, _ in told),
        )

    def _with_evidence(
        self,
        segment: PlannedSegment,
        own: PreviewSql,
        number: int,
        told: ExplainedCondition,
        compiled: CompiledCondition,
    ) -> ExplainedCondition:
        source = self._source(segment, own, number, compiled.leaf_id)
        if source is None:
            return told
        rows = self._ask(rows_sql(source))
        measures = measures_of(compiled.condition, segment.compiled.time_zone)
        measures |= {"value": source["measured"]} if source["measured"] else {}
        values = self._ask(measured_sql(source, measures))[0] if measures else ()
        return replace(
            told,
            found=int(rows[0][3]) if rows else 0,
            evidence=tuple(evidence_of(row) for row in rows),
            measured=dict(zip(measures, map(str, values), strict=True)),
        )

    def _source(
        self, segment: PlannedSegment, own: PreviewSql, number: int, leaf_id: str | None
    ) -> Mapping[str, str] | None:
        """Where the rows of a condition stand; None where there are none."""
        if leaf_id is None:
            return None
        leaf = segment.said["leaves"][leaf_id]
        read = (self._plan if reads_everybody(leaf) else own).read(segment.name)
        found: Any = own.session.call("evidence_of", leaf_id, leaf, own.as_of, read, number)
        return found or None

    def _ask(self, sql: str) -> Sequence[Sequence[Any]]:
        return fetch(self._client, sql)[1]


def _held_by(compiled: CompiledSegment, judgement: Judgement, number: int) -> str:
    """The segment that has the profile by priority; '' for none."""
    holding = (each.segment for each in compiled.holders if number in judgement.leaves[each.leaf_id])
    return next(holding, "")
