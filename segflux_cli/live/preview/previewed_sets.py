"""The sets of profiles that a preview counts: members, base, and every condition of a segment."""

from collections.abc import Iterator
from dataclasses import dataclass

from segflux_cli.compiler.leaves.algebra import Members, combine, inside
from segflux_cli.compiler.segments.segments import CompiledCondition, CompiledSegment
from segflux_cli.compiler.wording.canonical import canonical
from segflux_cli.spec.declared.conditions import Block

_MOST_LEFT_OUT = 30  # each condition left out is the algebra of all others: many of them make a huge query


@dataclass(frozen=True)
class CountedCondition:
    """A condition in its canonical words, its depth in blocks, and the sets it makes."""

    words: str
    depth: int
    alone: str
    without: str | None  # all the others: who would be in if this one were left out


def counted_conditions(compiled: CompiledSegment) -> tuple[CountedCondition, ...]:
    """The conditions of `who` in the order written, those inside blocks below them."""
    root = compiled.condition
    is_all = isinstance(root.condition, Block) and root.condition.mode == "all"
    parts = root.children if is_all else (root,)
    free = [Members(f"{{{holder.leaf_id}}}", is_complement=True) for holder in compiled.holders]
    found: list[CountedCondition] = []
    for place, part in enumerate(parts):
        without = None
        if 1 < len(parts) <= _MOST_LEFT_OUT:
            others = (other.members for other in (*parts[:place], *parts[place + 1 :]))
            without = inside(combine("all", (*others, *free)), compiled.base)
        found += _described(part, 0, compiled.base, without)
    return tuple(found)


def _described(
    condition: CompiledCondition, depth: int, base: str, without: str | None
) -> Iterator[CountedCondition]:
    is_block = isinstance(condition.condition, Block)
    words = f"{condition.condition.mode}:" if isinstance(condition.condition, Block) else ""
    yield CountedCondition(
        words or canonical(condition.condition), depth, inside(condition.members, base), without
    )
    for child in condition.children if is_block else ():
        yield from _described(child, depth + 1, base, None)
