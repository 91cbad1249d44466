"""Conditions that compare a profile with all others of its base, or draw a share of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from segflux_cli.errors import Place
from segflux_cli.spec.declared.measures import Measure
from segflux_cli.spec.declared.operators import Filter
from segflux_cli.spec.times.times import Window

Score = Literal["r", "f", "m"]
Scores = Mapping[Score, tuple[int, ...]]
CELLS: Mapping[str, Scores] = {
    "champions": {"r": (5,), "f": (4, 5)},
    "loyal": {"r": (3, 4), "f": (4, 5)},
    "potential_loyalists": {"r": (4, 5), "f": (2, 3)},
    "new": {"r": (5,), "f": (1,)},
    "promising": {"r": (4,), "f": (1,)},
    "need_attention": {"r": (3,), "f": (3,)},
    "about_to_sleep": {"r": (3,), "f": (1, 2)},
    "cannot_lose": {"r": (1, 2), "f": (5,)},
    "at_risk": {"r": (1, 2), "f": (3, 4)},
    "hibernating": {"r": (1, 2), "f": (1, 2)},
}


@dataclass(frozen=True)
class Share:
    """A percentage, exactly as written."""

    percent: Decimal


@dataclass(frozen=True)
class ByTrait:
    """Ranked by the value of a trait, which reads as a number or else as a time."""

    trait: str


@dataclass(frozen=True)
class ByEvents:
    """Ranked by a measure of matching events; None is their number."""

    events: tuple[str, ...]
    measure: Measure | None = None
    where: Filter | None = None
    window: Window | None = None


@dataclass(frozen=True)
class Rank:
    """The first so many of the base by a value, those equal to the last of them included (D16)."""

    place: Place
    by: ByTrait | ByEvents
    is_top: bool
    most: int | Share
    within_each: str | None = None
    among: str | None = None


@dataclass(frozen=True)
class Rfm:
    """Quintiles of recency, frequency and monetary value among those with a matching event (D17).

    A named cell has the scores that its name stands for.
    """

    place: Place
    events: tuple[str, ...]
    scores: Scores
    cell: str | None = None
    amount: str | None = None
    where: Filter | None = None
    window: Window | None = None


@dataclass(frozen=True)
class Sample:
    """A stable share of profiles by a hash of their ids (D20); None is the segment's name as the seed."""

    place: Place
    share: Share
    seed: str | None = None


Population = Rank | Rfm | Sample
