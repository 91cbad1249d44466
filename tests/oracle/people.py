"""D3 and D6: what is known of each person, from the rows of a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.identity import STRONG_TYPES, Identifier, identifiers_of, people
from tests.oracle.times import text_of_instant, time_of
from tests.oracle.values import Value, text_of


@dataclass(frozen=True)
class Event:
    """One event that counts."""

    at: int
    name: str
    properties: Mapping[str, Any]
    received_at: int
    event_id: str

    @property
    def rank(self) -> tuple[int, int, bytes]:
        """The order of D11: by `at`, then `received_at`, then `event_id` compared as bytes."""
        return self.at, self.received_at, self.event_id.encode()


@dataclass(frozen=True)
class TraitRow:
    """One row of traits, in the order in which later ones win."""

    at: int
    received_at: int
    order: int
    traits: Mapping[str, Any]

    @property
    def rank(self) -> tuple[int, int, int]:
        """By `at`, ties by `received_at`, then arrival (D6)."""
        return self.at, self.received_at, self.order


@dataclass(frozen=True)
class RecordRow:
    """One row of a related record, in the order in which later ones win."""

    at: int
    received_at: int
    order: int
    properties: Mapping[str, Any]
    is_deleted: bool

    @property
    def rank(self) -> tuple[int, int, int]:
        """By `at`, ties by `received_at`, then arrival (D23)."""
        return self.at, self.received_at, self.order


Record = tuple[str, str]  # the kind and the id
Owned = tuple[RecordRow, "Person | None"]


@dataclass
class Person:
    """A profile: its identifiers and its rows."""

    identifiers: frozenset[Identifier]
    events: list[Event] = field(default_factory=list)
    trait_rows: list[TraitRow] = field(default_factory=list)
    link_times: list[int] = field(default_factory=list)
    record_times: list[int] = field(default_factory=list)
    records: Mapping[Record, list[Owned]] = field(default_factory=dict)  # of all people
    lists: Mapping[str, list[Any]] = field(default_factory=dict)
    computed: Mapping[str, Callable[["Person", int], Value]] = field(default_factory=dict)
    links: dict[Record, list[RecordRow]] = field(default_factory=dict)  # to entities
    entities: Mapping[Record, "Person"] = field(default_factory=dict)  # of all people

    @property
    def is_known(self) -> bool:
        """Has an identifier of a strong type."""
        return any(kind in STRONG_TYPES for kind, _ in self.identifiers)

    def exists_at(self, as_of: int) -> bool:
        """The universe: the first row, of any kind, lies at or before `as_of`."""
        return any(at <= as_of for at in self.seen + self.link_times + self.record_times)

    def records_of(self, kind: str, as_of: int) -> list[Mapping[str, Any]]:
        """The properties of the records that are this person's by the latest row of each (D23)."""
        states = []
        for (other, _), rows in self.records.items():
            known = [row for row in rows if other == kind and row[0].at <= as_of]
            latest = max(known, key=lambda row: row[0].rank, default=None)
            if latest and latest[1] is self and not latest[0].is_deleted:
                states.append(latest[0].properties)
        return states

    def entities_of(self, kind: str, as_of: int) -> list["Person"]:
        """The entities that this person is linked to by the latest row of each (D23), as if they were people."""
        found = []
        for record, rows in self.links.items():
            known = [row for row in rows if record[0] == kind and row.at <= as_of]
            latest = max(known, key=lambda row: row.rank, default=None)
            if latest and not latest.is_deleted:
                found.append(self.entities[record])
        return found

    @property
    def seen(self) -> list[int]:
        """When its events and trait rows were."""
        return [event.at for event in self.events] + [row.at for row in self.trait_rows]

    def trait(self, name: str, as_of: int) -> Value:
        """The latest row that mentions the trait decides; null clears it (D6)."""
        if name in self.computed:
            return self.computed[name](self, as_of)
        if name in ("first_seen_at", "last_seen_at"):
            return self._seen_at(name, as_of)
        rows = self.rows_of_trait(name, as_of)
        return rows[-1].traits[name] if rows else None

    def rows_of_trait(self, name: str, as_of: int) -> list[TraitRow]:
        """The rows that mention the trait, the latest last."""
        rows = [row for row in self.trait_rows if row.at <= as_of and name in row.traits]
        return sorted(rows, key=lambda row: row.rank)

    def _seen_at(self, name: str, as_of: int) -> Value:
        """The built-in traits of D8, as text that reads as that time."""
        seen = [at for at in self.seen if at <= as_of]
        if not seen:
            return None
        return text_of_instant(min(seen) if name == "first_seen_at" else max(seen))


