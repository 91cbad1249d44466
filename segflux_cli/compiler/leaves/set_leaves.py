"""Leaves that are sets known otherwise: members of segments, ids in lists, who was seen."""

from dataclasses import dataclass
from typing import Literal

from segflux_cli.compiler.leaves.leaf_calls import spell_call, zone_word
from segflux_cli.compiler.values.facets import Facet


@dataclass(frozen=True)
class MembershipLeaf:
    """Members of another segment, since a moment or earlier; or those who `was`, and left it after one."""

    segment: str
    moment: str | None
    was: bool
    facets: frozenset[Facet] = frozenset()
    needs_zone: bool = False

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        macro, word = ("was_in_segment", "after") if self.was else ("in_segment", "since")
        return spell_call(
            macro,
            (self.segment,),
            {word: self.moment, **zone_word(time_zone, self.moments, is_needed=self.needs_zone)},
        )

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        return (self.moment,) if self.moment else ()


@dataclass(frozen=True)
class OwnLeaf:
    """Members of the segment itself at its evaluation before; or those who `stayed` since, or `left` after a moment."""

    segment: str
    word: Literal["before", "stayed", "left"]
    moment: str | None = None
    facets: frozenset[Facet] = frozenset()

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        words = {"moment": self.moment, **zone_word(time_zone, (self.moment,) if self.moment else ())}
        return spell_call("was_member", (self.segment, self.word), words)


@dataclass(frozen=True)
class ListedLeaf:
    """Profiles whose id of a type stands in a list."""

    name: str
    id_type: str
    facets: frozenset[Facet] = frozenset()

    def call(self, _time_zone: str) -> str:
        """The condition macro, spelled."""
        return spell_call("is_listed", (self.name, self.id_type), {})


@dataclass(frozen=True)
class ModelLeaf:
    """Profiles that the model of a handwritten segment gives."""

    segment: str
    digest: str
    facets: frozenset[Facet] = frozenset()
    needs_zone: bool = False
    moments: tuple[str, ...] = ()

    def call(self, _time_zone: str) -> str:
        """The condition macro, spelled."""
        return spell_call("in_model", (self.segment, self.digest), {})


@dataclass(frozen=True)
class KnownLeaf:
    """Profiles that hold an identifier of a strong type."""

    facets: frozenset[Facet] = frozenset()

    def call(self, _time_zone: str) -> str:
        """The condition macro, spelled."""
        return "segflux.is_known()"


@dataclass(frozen=True)
class UniverseLeaf:
    """Every profile whose first row lies at or before `as_of`."""

    facets: frozenset[Facet] = frozenset()

    def call(self, _time_zone: str) -> str:
        """The condition macro, spelled."""
        return "segflux.was_seen()"
