"""Explains the membership of one person with the plan that builds and previews use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.compiler.canonical import canonical, canonical_rules
from segflux_cli.compiler.leaves import UNIVERSE_ID
from segflux_cli.compiler.segments import CompiledCondition
from segflux_cli.errors import UsageError
from segflux_cli.live.case_segments import CaseSegment
from segflux_cli.live.deciding import holds
from segflux_cli.live.evidence import evidence_of, measured_sql, measures_of, rows_sql
from segflux_cli.live.explained import ExplainedCondition, Explanation, explained
from segflux_cli.live.previewed import Previewed, read_previewed
from segflux_cli.live.previewed_plan import PLAN_READS, open_plan
from segflux_cli.live.previewed_sql import MODEL_PREFIX, PreviewSql
from segflux_cli.warehouse.grants import naming_grants
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.person import Profile, find_profile
from segflux_cli.warehouse.profiles import read_target
from segflux_cli.warehouse.relations import read_relations
from segflux_cli.warehouse.segment_tables import newest_evaluation
from segflux_cli.warehouse.statements import fetch

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_NOBODY = "bitmapAndnot(bitmapBuild([toUInt32(0)]), bitmapBuild([toUInt32(0)]))"


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
    built = read_relations(project, target)
    models = [name.removeprefix(MODEL_PREFIX) for name in built if name.startswith(MODEL_PREFIX)]
    previewed = read_previewed(project, request.segment, lambda: b"", models)
    with opened(project, target_name) as (client, relations), naming_grants(relations, PLAN_READS):
        as_of = request.as_of or _newest(client, relations) or datetime.now(UTC)
        profile = find_profile(client, relations, request.identifier, request.kind)
        if profile is None:
            raise UsageError(
                f"Nobody has the identifier {request.identifier!r}. "
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
        """Why the profile is in the segment of that name or is not."""
        segment, own = self._plan.segments[name], _of_one(self._plan, profile.number)
        truths = self._truths(segment, own, profile.number)
        leaves = {leaf_id: frozenset({profile.number} if is_in else ()) for leaf_id, is_in in truths.items()}
        compiled, said = segment.compiled, segment.said
        is_member = self._is_member(segment, truths, profile.number)
        told = explained(compiled.condition, leaves, profile.number)
        who_holds = holds(compiled.condition, leaves, profile.number)
        is_in_base = self._is_true(str(said["base"]), truths, profile.number)
        by_rules = is_in_base and who_holds != is_member
        return Explanation(
            profile_id=profile.id,
            segment=name,
            as_of=self._as_of,
            status=compiled.segment.status,
            is_member=is_member,
            is_known=truths[UNIVERSE_ID],
            is_in_base=is_in_base,
            base=canonical(segment.base),
            rules=canonical_rules(compiled.segment.rules) if by_rules else "",
            conditions=tuple(self._with_evidence(segment, own, profile.number, told)),
        )

    def _truths(self, segment: CaseSegment, own: PreviewSql, number: int) -> dict[str, bool]:
        """Whether the profile is in each leaf; those that wait for others or ask of entities read everybody."""
        leaves: Mapping[str, Any] = segment.said["leaves"]
        wide = {leaf_id: leaf for leaf_id, leaf in leaves.items() if _reads_everybody(leaf)}
        plain = {leaf_id: leaf for leaf_id, leaf in leaves.items() if leaf_id not in wide}
        packs = [*own.selects(segment.name, plain), *(self._plan.selects(segment.name, wide) if wide else ())]
        _, rows = fetch(
            self._client,
            f"select leaf_id, toUInt8(max(bitmapContains(members, toUInt32({number})))) from"
            f" ({' union all '.join(packs)}) group by leaf_id",
        )
        return {str(row[0]): bool(row[1]) for row in rows}

    def _is_member(self, segment: CaseSegment, truths: Mapping[str, bool], number: int) -> bool:
        status = segment.compiled.segment.status
        if status == "paused":
            stored = self._plan.members(segment.name)
            _, rows = fetch(
                self._client,
                f"select toUInt8(max(bitmapContains(members, toUInt32({number})))) from ({stored})",
            )
            return bool(rows[0][0])
        return status != "retired" and self._is_true(str(segment.said["members"]), truths, number)

    def _is_true(self, algebra: str, truths: Mapping[str, bool], number: int) -> bool:
        """Whether the profile is in a set, by the algebra that builds use."""
        one = f"bitmapBuild([toUInt32({number})])"
        for leaf_id, is_in in truths.items():
            algebra = algebra.replace(f"{{{leaf_id}}}", one if is_in else _NOBODY)
        _, rows = fetch(self._client, f"select toUInt8(bitmapContains({algebra}, toUInt32({number})))")
        return bool(rows[0][0])

    def _with_evidence(
        self,
        segment: CaseSegment,
        own: PreviewSql,
        number: int,
        told: Iterable[tuple[ExplainedCondition, CompiledCondition]],
    ) -> Iterable[ExplainedCondition]:
        for condition, compiled in told:
            source = self._source(segment, own, number, compiled.leaf_id)
            if source is None:
                yield condition
                continue
            _, rows = fetch(self._client, rows_sql(source))
            measures = measures_of(compiled.condition, segment.compiled.time_zone)
            measures |= {"value": source["measured"]} if source["measured"] else {}
            values = fetch(self._client, measured_sql(source, measures))[1][0] if measures else ()
            yield replace(
                condition,
                found=int(rows[0][3]) if rows else 0,
                evidence=tuple(evidence_of(row) for row in rows),
                measured=dict(zip(measures, map(str, values), strict=True)),
            )

    def _source(
        self, segment: CaseSegment, own: PreviewSql, number: int, leaf_id: str | None
    ) -> Mapping[str, str] | None:
        """Where the rows of a condition stand; None where there are none."""
        if leaf_id is None:
            return None
        leaf = segment.said["leaves"][leaf_id]
        read = (self._plan if _reads_everybody(leaf) else own).read(segment.name)
        found: Any = own.session.call("evidence_of", leaf_id, leaf, own.as_of, read, number)
        return found or None


def _reads_everybody(leaf: Mapping[str, Any]) -> bool:
    return bool(leaf.get("is_late")) or leaf["kind"] == "entity"


def _of_one(plan: PreviewSql, number: int) -> PreviewSql:
    """The plan over the rows of one profile, and of all records, since their latest rows say whose they are."""
    own = f"profile_number = {number}"
    traits = f"(select * from {plan.relations['int_traits_resolved']} where {own} or startsWith(trait, 'record: '))"
    events = replace(plan.events, relation=f"(select * from {plan.events.relation} where {own})")
    relations = {**plan.relations, "int_traits_resolved": traits}
    return replace(plan, events=events, relations=relations)


def _newest(client: "Client", relations: Mapping[str, str]) -> datetime | None:
    found = newest_evaluation(client, relations)
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
