"""Leaves: the distinct conditions that the plan evaluates, each a set of profiles."""

import hashlib
import re
from dataclasses import dataclass

from segflux_cli.compiler.leaves.algebra import Members
from segflux_cli.compiler.leaves.entities import EntityLeaf
from segflux_cli.compiler.leaves.population_leaves import RankLeaf, RfmLeaf, SampleLeaf
from segflux_cli.compiler.leaves.row_leaves import EventLeaf, RecordLeaf, SequenceLeaf, TraitLeaf
from segflux_cli.compiler.leaves.set_leaves import (
    KnownLeaf,
    ListedLeaf,
    MembershipLeaf,
    ModelLeaf,
    OwnLeaf,
    UniverseLeaf,
)
from segflux_cli.compiler.leaves.sql_leaves import SqlLeaf
from segflux_cli.compiler.values.facets import Facet

_READABLE = 40  # characters of an id before its hash
_HASHED = 10  # hexadecimal digits: a collision in a million leaves has a chance of 1 to 2

Leaf = (
    EventLeaf
    | SequenceLeaf
    | TraitLeaf
    | RankLeaf
    | RfmLeaf
    | SampleLeaf
    | RecordLeaf
    | EntityLeaf
    | SqlLeaf
    | MembershipLeaf
    | OwnLeaf
    | ListedLeaf
    | ModelLeaf
    | KnownLeaf
    | UniverseLeaf
)
UNIVERSE_ID, KNOWN_ID = "universe", "known"


@dataclass(frozen=True)
class NamedLeaf:
    """A leaf with its id, equal for equal conditions of different segments, and the macro that spells it.

    One that `waits` compares everybody, or asks about segments: it is evaluated after the others.
    """

    id: str
    call: str
    facets: frozenset[Facet]
    waits: bool = False

    @property
    def members(self) -> Members:
        """Its profiles."""
        return Members(f"{{{self.id}}}")


def name_leaf(leaf: Leaf, time_zone: str, words: str) -> NamedLeaf:
    """The id is readable words and a hash of all that decides the members."""
    spelled = leaf.call(time_zone)
    if isinstance(leaf, UniverseLeaf | KnownLeaf):
        return NamedLeaf(UNIVERSE_ID if isinstance(leaf, UniverseLeaf) else KNOWN_ID, spelled, frozenset())
    decided = spelled + "".join(sorted(facet.expression for facet in leaf.facets))
    digest = hashlib.sha256(decided.encode()).hexdigest()[:_HASHED]
    readable = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:_READABLE].strip("_")
    waits = isinstance(leaf, RankLeaf | RfmLeaf | MembershipLeaf | OwnLeaf)
    return NamedLeaf(f"{readable}_{digest}", spelled, leaf.facets, waits)
