"""The segments of the benchmark through the real compiler, and the views of the real models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.evaluate.specs import segment_specs
from segflux_cli.compiler.rendering.dbt_context import Relation, RunQuery
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.errors import Place
from segflux_cli.live.cases.case_segments import read_own
from segflux_cli.live.cases.plain_nodes import node_of
from segflux_cli.live.planned_segments import facets_of, plan_segments
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode

_VIEWS = ("int_events_resolved", "int_traits_resolved")
_TABLES = (
    "fct_events",
    "fct_traits",
    "profile_overrides",
    "profile_node_overrides",
    "profile_numbers",
    "fct_segment_bitmaps",
    "dim_identifiers",
)
RELATIONS = {name: Relation("bench", name) for name in (*_VIEWS, *_TABLES)}


@dataclass(frozen=True)
class Compiled:
    """What the plan is made of."""

    session: MacroSession
    segments: list[Mapping[str, Any]]
    facets: list[Mapping[str, Any]]
    views: dict[str, str]


def compile_specs(count: int, run_query: RunQuery, columns_of: int = 0) -> Compiled:
    """The first `count` segments, compiled, and the views that they read, with the columns of so many segments."""
    specs = segment_specs(max(count, columns_of))
    nodes = [node_of(spec, Place(str(spec["segment"]))) for spec in specs]
    graph: dict[str, object] = {"nodes": {}}
    session = load_macros(project_files()).session(run_query=run_query, relations=RELATIONS, graph=graph)
    project, own = read_own(node for node in nodes if isinstance(node, MappingNode))
    segments = plan_segments(own, project, session)
    facets = facets_of(segments)
    config = {"meta": {"segflux": {"facets": facets}}}
    graph["nodes"] = {"bench": {"resource_type": "model", "config": config}}
    views = {view: session.render(_model(view)).sql for view in _VIEWS}
    first = {str(spec["segment"]) for spec in specs[:count]}
    said = [segment.said for segment in segments if segment.name in first]
    return Compiled(session, said, facets, views)


def word_marks(specs: Mapping[str, Mapping[str, object]], traits: Sequence[object]) -> list[tuple[str, str]]:
    """The columns that segments of these parts need, each with the comment of a build that has filled it."""
    session = load_macros(project_files()).session(relations=RELATIONS, graph={"nodes": {}})
    place = Place("words")
    nodes = [
        node_of({"segment": f"word_{number}", **spec}, place) for number, spec in enumerate(specs.values())
    ]
    own = (node for node in nodes if isinstance(node, MappingNode))
    project, segments = read_own(own, node_of(list(traits), place))
    facets = facets_of(plan_segments(segments, project, session))
    return [(str(facet["column"]), str(session.call("_mark_of_column", facet))) for facet in facets]


def _model(name: str) -> str:
    return (project_files() / "models" / "events" / f"{name}.sql").read_text(encoding="utf-8")
