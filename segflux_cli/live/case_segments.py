"""The segments of a case, compiled as `segflux compile` would."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from segflux_cli.compiler.macros import MacroSession
from segflux_cli.compiler.segment_files import spell_model
from segflux_cli.compiler.segments import CompiledSegment, compile_segment
from segflux_cli.errors import SpecError
from segflux_cli.spec.conditions import Condition, Everyone
from segflux_cli.spec.faults import Faults
from segflux_cli.spec.nodes import Mapping as MappingNode
from segflux_cli.spec.project import Project, size_of
from segflux_cli.spec.reading import Reading
from segflux_cli.spec.segment_files import check_names
from segflux_cli.spec.segment_reader import read_segment
from segflux_cli.spec.segments import Segment

_Meta = Mapping[str, Any]


@dataclass(frozen=True)
class CaseSegment:
    """A segment, decided, and what its model says to the plan."""

    compiled: CompiledSegment
    base: Condition
    said: _Meta

    @property
    def name(self) -> str:
        """Its name."""
        return self.compiled.segment.name


def read_own(nodes: Iterable[MappingNode]) -> tuple[Segment, ...]:
    """The segments that a case defines; raises all their faults."""
    faults = Faults()
    read = [read_segment(node, Reading(faults)) for node in nodes]
    segments = tuple(segment for segment in read if segment)
    check_names(segments, faults)
    faults.raise_any()
    return segments


def compile_segments(
    segments: Iterable[Segment], project: Project, session: MacroSession
) -> tuple[CaseSegment, ...]:
    """The segments with what they say to the plan; `status` plays no part in a case."""
    return tuple(_compile(segment, project, session) for segment in segments)


def facets_of(segments: Iterable[CaseSegment]) -> list[_Meta]:
    """The columns of events that they need, each once."""
    found = {facet["column"]: facet for segment in segments for facet in segment.said["facets"]}
    return [found[column] for column in sorted(found)]


def _compile(segment: Segment, project: Project, session: MacroSession) -> CaseSegment:
    compiled = compile_segment(segment, project.base, project.time_zone)
    model = session.render(spell_model(compiled, size_of(segment.size, project), "segflux"))
    meta: Any = model.config["meta"]
    return CaseSegment(compiled, segment.base or project.base, {**meta["segflux"], "status": "live"})


def refusal_of(nodes: Iterable[MappingNode]) -> str | None:
    """Why the definitions of a case are refused; None when they are not."""
    try:
        for segment in read_own(nodes):
            compile_segment(segment, Everyone(), "UTC")
    except SpecError as error:
        return str(error)
    return None
