"""The names of a project that an editor offers."""

from dataclasses import dataclass

from segflux_cli.compiler.editor.values import TEXT, Schema, known, pattern
from segflux_cli.spec.declared.catalog import BUILT_IN_TRAITS
from segflux_cli.spec.declared.population import CELLS
from segflux_cli.spec.project.specs import Specs, declared_names


@dataclass(frozen=True)
class Names:
    """Known events, traits, properties, segments and cells of `rfm`; a closed catalog allows no others but segments."""

    events: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    is_closed: bool = False
    cells: frozenset[str] = frozenset(CELLS)
    records: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    allows_sql: bool = False

    @property
    def event(self) -> Schema:
        """The name of an event, or the beginning of names and `*`."""
        if not self.is_closed:
            return known(self.events, TEXT, is_closed=False)
        return {"anyOf": [known(self.events, TEXT, is_closed=True), pattern(r"[\s\S]*\*", "*")]}


def names_of(specs: Specs) -> Names:
    """The names that a project declares."""
    catalog = specs.project.catalog.with_names(declared_names(specs.sources))
    return Names(
        catalog.events,
        catalog.traits | BUILT_IN_TRAITS | frozenset(catalog.computed),
        catalog.properties,
        frozenset(segment.name for segment in specs.segments),
        catalog.is_closed,
        frozenset(specs.project.cells),
        catalog.records or frozenset(),
        frozenset(catalog.entities or ()),
        specs.project.allows_sql,
    )
