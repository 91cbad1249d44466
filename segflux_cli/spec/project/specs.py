"""Everything a project declares, read in one go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from segflux_cli.errors import Fault
from segflux_cli.spec.declared.catalog import BUILT_IN_TRAITS, Catalog, Entity
from segflux_cli.spec.declared.identity import Identity
from segflux_cli.spec.declared.notifications import Notification
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.declared.sources import Column, Source, event_names, has_open_events
from segflux_cli.spec.declared.syncs import DeclaredDestination
from segflux_cli.spec.identity.identity_checks import check_identity
from segflux_cli.spec.identity.identity_reader import read_identity
from segflux_cli.spec.identity.override_checks import check_overrides
from segflux_cli.spec.project.computed_files import with_computed_traits
from segflux_cli.spec.project.lists import find_lists, find_seed
from segflux_cli.spec.project.project import Project, read_project
from segflux_cli.spec.project.segment_files import read_segments
from segflux_cli.spec.project.sync_checks import Known, check_syncs
from segflux_cli.spec.project.trait_types import trait_types
from segflux_cli.spec.segments.handwritten_segments import HandwrittenSegment, find_handwritten_segments
from segflux_cli.spec.sources.source_reader import read_sources
from segflux_cli.spec.syncs.destination_reader import read_destinations
from segflux_cli.spec.yaml.faults import Faults


@dataclass(frozen=True)
class Specs:
    """The project, its sources and its segments, without a fault; warnings beside them.

    `handwritten` are the segments whose model a person wrote.
    """

    project: Project
    sources: tuple[Source, ...]
    segments: tuple[Segment, ...]
    destinations: tuple[DeclaredDestination, ...] = ()
    identity: Identity | None = None
    notify: tuple[Notification, ...] = ()
    warnings: tuple[Fault, ...] = ()
    handwritten: tuple[HandwrittenSegment, ...] = ()


def read_specs(folder: Path, *, also: Callable[[Specs, Faults], None] | None = None) -> Specs:
    """The specs of the project in a folder; raises SpecError with the faults of all files.

    `also` adds what only a higher layer can judge, so that it is reported in the same go.
    """
    faults = Faults()
    sources = read_sources(folder, faults)
    known = names_in(folder, sources).as_read(faults)
    project = with_computed_traits(folder, read_project(folder, faults), known, faults)
    handwritten = find_handwritten_segments(folder, faults)
    segments = read_segments(folder, project, known, handwritten, faults)
    declared = read_destinations(folder, faults)
    destinations = declared.destinations
    identity = read_identity(folder, faults)
    if identity and not known.is_partial:
        check_identity(identity, sources, find_lists(folder), faults)
        _check_overrides(folder, identity, identifier_types(sources), faults)
    specs = Specs(
        project, sources, segments, destinations, identity, notify=declared.notify, handwritten=handwritten
    )
    traits = known.traits | frozenset(project.traits)
    by_hand = frozenset(model.name for model in handwritten)
    catalog = project.catalog.with_names(known)
    types = trait_types(sources, catalog.computed)
    names = Known(traits, identifier_types(sources), catalog, by_hand, types)
    check_syncs(segments, destinations, names, faults)
    if also:
        also(specs, faults)
    faults.raise_any()
    return replace(specs, warnings=faults.warnings)


def _check_overrides(folder: Path, identity: Identity, carried: frozenset[str], faults: Faults) -> None:
    seed = find_seed(folder, identity.overrides) if identity.overrides else None
    if seed:
        types = carried | {declared.name for declared in identity.types}
        check_overrides(seed, seed.relative_to(folder).as_posix(), types, faults)


def identifier_types(sources: Iterable[Source]) -> frozenset[str]:
    """The types of identifiers that sources carry."""
    return frozenset(identifier.type for source in sources for identifier in source.identifiers)


def declared_names(sources: Iterable[Source]) -> Catalog:
    """The names that sources spell, and the kinds of names that may come besides."""
    listed = tuple(sources)
    has_open_values = {source.kind for source in listed if isinstance(source.values, Column)}
    is_open = {
        "event": any(has_open_events(source) for source in listed),
        "trait": "traits" in has_open_values,
        "property": "events" in has_open_values,
    }
    return Catalog(
        events=frozenset(name for source in listed for name in event_names(source)),
        traits=_value_names(source for source in listed if source.kind == "traits"),
        properties=_value_names(source for source in listed if source.kind == "events"),
        records=frozenset(source.record for source in listed if source.record and source.kind == "records"),
        entities=_entities(listed),
        open_kinds=frozenset(kind for kind, may_come in is_open.items() if may_come),
    )


def _entities(sources: tuple[Source, ...]) -> dict[str, Entity]:
    """The kinds of entities that people are linked to."""
    named = [source.record for source in sources if source.kind == "links" and source.record]
    return {name: _entity(name, [each for each in sources if each.record == name]) for name in named}


def _entity(name: str, sources: list[Source]) -> Entity:
    found = [source.event_property for source in sources if source.event_property]
    own = [source for source in sources if source.kind == "entities"]
    is_open = any(isinstance(source.values, Column) for source in own)
    return Entity(
        found[0] if found else f"{name}_id", None if is_open else _value_names(own) | BUILT_IN_TRAITS
    )


def names_in(folder: Path, sources: Iterable[Source]) -> Catalog:
    """The names that sources spell, and the lists of the project in a folder."""
    return replace(declared_names(sources), lists=find_lists(folder))


def _value_names(sources: Iterable[Source]) -> frozenset[str]:
    spelled = (source.values for source in sources if not isinstance(source.values, Column))
    return frozenset(value.name for values in spelled for value in values)
