"""What `identity.yml` says of who is one person."""

from dataclasses import dataclass, field
from typing import Literal

from segflux_cli.errors import Place
from segflux_cli.spec.times.times import Duration

Cleaning = Literal["trim", "lower", "e164", "gmail_dots"]
Beyond = Literal["exclude", "keep_first"]
Backdating = Literal["always", "never"] | Duration

STRONG_TYPES = ("user_id", "email", "phone")  # where nothing else is said


@dataclass(frozen=True)
class DegreeLimit:
    """How many identifiers of a type one of another type may be linked to before it counts as shared."""

    place: Place
    type: str
    at_most: int
    beyond: Beyond = "exclude"


@dataclass(frozen=True)
class IdentifierType:
    """A type of identifier with its cleaning and its limits; `region` is for numbers without a country code."""

    place: Place
    name: str
    clean: tuple[Cleaning, ...]
    is_strong: bool
    region: str | None = None
    ignore: tuple[str, ...] = ()
    at_most_per_profile: int | None = None
    linked_to: tuple[DegreeLimit, ...] = ()


@dataclass(frozen=True)
class NamedIdentifier:
    """One identifier, as a person writes it."""

    place: Place
    type: str
    value: str


@dataclass(frozen=True)
class NamedSource:
    """A source whose links are guesses."""

    place: Place
    name: str


@dataclass(frozen=True)
class Identity:
    """The whole file; the types are strongest first, `ignore` is None where the default list holds.

    `backdate_anonymous`: whether what anonymous identifiers did before sign-in is the person's, or how far back.
    """

    types: tuple[IdentifierType, ...] = ()
    ignore: tuple[str, ...] | None = None
    never_merge: tuple[tuple[NamedIdentifier, ...], ...] = ()
    low_confidence: tuple[NamedSource, ...] = ()
    too_big: int | None = None
    merged_today_percent: float | None = None
    backdate_anonymous: Backdating = "always"
    overrides: str | None = None
    overrides_place: Place = field(default=Place("identity.yml"))

    @property
    def decides_links(self) -> bool:
        """Whether a rule limits what a profile may hold, so that links of a component are tried one by one."""
        limits = any(declared.at_most_per_profile for declared in self.types)
        return limits or bool(self.never_merge) or self.overrides is not None
