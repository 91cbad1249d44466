"""Foresees when time alone changes a membership and each of its conditions, for one person."""

from collections.abc import Mapping
from dataclasses import dataclass

from segflux_cli.compiler.leaves.algebra import UNIVERSE, Members
from segflux_cli.compiler.leaves.leaves import UNIVERSE_ID
from segflux_cli.compiler.segments.membership import own_leaves
from segflux_cli.compiler.segments.segments import CompiledCondition, leaves_in
from segflux_cli.live.why.courses import Course, CourseFinder
from segflux_cli.live.why.flips import NEVER, Flip, flip_of
from segflux_cli.spec.declared.conditions import Block, Everyone

_BY_PRIORITY = "segments of its group come first"
_BY_RULES = "its `membership` looks at what builds found"


@dataclass(frozen=True)
class Foreseer:
    """What is to come of one segment for one person."""

    finder: CourseFinder
    courses: dict[str, Course]

    @classmethod
    def of(cls, finder: CourseFinder, truths: Mapping[str, bool]) -> "Foreseer":
        """With the courses of all leaves that decide it; `truths` says in which of them the person is now."""
        seer = cls(finder, {})
        for leaf in leaves_in(seer.whole):
            if leaf.leaf_id is not None and leaf.leaf_id not in seer.courses:
                is_true = truths[leaf.leaf_id]
                seer.courses[leaf.leaf_id] = finder.course(leaf.leaf_id, leaf.condition, is_true=is_true)
        return seer

    @property
    def whole(self) -> CompiledCondition:
        """The membership as one condition, as far as no rules look at builds."""
        compiled = self.finder.segment.compiled
        seen = CompiledCondition(Everyone(), Members(UNIVERSE), UNIVERSE_ID)
        parts = (seen, compiled.base_condition, compiled.condition)
        block = Block("all", tuple(part.condition for part in parts))
        return CompiledCondition(block, Members(compiled.members), children=parts)

    def of_membership(self) -> Flip:
        """When the person enters or leaves."""
        segment = self.finder.segment.compiled.segment
        if segment.status in ("paused", "retired"):
            return NEVER
        if own_leaves(segment):
            return Flip(reason=_BY_RULES)
        if self.finder.segment.compiled.holders:
            return Flip(reason=_BY_PRIORITY)
        return self.of_condition(self.whole)

    def of_condition(self, condition: CompiledCondition) -> Flip:
        """When a condition comes to hold, or holds no more."""
        return flip_of(condition, self.courses, self.finder.plan.as_of)
