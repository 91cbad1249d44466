"""Groups of segments of which a person is in one at most: who yields to whom, and what is wrong with that."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from segflux_cli.spec.declared.segments import Priority, Segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_mapping, read_text, wrong
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode
from segflux_cli.spec.yaml.nodes import Node, Scalar, quoted
from segflux_cli.spec.yaml.words import check_keys, did_you_mean

PRIORITY_WORDS = ("group", "rank")


def read_priority(node: Node, faults: Faults) -> Priority | None:
    """The group of a segment and its rank there; None after a fault."""
    block = read_mapping(node, "priority", '"{group: newsletters, rank: 1}"', faults)
    if block is None:
        return None
    check_keys(block, PRIORITY_WORDS, faults)
    group, rank = (_read_word(word, block, faults) for word in PRIORITY_WORDS)
    name = read_text(group, "group", faults) if group else None
    number = _read_rank(rank, faults) if rank else None
    return Priority(node.place, name, number) if name and number else None


def _read_word(word: str, block: MappingNode, faults: Faults) -> Node | None:
    node = block.get(word)
    if node is None:
        faults.add(
            block.place, f"priority needs group and rank, such as {{group: newsletters, rank: 1}}; add {word}"
        )
    return node


def _read_rank(node: Node, faults: Faults) -> int | None:
    rank = node.value if isinstance(node, Scalar) else None
    if isinstance(rank, int) and not isinstance(rank, bool) and rank >= 1:
        return rank
    wrong(node, "rank", "a whole number from 1, which comes first", faults)
    return None


def holders(segments: Iterable[Segment]) -> Mapping[str, tuple[str, ...]]:
    """Of each segment in a group those whose members it cannot have: who is paused, then who comes first by rank.

    A draft takes nobody from others, a retired segment has nobody, and a paused one keeps whom it has.
    """
    groups = _groups(segments)
    return {
        segment.name: tuple(
            other.name
            for other in sorted(ranked, key=lambda each: each.status != "paused")
            if _holds_against(other, segment)
        )
        for ranked in groups.values()
        for segment in ranked
    }


def check_priorities(segments: Iterable[Segment], faults: Faults) -> None:
    """Adds a fault for two segments of one rank; warns of a group of one, whose name may be mistaken."""
    groups = _groups(segments)
    for group, ranked in groups.items():
        for first, second in pairwise(ranked):
            if _rank(first) == _rank(second):
                message = f"{quoted(first.name)} has the rank {_rank(first)} of the group {quoted(group)} too"
                place = second.priority.place if second.priority else second.place
                faults.add(place, f"{message}; give each segment of a group a rank of its own")
        if len(ranked) == 1 and ranked[0].priority:
            question = did_you_mean(group, [other for other in groups if other != group])
            message = (
                f"no other segment is in the group {quoted(group)}, so nothing comes before or after it."
            )
            faults.warn(ranked[0].priority.place, f"{message}{question}")


def _groups(segments: Iterable[Segment]) -> Mapping[str, list[Segment]]:
    """The segments of each group that are not retired, the first rank first."""
    found: dict[str, list[Segment]] = {}
    for segment in sorted(segments, key=lambda each: (_rank(each), each.name)):
        if segment.priority and segment.status != "retired":
            found.setdefault(segment.priority.group, []).append(segment)
    return found


def _rank(segment: Segment) -> int:
    return segment.priority.rank if segment.priority else 0


def _holds_against(other: Segment, segment: Segment) -> bool:
    if other is segment or segment.status == "paused":
        return False
    return other.status == "paused" or (other.status == "live" and _rank(other) < _rank(segment))
