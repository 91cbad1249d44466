"""Leaves that the rows of a profile decide: its events, traits and related records."""

from dataclasses import dataclass

from segflux_cli.compiler.leaves.decided_traits import DecidedTrait, spell_beside
from segflux_cli.compiler.leaves.leaf_calls import moments_in, range_words, spell_call, zone_word
from segflux_cli.compiler.rendering.fragments import spell_fragment
from segflux_cli.compiler.values.facets import Facet
from segflux_cli.compiler.values.moments import ALL_HISTORY, Range


@dataclass(frozen=True)
class EventLeaf:
    """Profiles whose matching events satisfy a test; none means at least one event.

    With `each`, a list of texts of an event, the test is over one row for each different text of a profile.
    """

    events: str
    where: str = ""
    window: Range = ALL_HISTORY
    test: str = ""
    facets: frozenset[Facet] = frozenset()
    needs_zone: bool = False
    others: tuple[str, ...] = ()
    computed: tuple[DecidedTrait, ...] = ()
    each: str = ""

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        words = {
            "where": self.where,
            **range_words(self.window),
            "having": self.test,
            "each": self.each,
        }
        return spell_call(
            "did_event",
            (self.events,),
            words | zone_word(time_zone, self.moments, is_needed=self.needs_zone),
            *spell_beside(self.others, self.computed),
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
    computed: tuple[DecidedTrait, ...] = ()

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
            *spell_beside(self.others, self.computed),
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
    With `is_of_everybody` a computed trait is tested of those too who have no matching event.
    """

    trait: str
    test: str
    columns: tuple[str, ...]
    held: str = ""
    is_of_everybody: bool = False
    facets: frozenset[Facet] = frozenset()
    needs_zone: bool = False
    others: tuple[str, ...] = ()
    computed: tuple[DecidedTrait, ...] = ()

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        arguments = (self.trait, self.test)
        words = {
            "reads": ", ".join(self.columns),
            "held": self.held,
            **zone_word(time_zone, self.moments, is_needed=self.needs_zone),
        }
        everybody = ("is_of_everybody=true",) if self.is_of_everybody else ()
        beside = spell_beside(self.others, self.computed)
        return spell_call("has_trait", arguments, words, *everybody, *beside)

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
    computed: tuple[DecidedTrait, ...] = ()

    def call(self, time_zone: str) -> str:
        """The condition macro, spelled."""
        words = {"where": self.where, "having": self.test, **zone_word(time_zone, self.moments)}
        return spell_call("has_related", (self.record,), words, *spell_beside(self.others, self.computed))

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        return moments_in(self.where)
