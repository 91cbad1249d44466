"""`belongs_to` as a leaf: the block is decided for entities, as any block is for profiles (D23)."""

from collections.abc import Iterable
from dataclasses import dataclass

from segflux_cli.compiler.leaves.leaf_calls import spell_call
from segflux_cli.compiler.rendering.fragments import spell_fragment
from segflux_cli.compiler.values.facets import Facet, facet


@dataclass(frozen=True)
class EntityLeaf:
    """Profiles linked to an entity of a kind that is in a set over leaves of its own, which are spelled calls by id.

    `key` is the column of events that holds the id of the entity they belong to.
    """

    entity: str
    key: str
    leaves: tuple[tuple[str, str], ...]
    members: str
    facets: frozenset[Facet]

    def call(self, _time_zone: str) -> str:
        """The condition macro, spelled."""
        pairs = ", ".join(f"[{spell_fragment(leaf_id)}, {call}]" for leaf_id, call in self.leaves)
        return spell_call("belongs_to", (self.entity, self.key, self.members), {}, f"leaves=[{pairs}]")


def entity_leaf(
    entity: str,
    event_property: str,
    leaves: Iterable[tuple[str, str]],
    members: str,
    facets: Iterable[Facet],
) -> EntityLeaf:
    """The leaf of a set over entities."""
    key = facet(event_property, "text")
    return EntityLeaf(entity, key.column, tuple(leaves), members, frozenset((*facets, key)))