def read_people(given: Mapping[str, Any]) -> dict[Identifier, Person]:
    """Every identifier of a case with the person it belongs to."""
    kinds = ("events", "traits", "links")
    related = [(kind, row) for kind, rows in (given.get("related") or {}).items() for row in rows]
    rows = [identifiers_of(row) for kind in kinds for row in given.get(kind) or []]
    rows += [identifiers_of(row) for _, row in related]
    rows += [identifiers_of(row) for _, row in _entity_rows(given, "links")]
    groups = people(rows)
    persons = {group: Person(group) for group in set(groups.values())}
    found = {identifier: persons[group] for identifier, group in groups.items()}
    for event_id, row in unique_events(given.get("events") or []).items():
        _add(found, row, "events", _event_of(row, event_id))
    for order, row in enumerate(given.get("traits") or []):
        ranked = TraitRow(instant(row["at"]), received_at(row), order, row["traits"] or {})
        _add(found, row, "trait_rows", ranked)
    for row in given.get("links") or []:
        _add(found, row, "link_times", instant(row.get("at", 0)))  # without a time: from the beginning
    _add_records(found, related)
    _add_entities(found, given)
    for person in found.values():
        person.lists = given.get("lists") or {}
    return found


def _add_records(found: dict[Identifier, Person], related: list[tuple[str, Mapping[str, Any]]]) -> None:
    records: dict[Record, list[Owned]] = {}
    for order, (kind, row) in enumerate(related):
        _add(found, row, "record_times", instant(row["at"]))
        identifiers = identifiers_of(row)
        if identifiers:
            deleted = row.get("deleted") is True
            state = RecordRow(
                instant(row["at"]), received_at(row), order, row.get("properties") or {}, deleted
            )
            records.setdefault((kind, text_of(row["id"]) or ""), []).append((state, found[identifiers[0]]))
    for person in found.values():
        person.records = records


def _entity_rows(given: Mapping[str, Any], part: str) -> list[tuple[str, Mapping[str, Any]]]:
    entities = (given.get("entities") or {}).items()
    return [(kind, row) for kind, parts in entities for row in parts.get(part) or []]


def _add_entities(found: dict[Identifier, Person], given: Mapping[str, Any]) -> None:
    entities: dict[Record, Person] = {}
    for order, (kind, row) in enumerate(_entity_rows(given, "links")):
        at = instant(row["at"])
        _add(found, row, "record_times", at)
        record = kind, text_of(row["id"]) or ""
        entities.setdefault(record, Person(frozenset({record})))
        if identifiers := identifiers_of(row):
            link = RecordRow(at, received_at(row), order, {}, row.get("deleted") is True)
            found[identifiers[0]].links.setdefault(record, []).append(link)
    for order, (kind, row) in enumerate(_entity_rows(given, "traits")):
        ranked = TraitRow(instant(row["at"]), received_at(row), order, row["traits"] or {})
        entity = entities.get((kind, text_of(row["id"]) or ""))
        if entity:
            entity.trait_rows.append(ranked)
    for (kind, own_id), entity in entities.items():
        everybody = {id(person): person for person in found.values()}.values()
        events = (event for person in everybody for event in person.events)
        entity.events += [event for event in events if text_of(event.properties.get(f"{kind}_id")) == own_id]
    for person in found.values():
        person.entities = entities


def _add(found: dict[Identifier, Person], row: Mapping[str, Any], part: str, item: object) -> None:
    """A row whose identifiers are all blocked belongs to nobody (S1)."""
    identifiers = identifiers_of(row)
    if identifiers:
        getattr(found[identifiers[0]], part).append(item)


def _event_of(row: Mapping[str, Any], event_id: str) -> Event:
    return Event(instant(row["at"]), row["event"], row.get("properties") or {}, received_at(row), event_id)


def unique_events(rows: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Of several deliveries of an `event_id` the first received counts, with its own `at` (D3)."""
    first: dict[str, Mapping[str, Any]] = {}
    for order, row in enumerate(rows, start=1):
        key = text_of(row.get("event_id")) or f"~{order:08}"
        if key not in first or received_at(row) < received_at(first[key]):
            first[key] = row
    return first


def received_at(row: Mapping[str, Any]) -> int:
    """When a row arrived; by default when it happened."""
    return instant(row["at"] if row.get("received_at") is None else row["received_at"])


def instant(value: Value) -> int:
    """A time that a case must give."""
    time = time_of(value)
    if time is None:
        raise ValueError(f"no time: {value!r}")
    return time
