"""A case: rows that are given, segments, and who must be in them."""

from dataclasses import dataclass

from segflux_cli.errors import Fault, Place
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode
from segflux_cli.spec.yaml.nodes import Node

Identifier = tuple[str, str]


@dataclass(frozen=True)
class EventRow:
    """One event; times in milliseconds since 1970, properties as JSON text."""

    at: int
    received_at: int
    identifiers: tuple[Identifier, ...]
    event_id: str
    event: str
    properties: str


@dataclass(frozen=True)
class TraitRow:
    """Traits said of one person at one time, as JSON text."""

    at: int
    received_at: int
    identifiers: tuple[Identifier, ...]
    traits: str


@dataclass(frozen=True)
class RecordRow:
    """The state of a related record from one time on; properties as JSON text."""

    at: int
    received_at: int
    identifiers: tuple[Identifier, ...]
    record: str
    id: str
    properties: str
    is_deleted: bool


@dataclass(frozen=True)
class EntityRow:
    """Traits said of one entity at one time, as JSON text."""

    at: int
    received_at: int
    entity: str
    id: str
    traits: str


@dataclass(frozen=True)
class LinkRow:
    """Identifiers that belong together; without a time they count from their load."""

    at: int | None
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True)
class Given:
    """Everything known in a case, in the order of its file."""

    events: tuple[EventRow, ...] = ()
    traits: tuple[TraitRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    records: tuple[RecordRow, ...] = ()
    entities: tuple[EntityRow, ...] = ()
    memberships: tuple[RecordRow, ...] = ()  # in entities; `record` is their kind
    lists: tuple[tuple[str, str], ...] = ()  # the name of a list and an id


@dataclass(frozen=True)
class Expectation:
    """Who must and must not be in a segment at one time; `exactly` claims the whole membership."""

    place: Place
    as_of: int
    as_of_text: str
    segment: str
    members: tuple[str, ...] = ()
    not_members: tuple[str, ...] = ()
    exactly: tuple[str, ...] | None = None
    because: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Case:
    """One case as written; `segments` None means those of the project, `traits` are computed ones."""

    place: Place
    name: str
    given: Given
    segments: tuple[MappingNode, ...] | None
    expectations: tuple[Expectation, ...]
    traits: Node | None = None
    must_be_refused: bool = False
    error_contains: str | None = None
    faults: tuple[Fault, ...] = ()
