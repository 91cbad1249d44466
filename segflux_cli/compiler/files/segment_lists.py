"""The model that gathers the ids of all lists that segments name."""

from collections.abc import Iterable
from pathlib import Path

from segflux_cli.compiler.files.segment_files import SegmentTarget
from segflux_cli.compiler.rendering.jinja import generate
from segflux_cli.literals import spell_jinja, spell_text
from segflux_cli.spec.declared.conditions import Block, Condition, Listed
from segflux_cli.spec.declared.segments import Segment

_TEMPLATE = Path(__file__).parent / "templates" / "int_segment_lists.sql"


def lists_file(segments: Iterable[Segment], base: Condition, target: SegmentTarget) -> dict[str, str]:
    """The model by path; there is one even where no segment names a list."""
    conditions = [base]
    for segment in segments:
        conditions += [each for each in (segment.who, segment.base, segment.rules.leave_when) if each]
    named = sorted({pair for condition in conditions for pair in _lists_in(condition)})
    lists = [
        {
            "name": spell_jinja(name),
            "literal": spell_text(name),
            "id_type": spell_jinja(id_type),
            "id_type_literal": spell_text(id_type),
        }
        for name, id_type in named
    ]
    return {
        f"{target.folder}/{_TEMPLATE.name}": generate(
            _TEMPLATE, project=spell_jinja(target.project_name), lists=lists
        )
    }


def _lists_in(condition: Condition) -> set[tuple[str, str]]:
    if isinstance(condition, Listed):
        return {(condition.name, condition.id_type)}
    parts = condition.conditions if isinstance(condition, Block) else ()
    return {pair for part in parts for pair in _lists_in(part)}
