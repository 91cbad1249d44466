"""Judges some profiles by the plan of a segment: who of them is in each leaf, in the base, and a member."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from segflux_cli.live.deciding import Leaves
from segflux_cli.live.planned_segments import PlannedSegment
from segflux_cli.live.preview.previewed_sql import PreviewSql

Ask = Callable[[str], Sequence[Sequence[Any]]]  # the rows of a query
_NOBODY = "bitmapAndnot(bitmapBuild([toUInt32(0)]), bitmapBuild([toUInt32(0)]))"


@dataclass(frozen=True)
class Judgement:
    """Which of the profiles asked about, by number, are in each leaf, in the base, and members."""

    leaves: Leaves
    base: frozenset[int]
    members: frozenset[int]


def judge(ask: Ask, plan: PreviewSql, segment: PlannedSegment, numbers: Iterable[int]) -> Judgement:
    """The answer of the plan, which reads no more rows of profiles than those asked about have."""
    asked = _bitmap(numbers)
    leaves = _leaves(ask, plan, segment, asked, plan_of(plan, numbers))
    base = _chosen(ask, str(segment.said["base"]), leaves)
    return Judgement(leaves, base, _members(ask, plan, segment, leaves, asked))


def plan_of(plan: PreviewSql, numbers: Iterable[int]) -> PreviewSql:
    """The plan over the rows of some profiles, and of all records, since their latest rows say whose they are."""
    own = f"profile_number in ({', '.join(map(str, numbers))})"
    traits = f"(select * from {plan.relations['int_traits_resolved']} where {own} or startsWith(trait, 'record: '))"
    events = replace(plan.events, relation=f"(select * from {plan.events.relation} where {own})")
    relations = {**plan.relations, "int_traits_resolved": traits}
    return replace(plan, events=events, relations=relations)


def reads_everybody(leaf: Mapping[str, Any]) -> bool:
    """Whether a leaf waits for others or asks of entities."""
    return bool(leaf.get("is_late")) or leaf["kind"] == "entity"


def _leaves(ask: Ask, plan: PreviewSql, segment: PlannedSegment, asked: str, own: PreviewSql) -> Leaves:
    leaves: Mapping[str, Any] = segment.said["leaves"]
    wide = {leaf_id: leaf for leaf_id, leaf in leaves.items() if reads_everybody(leaf)}
    plain = {leaf_id: leaf for leaf_id, leaf in leaves.items() if leaf_id not in wide}
    packs = [*own.selects(segment.name, plain), *(plan.selects(segment.name, wide) if wide else ())]
    rows = ask(
        f"select leaf_id, bitmapToArray(bitmapAnd(groupBitmapMergeState(members), {asked})) from"
        f" ({' union all '.join(packs)}) group by leaf_id"
    )
    return {str(row[0]): frozenset(row[1]) for row in rows}


def _members(
    ask: Ask, plan: PreviewSql, segment: PlannedSegment, leaves: Leaves, asked: str
) -> frozenset[int]:
    status = segment.compiled.segment.status
    if status == "retired":
        return frozenset()
    if status != "paused":
        return _chosen(ask, str(segment.said["members"]), leaves)
    rows = ask(
        f"select bitmapToArray(bitmapAnd(groupBitmapMergeState(members), {asked})) from"
        f" ({plan.members(segment.name)})"
    )
    return frozenset(number for row in rows for number in row[0])


def _chosen(ask: Ask, algebra: str, leaves: Leaves) -> frozenset[int]:
    """A set, by the algebra that builds use."""
    for leaf_id, numbers in leaves.items():
        algebra = algebra.replace(f"{{{leaf_id}}}", _bitmap(numbers))
    return frozenset(ask(f"select bitmapToArray({algebra})")[0][0])


def _bitmap(numbers: Iterable[int]) -> str:
    listed = ", ".join(str(number) for number in sorted(numbers))
    return f"bitmapBuild(cast([{listed}], 'Array(UInt32)'))" if listed else _NOBODY
