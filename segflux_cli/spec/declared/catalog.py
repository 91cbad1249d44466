"""The names of events, traits and properties a project knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from segflux_cli.errors import Place
from segflux_cli.spec.declared.computed_traits import ComputedTrait
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import did_you_mean

BUILT_IN_TRAITS = frozenset({"first_seen_at", "last_seen_at"})


@dataclass(frozen=True)
class Entity:
    """A kind of entities that profiles are linked to; `traits` None where others may come than are declared."""

    event_property: str
    traits: frozenset[str] | None = None


@dataclass(frozen=True)
class Catalog:
    """Known names, and the kinds of which others may come: `event`, `trait`, `property`.

    An open catalog warns of an unknown name; where others may come, only if it is nearly a known one. A partial one
    lacks the names of entries that have faults, so that no name is unknown to it.
    """

    events: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()  # the first part of a path, of any event
    open_kinds: frozenset[str] = frozenset()
    is_closed: bool = False
    is_partial: bool = False
    # None where nobody says which there are, as in case files
    records: frozenset[str] | None = None
    lists: frozenset[str] | None = None
    computed: Mapping[str, ComputedTrait] = field(default_factory=dict)
    entities: Mapping[str, Entity] | None = None

    def with_names(self, other: "Catalog") -> "Catalog":
        """This catalog with the names of another added."""
        return Catalog(
            events=self.events | other.events,
            traits=self.traits | other.traits,
            properties=self.properties | other.properties,
            open_kinds=self.open_kinds | other.open_kinds,
            is_closed=self.is_closed or other.is_closed,
            is_partial=self.is_partial or other.is_partial,
            records=self.records if other.records is None else other.records,
            lists=self.lists if other.lists is None else other.lists,
            computed={**self.computed, **other.computed},
            entities=self.entities if other.entities is None else other.entities,
        )

    def as_read(self, faults: Faults) -> "Catalog":
        """This catalog, partial where what its names come from has faults."""
        return replace(self, is_partial=self.is_partial or bool(faults.errors))

    def of_entity(self, entity: Entity | None) -> "Catalog":
        """The catalog that counts in a block about an entity: its traits in place of the profile's."""
        if entity is None:
            return replace(self, traits=frozenset(), computed={})
        kinds = self.open_kinds - {"trait"} if entity.traits is not None else self.open_kinds | {"trait"}
        return replace(self, traits=entity.traits or frozenset(), open_kinds=kinds, computed={})

    def check_event(self, name: str, place: Place, faults: Faults) -> None:
        """Reports an event nobody declared; `page_*` is known if some event begins so."""
        is_known = name in self.events
        if name.endswith("*"):
            is_known = name == "*" or any(event.startswith(name[:-1]) for event in self.events)
        if not is_known:
            self._report("event", name, self.events, place, faults)

    def check_trait(self, name: str, place: Place, faults: Faults) -> None:
        """Reports a trait nobody declared."""
        known = self.traits | frozenset(self.computed)
        if name not in known and name not in BUILT_IN_TRAITS:
            self._report("trait", name, known, place, faults)

    def check_property(self, path: str, place: Place, faults: Faults) -> None:
        """Reports a path whose first part nobody declared."""
        name = path.split(".", maxsplit=1)[0].removesuffix("[]")
        if name not in self.properties and path not in self.properties:
            self._report("property", name, self.properties, place, faults)

    def check_record(self, name: str, place: Place, faults: Faults) -> None:
        """Reports a kind of related records that no source declares, be the catalog open or closed."""
        if self.records is None or name in self.records or self.is_partial:
            return
        question = did_you_mean(name, sorted(self.records))
        allowed = f" Allowed: {', '.join(sorted(self.records))}" if self.records else ""
        advice = f'declare it in sources.yml with "kind: records" and "record: {name}"'
        faults.add(place, f"no source has records called {quoted(name)}.{question}{allowed} To do: {advice}")

    def check_entity(self, name: str, place: Place, faults: Faults) -> Entity | None:
        """The kind of entities; reports one that no source links people to, be the catalog open or closed."""
        if self.entities is None or name in self.entities or self.is_partial:
            return (self.entities or {}).get(name)
        question = did_you_mean(name, sorted(self.entities))
        allowed = f" Allowed: {', '.join(sorted(self.entities))}" if self.entities else ""
        advice = f'declare it in sources.yml with "kind: links" and "entity: {name}"'
        faults.add(place, f"no source links people to {quoted(name)}.{question}{allowed} To do: {advice}")
        return None

    def check_list(self, name: str, place: Place, faults: Faults) -> None:
        """Reports a list that is neither a seed nor a model of the dbt project, be the catalog open or closed."""
        if self.lists is None or name in self.lists:
            return
        question = did_you_mean(name, sorted(self.lists))
        advice = f"put the ids into seeds/{name}.csv, with id as its first line, or name a model"
        faults.add(place, f"no seed and no model is called {quoted(name)}.{question} To do: {advice}")

    def _report(self, kind: str, name: str, known: frozenset[str], place: Place, faults: Faults) -> None:
        question = did_you_mean(name, sorted(known))
        may_come = not known or (kind in self.open_kinds and not question)
        if self.is_partial or (may_come and not self.is_closed):
            return
        plural = "properties" if kind == "property" else f"{kind}s"
        files = "sources.yml, traits.yml" if kind == "trait" else "sources.yml"
        advice = f'correct it, or name it in {files} or under "{plural}" in segflux.yml'
        report = faults.add if self.is_closed else faults.warn
        report(place, f"no {kind} {quoted(name)} is declared.{question} To do: {advice}")
