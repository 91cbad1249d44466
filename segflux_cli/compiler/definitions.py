"""A hash of all that decides who is in a segment, so that a change of it is told from a change of data."""

import hashlib
from collections.abc import Iterable, Mapping

from segflux_cli.compiler.leaves import NamedLeaf

_HASHED = 16


def definition_hash(
    sets: Iterable[str], leaves: Iterable[NamedLeaf], own: Mapping[str, str], others: Iterable[str]
) -> str:
    """The hash of sets spelled over leaves; `others` says how the segments are defined that it reads.

    `own` gives the ids of leaves about the segment itself the words to hash in their place, without its name: renamed,
    it is the same.
    """
    decided = "\n".join(sets)
    for leaf_id, words in own.items():
        decided = decided.replace(f"{{{leaf_id}}}", f"{{{words}}}")
    lines = (decided, *(f"{leaf.id} {leaf.call}" for leaf in leaves if leaf.id not in own), *others)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_HASHED]
