"""The segments of a case: those it defines, or those of the project that it names."""

from collections.abc import Iterable
from dataclasses import replace

from segflux_cli.compiler.segments.segments import compile_segments, names_referenced
from segflux_cli.errors import SpecError, UsageError
from segflux_cli.spec.declared.conditions import Condition, Everyone
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.computed_files import read_computed_traits, with_traits
from segflux_cli.spec.project.project import Project
from segflux_cli.spec.project.segment_files import check_names
from segflux_cli.spec.segments.references import check_references
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode
from segflux_cli.spec.yaml.nodes import Node, Scalar


def read_own(
    nodes: Iterable[MappingNode], traits: Node | None = None, *, allows_sql: bool = False
) -> tuple[Project, tuple[Segment, ...]]:
    """The segments and computed traits that a case defines, as a project; raises all their faults."""
    nodes = tuple(nodes)
    faults = Faults()
    project = Project(allows_sql=allows_sql)
    if traits is not None:
        project = with_traits(project, read_computed_traits(traits, Reading(faults)))
    reading = Reading(faults, catalog=project.catalog, allows_sql=allows_sql)
    read = [read_segment(node, reading) for node in nodes]
    segments = tuple(segment for segment in read if segment)
    check_names(segments, faults)
    # one that is faulty itself is no unknown segment
    named = {name.text for node in nodes if isinstance(name := node.get("segment"), Scalar)}
    check_references(segments, Everyone(), (), faults, named)
    faults.raise_any()
    return project, segments


def as_in_cases(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """The segments without what plays no part in a case."""
    return tuple(replace(segment, status="live", priority=None) for segment in segments)


def with_read(
    segments: Iterable[Segment], names: Iterable[str], project_base: Condition
) -> tuple[Segment, ...]:
    """The segments of these names and all that they read, by name."""
    by_name = {segment.name: segment for segment in segments}
    found: dict[str, Segment] = {}
    wanted = [name for name in names if name in by_name]
    while wanted:
        segment = by_name[wanted.pop()]
        found[segment.name] = segment
        read = names_referenced(segment, project_base)
        if missing := [name for name in read if name not in by_name]:
            raise UsageError(
                f"{segment.place}: {segment.name} reads {', '.join(missing)}, written by hand, of which an "
                "example cannot know the members; try it on a build"
            )
        wanted += [name for name in read if name not in found]
    return tuple(found[name] for name in sorted(found))


def refusal_of(
    nodes: Iterable[MappingNode], traits: Node | None = None, *, allows_sql: bool = False
) -> str | None:
    """Why the definitions of a case are refused; None when they are not."""
    try:
        project, segments = read_own(nodes, traits, allows_sql=allows_sql)
        compile_segments(segments, Everyone(), "UTC", project.traits)
    except SpecError as error:
        return str(error)
    return None
