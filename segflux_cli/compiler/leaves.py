"""Leaves: the distinct conditions that the plan evaluates, each a set of profiles."""

import hashlib
import re
from dataclasses import dataclass

from segflux_cli.compiler.facets import Facet
from segflux_cli.compiler.fragments import spell_fragment
from segflux_cli.compiler.moments import ALL_HISTORY, Range, needs_time_zone
from segflux_cli.compiler.other_traits import column_of
from segflux_cli.literals import spell_text

_WORDS_NEEDING_A_ZONE = re.compile(r"\{at ([^{}]+)\}|\{anniversary ([^{}]+)\}")
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
            "after": self.window.after,
            "since": self.window.since,
            "until": self.window.until,
            "having": self.test,
        }
        return _call(
            "did_event", (self.events,), words | _zone(self, time_zone), *_spelled_others(self.others)
        )

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        ends = (self.window.after, self.window.since, self.window.until)
        return (*(end for end in ends if end), *_moments_in(self.where), *_moments_in(self.test))


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
            "after": self.window.after,
            "since": self.window.since,
            "until": self.window.until,
        }
        return _call(
            "did_sequence",
            (),
            words | _zone(self, time_zone),
            f"steps={steps}",
            *_spelled_others(self.others),
        )

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        parts = [part for step in self.steps for part in (step, *step.absences)]
        ends = (self.window.after, self.window.since, self.window.until)
        written = tuple(moment for part in parts for moment in _moments_in(part.where))
        return (*(end for end in ends if end), *written)


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
        words = {"reads": ", ".join(self.columns), "held": self.held, **_zone(self, time_zone)}
        return _call("has_trait", arguments, words, *_spelled_others(self.others))

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        return (*_moments_in(self.test), *_moments_in(self.held))


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
        return _call(macro, (self.segment,), {word: self.moment, **_zone(self, time_zone)})

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it waits for."""
        return (self.moment,) if self.moment else ()


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
        return _call("in_model", (self.segment, self.digest), {})


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


Leaf = EventLeaf | SequenceLeaf | TraitLeaf | MembershipLeaf | ModelLeaf | KnownLeaf | UniverseLeaf
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


def _zone(
    leaf: EventLeaf | SequenceLeaf | TraitLeaf | MembershipLeaf, time_zone: str
) -> dict[str, str | None]:
    """Named only where it matters, so that leaves of segments in different zones are shared."""
    matters = leaf.needs_zone or any(needs_time_zone(words) for words in leaf.moments)
    return {"time_zone": time_zone if matters else None}


def _moments_in(fragment: str) -> tuple[str, ...]:
    found = _WORDS_NEEDING_A_ZONE.findall(fragment)
    return tuple(moment or anniversary for moment, anniversary in found)


def _spelled_others(traits: tuple[str, ...]) -> tuple[str, ...]:
    """The word of the macro for the traits beside, as SQL literals with their columns; none without any."""
    pairs = (f"[{spell_fragment(spell_text(name))}, {spell_fragment(column_of(name))}]" for name in traits)
    return (f"others=[{', '.join(pairs)}]",) if traits else ()


def _call(macro: str, arguments: tuple[str, ...], words: dict[str, str | None], *spelled_words: str) -> str:
    spelled = [spell_fragment(argument) for argument in arguments]
    spelled += [f"{word}={spell_fragment(value)}" for word, value in words.items() if value]
    spelled += spelled_words
    return f"segflux.{macro}({', '.join(spelled)})"
