"""The two generated files of a segment: its model, and the YAML that describes it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segflux_cli.compiler.leaves.goals import goal_measure
from segflux_cli.compiler.leaves.leaves import UNIVERSE_ID
from segflux_cli.compiler.rendering.fragments import spell_fragment
from segflux_cli.compiler.rendering.jinja import generate
from segflux_cli.compiler.segments.reads import names_read
from segflux_cli.compiler.segments.segments import CompiledCondition, CompiledSegment, leaves_in
from segflux_cli.compiler.segments.sizes import SizeWords, size_words
from segflux_cli.compiler.values.moments import ago
from segflux_cli.compiler.wording.canonical import canonical
from segflux_cli.compiler.wording.canonical_values import spell_days
from segflux_cli.compiler.wording.sentences import sentence_of
from segflux_cli.literals import spell_jinja, spell_yaml
from segflux_cli.spec.declared.segments import Goal, Size

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class SegmentTarget:
    """The dbt project that the files are generated for, and its folder for them."""

    project_name: str
    folder: str


def segment_files(compiled: CompiledSegment, size: Size, target: SegmentTarget) -> dict[str, str]:
    """The files of a segment by path."""
    base = f"{target.folder}/seg_{compiled.segment.name}"
    return {
        f"{base}.sql": spell_model(compiled, size, target.project_name),
        f"{base}.yml": _spell_description(compiled),
    }


def spell_model(compiled: CompiledSegment, size: Size, project_name: str) -> str:
    """The model: its members' view, and in its `meta` all that the plan collects."""
    return generate(
        _TEMPLATES / "seg.sql",
        spec=_shown(compiled.segment.place.path),
        project=spell_jinja(project_name),
        segment=said_of(compiled, size),
    )


def said_of(compiled: CompiledSegment, size: Size) -> dict[str, Any]:
    """All that the plan collects of a segment, spelled for the template `said.sql`."""
    return {
        "name": spell_jinja(compiled.segment.name),
        "texts": {key: spell_jinja(value) for key, value in _texts(compiled).items()},
        "lists": {key: _words(value) for key, value in _lists(compiled).items()},
        "numbers": _numbers(compiled, size_words(size)),
        "goal_measure": _goal_measure(compiled.segment.goal),
        "leaves": [(leaf.id, leaf.call) for leaf in compiled.leaves],
        "conditions": [_condition(leaf) for leaf in leaves_in(compiled.condition)],
        "algebra": {"base": spell_fragment(compiled.base), "members": spell_fragment(compiled.members)},
        "facets": [
            (spell_jinja(facet.name), spell_jinja(facet.type), spell_fragment(facet.expression))
            for facet in compiled.facets
        ],
    }


def _texts(compiled: CompiledSegment) -> dict[str, str]:
    segment, goal = compiled.segment, compiled.segment.goal
    return {
        "label": segment.label or segment.name.replace("_", " ").capitalize(),
        "about": segment.about or "",
        "owner": segment.owner or "",
        "sentence": sentence_of(segment, is_yielding=bool(compiled.holders)),
        "status": segment.status,
        "renamed_from": segment.renamed_from or "",
        "history": ago(segment.history) if segment.history else "",
        "priority_group": segment.priority.group if segment.priority else "",
        "review_by": segment.review_by.isoformat() if segment.review_by else "",
        "time_zone": compiled.time_zone,
        "goal_metric": goal.metric if goal else "",
        "goal_event": goal.event if goal else "",
        "goal_value": (goal.value if goal else None) or "",
        "goal_within": spell_days(goal.within) if goal and goal.within else "",
        "spec": segment.place.path,
        "definition_hash": compiled.definition_hash,
    }


def _condition(leaf: CompiledCondition) -> tuple[str, str, str]:
    """In its canonical words, the leaf that decides it, and whether it holds outside of that; all are in no leaf."""
    if leaf.leaf_id is None:
        return spell_jinja(canonical(leaf.condition)), UNIVERSE_ID, "false"
    return spell_jinja(canonical(leaf.condition)), leaf.leaf_id, str(leaf.members.is_complement).lower()


def _lists(compiled: CompiledSegment) -> dict[str, tuple[str, ...]]:
    segment = compiled.segment
    read = names_read(segment.who, segment.base, segment.rules.leave_when)
    return {
        "tags": segment.tags,
        "kinds": segment.kinds,
        "read_events": compiled.all_events(read.events),
        "read_traits": read.traits,
        "read_segments": compiled.references,
        "yields_to": tuple(holder.segment for holder in compiled.holders),
    }


def _numbers(compiled: CompiledSegment, size: SizeWords) -> dict[str, str]:
    goal, priority = compiled.segment.goal, compiled.segment.priority
    return {
        "stratum": str(compiled.stratum),
        "priority_rank": str(priority.rank) if priority else "none",
        "goal_baseline": _number(goal.baseline if goal else None),
        "goal_target": _number(goal.target if goal else None),
        "minimum_size": _number(size.minimum),
        "minimum_share": _number(size.minimum_share),
        "maximum_size": _number(size.maximum),
        "maximum_share": _number(size.maximum_share),
        "moves_at_most": _number(size.moves_at_most),
        "otherwise": spell_jinja(size.otherwise),
    }


def _goal_measure(goal: Goal | None) -> str:
    return spell_fragment(goal_measure(goal.value)) if goal and goal.value else "none"


def _spell_description(compiled: CompiledSegment) -> str:
    segment = compiled.segment
    about = (segment.about or segment.label or segment.name.replace("_", " ").capitalize()).strip()
    sentence = about if about.endswith((".", "!", "?")) else f"{about}."
    description = f"{sentence} One row per profile."
    return generate(
        _TEMPLATES / "seg.yml",
        spec=_shown(segment.place.path),
        name=segment.name,
        description=spell_yaml(description),
    )


def _words(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(spell_jinja(text) for text in texts)}]"


def _shown(path: str) -> str:
    """A path inside a comment, where nothing of it may end the comment."""
    return re.sub(r"[^\w./ -]", "?", path)


def _number(number: float | None) -> str:
    return "none" if number is None else repr(number)
