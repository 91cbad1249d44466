"""Leaves that compare a profile with all others of a base, or draw a share of all."""

from dataclasses import dataclass

from segflux_cli.compiler.leaves.decided_traits import DecidedTrait, spell_beside
from segflux_cli.compiler.leaves.leaf_calls import moments_in, range_words, spell_call, zone_word
from segflux_cli.compiler.rendering.fragments import spell_fragment
from segflux_cli.compiler.values.facets import Facet
from segflux_cli.compiler.values.moments import ALL_HISTORY, Range


@dataclass(frozen=True)
class RankLeaf:
    """Profiles of a base that come first by the `keys` of a trait's value or of the matching events.

    `limit` is SQL over `ranked`, the number of those ranked in the group: how many may be better and one.
    """

    keys: tuple[str, ...]
    limit: str
    is_top: bool
    base: str
    trait: str = ""
    reads: tuple[str, ...] = ()
    events: str = ""
    where: str = ""
    window: Range = ALL_HISTORY
    within_each: str = ""
    among: str = ""
    facets: frozenset[Facet] = frozenset()
    others: tuple[str, ...] = ()
    computed: tuple[DecidedTrait, ...] = ()

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        words = {
            "trait": self.trait,
            "reads": ", ".join(self.reads),
            "events": self.events,
            "where": self.where,
            **range_words(self.window),
            "within_each": self.within_each,
            "among": self.among,
            **zone_word(time_zone, self.moments),
        }
        keys = ", ".join(spell_fragment(key) for key in self.keys)
        end = f"is_top={'true' if self.is_top else 'false'}"
        spelled = (f"keys=[{keys}]", end, *spell_beside(self.others, self.computed))
        return spell_call("is_ranked", (self.base, self.limit), words, *spelled)

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        return (*self.window.moments, *moments_in(self.where))


@dataclass(frozen=True)
class RfmLeaf:
    """Profiles of a base whose scores `r`, `f` and `m` satisfy a test; `total` is SQL over their events."""

    base: str
    test: str
    total: str
    events: str
    where: str
    window: Range
    facets: frozenset[Facet] = frozenset()
    others: tuple[str, ...] = ()
    computed: tuple[DecidedTrait, ...] = ()

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        words = {
            "total": self.total,
            "events": self.events,
            "where": self.where,
            **range_words(self.window),
            **zone_word(time_zone, self.moments),
        }
        return spell_call(
            "has_scores", (self.base, self.test), words, *spell_beside(self.others, self.computed)
        )

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        return (*self.window.moments, *moments_in(self.where))


@dataclass(frozen=True)
class SampleLeaf:
    """Profiles whose hash with a seed, an SQL literal, is below a bound."""

    seed: str
    bound: int
    facets: frozenset[Facet] = frozenset()

    def call(self, _time_zone: str) -> str:
        """The condition macro, spelled."""
        return spell_call("in_sample", (self.seed, str(self.bound)), {})
