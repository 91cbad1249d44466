"""Leaves: the distinct conditions that the plan evaluates, each a set of profiles."""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from segflux_cli.compiler.facets import Facet
from segflux_cli.compiler.fragments import spell_fragment
from segflux_cli.compiler.leaf_calls import moments_in, range_words, spell_call, spell_others, zone_word
from segflux_cli.compiler.moments import ALL_HISTORY, Range
from segflux_cli.compiler.population_leaves import RankLeaf, RfmLeaf, SampleLeaf

_READABLE = 40  # characters of an id before its hash
_HASHED = 10  # hexadecimal digits: a collision in a million leaves has a chance of 1 to 2


@dataclass(frozen=True)
class EventLeaf:
    """Profiles whose matching events satisfy a test; none means at least one event."""

    events: str
    where: str = ""
    window: Range = ALL_HISTORY
    test: str = ""
    facets: frozenset[Facet] = frozenset()
    needs_zone: bool = False
    others: tuple[str, ...] = ()

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        words = {
            "where": self.where,
            **range_words(self.window),
            "having": self.test,
        }
        return spell_call(
            "did_event",
            (self.events,),
            words | zone_word(time_zone, self.moments, is_needed=self.needs_zone),
            *spell_others(self.others),
        )

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        return (*self.window.moments, *moments_in(self.where), *moments_in(self.test))


@dataclass(frozen=True)
class StepOfLeaf:
    """A step of a sequence or an absence after it; `by` is the latest time it may or must not come."""

    events: str
    where: str
    by: str
    absences: tuple["StepOfLeaf", ...] = ()

    def spell(self) -> str:
        """The mapping that `did_sequence` takes."""
        parts = {"events": self.events, "where": self.where, "by": self.by}
        words = [f'"{word}": {spell_fragment(value)}' for word, value in parts.items()]
        absences = ", ".join(each.spell() for each in self.absences)
        return "{" + ", ".join([*words, f'"absences": [{absences}]']) + "}"


@dataclass(frozen=True)
class SequenceLeaf:
    """Profiles that went through steps in time, each event later than the one before."""

    steps: tuple[StepOfLeaf, ...]
    inside: str
    same: str
    window: Range
    facets: frozenset[Facet] = frozenset()
    needs_zone: bool = False
    others: tuple[str, ...] = ()

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        steps = "[" + ", ".join(step.spell() for step in self.steps) + "]"
        words = {
            "inside": self.inside,
            "same": self.same,
            **range_words(self.window),
        }
        return spell_call(
            "did_sequence",
            (),
            words | zone_word(time_zone, self.moments, is_needed=self.needs_zone),
            f"steps={steps}",
            *spell_others(self.others),
        )

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        parts = [part for step in self.steps for part in (step, *step.absences)]
        return (*self.window.moments, *(moment for part in parts for moment in moments_in(part.where)))


@dataclass(frozen=True)
class TraitLeaf:
    """Profiles whose value of a trait satisfies a test over the named columns.

    `held` is a test of `held_since`, the time of the first of its latest rows that all satisfy the first test.
    """

    trait: str
    test: str
    columns: tuple[str, ...]
    held: str = ""
    facets: frozenset[Facet] = frozenset()
    needs_zone: bool = False
    others: tuple[str, ...] = ()

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        arguments = (self.trait, self.test)
        words = {
            "reads": ", ".join(self.columns),
            "held": self.held,
            **zone_word(time_zone, self.moments, is_needed=self.needs_zone),
        }
        return spell_call("has_trait", arguments, words, *spell_others(self.others))

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        return (*moments_in(self.test), *moments_in(self.held))


@dataclass(frozen=True)
class RecordLeaf:
    """Profiles whose related records of a kind satisfy a test; none means at least one record."""

    record: str
    where: str = ""
    test: str = ""
    facets: frozenset[Facet] = frozenset()
    needs_zone: bool = False
    others: tuple[str, ...] = ()

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        words = {"where": self.where, "having": self.test, **zone_word(time_zone, self.moments)}
        return spell_call("has_related", (self.record,), words, *spell_others(self.others))

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        return moments_in(self.where)


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


Leaf = (
    EventLeaf
    | SequenceLeaf
    | TraitLeaf
    | RankLeaf
    | RfmLeaf
    | SampleLeaf
    | RecordLeaf
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
    """A leaf with its id, equal for equal conditions of different segments, and the macro that spells it."""

    id: str
    call: str
    facets: frozenset[Facet]


def name_leaf(leaf: Leaf, time_zone: str, words: str) -> NamedLeaf:
    """The id is readable words and a hash of all that decides the members."""
    spelled = leaf.call(time_zone)
    if isinstance(leaf, UniverseLeaf | KnownLeaf):
        return NamedLeaf(UNIVERSE_ID if isinstance(leaf, UniverseLeaf) else KNOWN_ID, spelled, frozenset())
    decided = spelled + "".join(sorted(facet.expression for facet in leaf.facets))
    digest = hashlib.sha256(decided.encode()).hexdigest()[:_HASHED]
    readable = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:_READABLE].strip("_")
    return NamedLeaf(f"{readable}_{digest}", spelled, leaf.facets)
