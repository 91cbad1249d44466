"""Which leaves decide whether a person is in a segment (D25)."""

from collections.abc import Iterator, Mapping

from segflux_cli.compiler.segments.segments import CompiledCondition
from segflux_cli.compiler.wording.canonical import canonical
from segflux_cli.spec.declared.conditions import Block

Leaves = Mapping[str, frozenset[int]]


def deciding_leaves(condition: CompiledCondition, leaves: Leaves, number: int) -> Iterator[str]:
    """The canonical words of the leaves that make the condition true or false for a profile."""
    if not isinstance(condition.condition, Block):
        yield canonical(condition.condition)
        return
    deciding = deciding_children(condition, leaves, number)
    for child in deciding:
        yield from deciding_leaves(child, leaves, number)


def holds(condition: CompiledCondition, leaves: Leaves, number: int) -> bool:
    """Whether the condition is true for a profile."""
    if isinstance(condition.condition, Block):
        answers = [holds(child, leaves, number) for child in condition.children]
        if condition.condition.mode == "all":
            return all(answers)
        return any(answers) == (condition.condition.mode == "any")
    is_in = condition.leaf_id is not None and number in leaves[condition.leaf_id]
    return is_in != condition.members.is_complement


def deciding_children(condition: CompiledCondition, leaves: Leaves, number: int) -> list[CompiledCondition]:
    """The children of a block by which it is true or false."""
    is_all = isinstance(condition.condition, Block) and condition.condition.mode == "all"
    # one false child decides an `all`, one true child an `any` and a `none`; else every child does
    alone = [child for child in condition.children if holds(child, leaves, number) != is_all]
    return alone or list(condition.children)
