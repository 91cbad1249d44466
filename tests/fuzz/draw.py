"""What random definitions are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

EventNames = str | list[str]


@dataclass(frozen=True)
class Vocabulary:
    """Names that a data set has, and some that it lacks."""

    names: Sequence[EventNames]
    """Of events, in any form that a head takes."""

    frequent_names: Sequence[EventNames]
    """What many people do; with rare events nearly nobody would follow a pattern."""

    paths: Sequence[str]
    amount_paths: Sequence[str]
    traits: Sequence[str]
    records: Sequence[str] = ()
    """Kinds of related records; their properties are those of events."""

    entities: Sequence[str] = ()
    """Kinds of entities that people are linked to; their traits are those of people."""

    lists: Sequence[tuple[str, str]] = ()
    """Lists of ids, each with the type of its ids."""

    computed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Computed traits by name."""

    @property
    def all_traits(self) -> list[str]:
        """The names of all traits, computed or not."""
        return [*self.traits, *self.computed]


class Draw(Random):
    """A generator of random definitions over a vocabulary, with times near some moments."""

    def __new__(cls, _seed: int, _moments: Sequence[str], _words: Vocabulary) -> "Draw":
        return super().__new__(cls)

    def __init__(self, seed: int, moments: Sequence[str], words: Vocabulary) -> None:
        super().__init__(seed)
        self.moments = list(moments)
        self.words = words
