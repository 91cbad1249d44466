"""Where data comes from, as declared in `sources.yml`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from segflux_cli.errors import Place
from segflux_cli.spec.declared.gathering import Gathering
from segflux_cli.spec.times.times import Duration, Instant

SourceKind = Literal["events", "traits", "records", "links", "entities", "identifiers"]
ValueType = Literal["text", "number", "boolean", "time", "json"]
UnmappedNames = Literal["keep", "leave_out"]


RECORD_KINDS: tuple[SourceKind, ...] = (
    "records",
    "links",
    "entities",
)  # their rows tell of something with an id


@dataclass(frozen=True)
class Column:
    """A column of a source table, by its real name."""

    place: Place
    name: str


@dataclass(frozen=True)
class TimeColumn:
    """A column of times; without a format they are read as D8 says, without a zone as UTC."""

    column: Column
    format: str | None = None  # strptime's codes, or a unit of a number such as `seconds`
    time_zone: str | None = None


@dataclass(frozen=True)
class EventName:
    """The name of a row's event: a constant, or a column's value sent through `names`."""

    place: Place
    constant: str | None = None
    column: Column | None = None
    names: tuple[tuple[str, str], ...] = ()
    unmapped: UnmappedNames = "keep"


@dataclass(frozen=True)
class IdentifierColumn:
    """A column that holds identifiers of one type."""

    type: str
    column: Column


@dataclass(frozen=True)
class ValueColumn:
    """A property or trait and the column it comes from; without a type the column's own counts."""

    name: str
    column: Column
    type: ValueType | None = None
    format: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True)
class Source:
    """One table of one kind of rows; `values` are properties or traits, or the column of a whole object.

    With a `gathering` its columns are those that an adapter gathers from tables of the database; `table` is then ''.
    """

    place: Place
    name: str
    kind: SourceKind
    database: str
    table: str
    table_place: Place
    identifiers: tuple[IdentifierColumn, ...]
    at: TimeColumn | Instant | None = None  # one instant for all rows where the table keeps no time
    arrived_at: TimeColumn | None = None
    look_back: Duration | None = None
    order: Column | None = None
    event_id: Column | None = None
    event: EventName | None = None
    values: tuple[ValueColumn, ...] | Column = ()
    mutable: tuple[Column, ...] = ()
    first_seen_at: TimeColumn | None = None
    gathering: Gathering | None = None
    record: str | None = None  # the kind of related records or of entities, and what tells one from another
    record_id: Column | None = None
    deleted: Column | None = None
    event_property: str | None = None  # of events, that holds the id of the entity they belong to

    @property
    def tables(self) -> str:
        """The table, or the database of an adapter's tables, as a message shows it."""
        return self.database if self.gathering else f"{self.database}.{self.table}"

    @property
    def is_numbered(self) -> bool:
        """Whether its ids are made of whole rows, of which equal ones are told apart by their number."""
        return self.kind == "events" and self.event_id is None and not self.mutable

    @property
    def is_keyed(self) -> bool:
        """Whether the key of its versions is stored, so that a newer one takes the place of those before."""
        return self.kind != "events" and bool(self.mutable) and self.arrived_at is not None


def columns_of(source: Source) -> tuple[Column, ...]:
    """Every column the source names, each as often as it is named."""
    times = (source.at, source.arrived_at, source.first_seen_at)
    named = [time.column for time in times if isinstance(time, TimeColumn)]
    named += [column for column in _single_columns(source) if column]
    named += [source.event.column] if source.event and source.event.column else []
    named += [identifier.column for identifier in source.identifiers]
    values = source.values
    named += [values] if isinstance(values, Column) else [value.column for value in values]
    return (*named, *source.mutable)


def _single_columns(source: Source) -> tuple[Column | None, ...]:
    return source.order, source.event_id, source.record_id, source.deleted


def by_entry(sources: Iterable[Source]) -> tuple[tuple[Source, ...], ...]:
    """The sources that one entry of sources.yml declares, together: an adapter's are several."""
    entries: dict[Place, tuple[Source, ...]] = {}
    for source in sources:
        entries[source.place] = (*entries.get(source.place, ()), source)
    return tuple(entries.values())


def event_names(source: Source) -> tuple[str, ...]:
    """The event names that the declaration of a source spells."""
    event = source.event
    if event is None:
        return ()
    if event.constant is not None:
        return (event.constant,)
    gathered = source.gathering.constants_of("event") if source.gathering else ()
    renamed = dict(event.names)
    return tuple(dict.fromkeys((*renamed.values(), *(renamed.get(name, name) for name in gathered))))


def has_open_events(source: Source) -> bool:
    """True when names that the declaration doesn't spell may come from the source's column."""
    return source.event is not None and source.event.constant is None and source.event.unmapped == "keep"
