"""A hash of all that decides who is in a segment, so that a change of it is told from a change of data."""

import hashlib
from collections.abc import Iterable, Mapping

from segflux_cli.compiler.leaves.leaves import NamedLeaf

_HASHED = 16


def definition_hash(
    sets: Iterable[str], leaves: Iterable[NamedLeaf], unnamed: Mapping[str, str], others: Iterable[str]
) -> str:
    """The hash of sets spelled over leaves; `others` says how the segments are defined that it reads.

    `unnamed` gives the ids of leaves about segments, itself and others, the words to hash in their place, without their
    names: renamed, it is the same.
    """
    decided = "\n".join(sets)
    for leaf_id, words in unnamed.items():
        decided = decided.replace(f"{{{leaf_id}}}", f"{{{words}}}")
    lines = (decided, *(f"{leaf.id} {leaf.call}" for leaf in leaves if leaf.id not in unnamed), *others)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_HASHED]
