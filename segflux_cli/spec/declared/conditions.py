"""The conditions of a segment as its author wrote them."""

from dataclasses import dataclass
from typing import Literal

from segflux_cli.errors import Place
from segflux_cli.spec.declared.measures import NO_COUNT, ActivePeriods, Amount, Count
from segflux_cli.spec.declared.operators import Filter, Operator, OtherTrait
from segflux_cli.spec.declared.patterns import Pattern
from segflux_cli.spec.declared.population import Population
from segflux_cli.spec.sql.sql_parser import Parts
from segflux_cli.spec.times.times import Duration, Window


@dataclass(frozen=True)
class Behavior:
    """`did` and `did_not`; `events` as written, a trailing `*` meaning any name that begins so."""

    place: Place
    events: tuple[str, ...]
    negated: bool = False
    where: Filter | None = None
    window: Window | None = None
    count: Count = NO_COUNT
    amounts: tuple[Amount, ...] = ()
    periods: tuple[ActivePeriods, ...] = ()


@dataclass(frozen=True)
class EdgeEvent:
    """`first_did` and `last_did`: of the matching events of all history the first or last lies in the window.

    The last one must satisfy `having` too.
    """

    place: Place
    events: tuple[str, ...]
    is_last: bool
    where: Filter | None = None
    window: Window | None = None
    having: Filter | None = None


@dataclass(frozen=True)
class Related:
    """`has` and `has_no`: the states as of now of related records of a kind, counted and measured (D23)."""

    place: Place
    record: str
    negated: bool = False
    where: Filter | None = None
    count: Count = NO_COUNT
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True)
class BelongsTo:
    """Some entity of a kind that the profile is linked to satisfies the whole block (D23); None is any entity.

    Events belong to the entity whose id is their `event_property`.
    """

    place: Place
    entity: str
    event_property: str
    block: "Block | None" = None


@dataclass(frozen=True)
class SqlTest:
    """An expression of the author's own over the values of traits and the events that it declares to read."""

    place: Place
    text: str
    parts: Parts
    traits: tuple[OtherTrait, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """The profiles of ids in a dbt seed or model of that name (D21)."""

    place: Place
    name: str
    id_type: str = "user_id"


@dataclass(frozen=True)
class Membership:
    """Members of another segment, all others, or those who left it (D22).

    `length` is `for_at_least` of `in` and `not_in`, `left_within` of `was_in`.
    """

    place: Place
    segment: str
    word: Literal["in", "not_in", "was_in"] = "in"
    length: Duration | None = None


@dataclass(frozen=True)
class Tenure:
    """Since when the value satisfies the operator: for at least so long, or for less (D22)."""

    word: Literal["for_at_least", "for_less_than"]
    length: Duration


@dataclass(frozen=True)
class TraitTest:
    """The profile's value of a trait satisfies one operator and, with `tenure`, does so since then."""

    place: Place
    trait: str
    operator: Operator
    tenure: Tenure | None = None


@dataclass(frozen=True)
class Everyone:
    """The whole base."""


@dataclass(frozen=True)
class Known:
    """Profiles that hold an identifier of a strong type; only a base says so."""


@dataclass(frozen=True)
class FromModel:
    """Profiles that a segment's model, written by hand, gives; `digest` changes when its text does."""

    segment: str
    digest: str


@dataclass(frozen=True)
class Block:
    """Conditions of which all, any or none hold."""

    mode: Literal["all", "any", "none"]
    conditions: tuple["Condition", ...]


Condition = (
    Behavior
    | EdgeEvent
    | Pattern
    | Population
    | Related
    | BelongsTo
    | SqlTest
    | Listed
    | Membership
    | TraitTest
    | Everyone
    | Known
    | FromModel
    | Block
)
