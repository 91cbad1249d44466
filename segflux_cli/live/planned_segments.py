"""Segments with what their models say to the plan: what a build would evaluate, without dbt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from segflux_cli.compiler.files.segment_files import spell_model
from segflux_cli.compiler.rendering.macros import MacroSession
from segflux_cli.compiler.segments.segments import CompiledSegment, compile_segments
from segflux_cli.spec.declared.conditions import Condition
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.project import Project, size_of

Meta = Mapping[str, Any]


@dataclass(frozen=True)
class PlannedSegment:
    """A segment, decided, and what its model says to the plan."""

    compiled: CompiledSegment
    base: Condition
    said: Meta

    @property
    def name(self) -> str:
        """Its name."""
        return self.compiled.segment.name


def plan_segments(
    segments: Iterable[Segment], project: Project, session: MacroSession
) -> tuple[PlannedSegment, ...]:
    """The segments with what they say to the plan, which evaluates them whatever their status is."""
    compiled = compile_segments(segments, project.base, project.time_zone, project.traits)
    return tuple(_said(one, project, session) for one in compiled)


def facets_of(segments: Iterable[PlannedSegment]) -> list[Meta]:
    """The columns of events that they need, each once."""
    found = {facet["column"]: facet for segment in segments for facet in segment.said["facets"]}
    return [found[column] for column in sorted(found)]


def _said(compiled: CompiledSegment, project: Project, session: MacroSession) -> PlannedSegment:
    segment = compiled.segment
    model = session.render(spell_model(compiled, size_of(segment.size, project), "segflux"))
    meta: Any = model.config["meta"]
    return PlannedSegment(compiled, segment.base or project.base, {**meta["segflux"], "status": "live"})
