"""Why a person is in a segment or not: what is told of each condition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from segflux_cli.compiler.segments.segments import CompiledCondition
from segflux_cli.compiler.wording.canonical import canonical
from segflux_cli.live.deciding import Leaves, deciding_children, holds
from segflux_cli.live.why.evidence import Evidence
from segflux_cli.live.why.flips import NEVER, Flip
from segflux_cli.spec.declared.conditions import Block


@dataclass(frozen=True)
class ExplainedCondition:
    """A condition in its canonical words, whether it holds, and whether it decides (D25).

    `found` counts the rows it looks at, None where there are none behind it; `evidence` are the newest of them.
    `measured` are its amounts and periods over all of them, as texts; empty where unknown.
    `flip` is when time alone changes whether it holds.
    """

    words: str
    depth: int
    holds: bool
    decides: bool
    found: int | None = None
    evidence: tuple[Evidence, ...] = ()
    measured: Mapping[str, str] = field(default_factory=dict)
    flip: Flip = NEVER

    @property
    def is_block(self) -> bool:
        """Whether it is made of the conditions below it."""
        return self.words in ("all:", "any:", "none:")


@dataclass(frozen=True)
class Explanation:
    """Why a profile is a member of a segment as of an instant, or is not.

    `rules` are the words of `membership` that keep somebody in or out against `who`; `held_by` is the segment that has
    somebody by priority who would be in this one, '' for none; `flip` is when time alone makes the profile enter or
    leave.
    """

    profile_id: str
    segment: str
    as_of: datetime
    status: str
    is_member: bool
    is_known: bool
    is_in_base: bool
    base: str
    rules: str
    held_by: str
    conditions: tuple[ExplainedCondition, ...]
    flip: Flip = NEVER


def explained(
    condition: CompiledCondition, leaves: Leaves, number: int, *, depth: int = 0, decides: bool = True
) -> Iterator[tuple[ExplainedCondition, CompiledCondition]]:
    """Each condition beside what it was compiled to, each block before its children."""
    is_block = isinstance(condition.condition, Block)
    words = f"{condition.condition.mode}:" if isinstance(condition.condition, Block) else ""
    told = ExplainedCondition(
        words or canonical(condition.condition), depth, holds(condition, leaves, number), decides
    )
    yield told, condition
    deciding = deciding_children(condition, leaves, number) if is_block else []
    for child in condition.children:
        is_deciding = decides and any(child is one for one in deciding)
        yield from explained(child, leaves, number, depth=depth + 1, decides=is_deciding)
