"""Traits that are computed from events, as `traits.yml` declares them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from segflux_cli.errors import Place
from segflux_cli.spec.declared.measures import Measure
from segflux_cli.spec.declared.operators import Filter
from segflux_cli.spec.times.times import Window

ComputedKind = Literal["count", "measure", "first", "last", "mostly", "list"]
MOST_LISTED = 10  # values of a list that says nothing else


@dataclass(frozen=True)
class LeftOut:
    """Events whose values a list leaves out: all of them, or those since the value was last seen."""

    events: tuple[str, ...]
    of: str
    where: Filter | None = None
    window: Window | None = None
    is_since: bool = False


@dataclass(frozen=True)
class ComputedTrait:
    """A trait as `as_of` finds it in the matching events; `of` is None where the events themselves are asked.

    `measure` stands with the kind `measure` alone; `at_most` and `left_out` with `list`.
    """

    place: Place
    name: str
    kind: ComputedKind
    events: tuple[str, ...]
    of: str | None = None
    measure: Measure | None = None
    where: Filter | None = None
    window: Window | None = None
    at_most: int = MOST_LISTED
    left_out: tuple[LeftOut, ...] = ()
    time_zone: str | None = None
    about: str | None = None

    @property
    def type(self) -> Literal["number", "json", "time", "text"]:
        """The type of its column in `dim_profiles`, in the words of sources.yml."""
        if self.is_number:
            return "number"
        if self.kind == "list":
            return "json"
        return "time" if self.of is None else "text"

    @property
    def is_number(self) -> bool:
        """Whether every value is a number."""
        return self.kind in ("count", "measure")

    @property
    def is_zero_of_nothing(self) -> bool:
        """Whether it is 0 without a matching event, where others have no value (D10)."""
        return self.kind == "count" or (
            self.measure is not None and self.measure.kind in ("total", "distinct")
        )

    @property
    def all_events(self) -> tuple[str, ...]:
        """The events that it reads, by name, each once."""
        return tuple(dict.fromkeys(name for names in self._events() for name in names))

    def _events(self) -> Iterator[tuple[str, ...]]:
        yield self.events
        for each in self.left_out:
            yield each.events
