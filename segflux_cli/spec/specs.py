"""Everything a project declares, read in one go."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from segflux_cli.errors import Fault
from segflux_cli.spec.catalog import Catalog
from segflux_cli.spec.faults import Faults
from segflux_cli.spec.project import Project, read_project
from segflux_cli.spec.segment_files import read_segments
from segflux_cli.spec.segments import Segment
from segflux_cli.spec.source_reader import read_sources
from segflux_cli.spec.sources import Column, Source, event_names


@dataclass(frozen=True)
class Specs:
    """The project, its sources and its segments, without a fault; warnings beside them."""

    project: Project
    sources: tuple[Source, ...]
    segments: tuple[Segment, ...]
    warnings: tuple[Fault, ...] = ()


def read_specs(folder: Path) -> Specs:
    """The specs of the project in a folder; raises SpecError with the faults of all files."""
    faults = Faults()
    project = read_project(folder, faults)
    sources = read_sources(folder, faults)
    segments = read_segments(folder, project, declared_names(sources), faults)
    faults.raise_any()
    return Specs(project, sources, segments, faults.warnings)


def declared_names(sources: Iterable[Source]) -> Catalog:
    """The names that sources declare; a kind of name that any of them leaves open is empty."""
    listed = tuple(sources)
    events = [event_names(source) for source in listed]
    return Catalog(
        events=_union(events),
        traits=_union([_value_names(source) for source in listed if source.kind == "traits"]),
        properties=_union([_value_names(source) for source in listed if source.kind == "events"]),
    )


def _value_names(source: Source) -> tuple[str, ...] | None:
    if isinstance(source.values, Column):
        return None
    return tuple(value.name for value in source.values)


def _union(names: list[tuple[str, ...] | None]) -> frozenset[str]:
    known = [each for each in names if each is not None]
    return frozenset(name for each in known for name in each) if len(known) == len(names) else frozenset()
