"""Segments whose model a person wrote: as segments like any other, and the model that gathers their members."""

from collections.abc import Iterable
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from segflux_cli.compiler.files.handwritten import meta_of
from segflux_cli.compiler.files.mapping import hashed
from segflux_cli.compiler.files.segment_files import SegmentTarget, said_of
from segflux_cli.compiler.rendering.jinja import generate, macro_environment
from segflux_cli.compiler.segments.segments import CompiledSegment
from segflux_cli.literals import spell_jinja
from segflux_cli.spec.declared.conditions import FromModel
from segflux_cli.spec.declared.segments import Segment, Size
from segflux_cli.spec.segments.handwritten_segments import HandwrittenSegment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import unknown_word

_TEMPLATE = Path(__file__).parent / "templates" / "int_segments_handwritten.sql"
_TEXTS = ("label", "about", "owner")
_WORDS = (*_TEXTS, "tags")
_EVALUATED = (
    "fct_segment_",
    "leaf_bitmaps",
    "late_leaf_bitmaps",
    "trait_bitmaps",
    "int_segments_handwritten",
)


def as_segments(
    models: Iterable[HandwrittenSegment], declared: Iterable[Segment], faults: Faults
) -> tuple[Segment, ...]:
    """Handwritten models as segments; adds faults for words in their `meta` and for what they may not read."""
    generated = frozenset(f"seg_{segment.name}" for segment in declared)
    return tuple(_as_segment(model, generated, faults) for model in models)


def handwritten_file(
    compiled: Iterable[CompiledSegment], size: Size, target: SegmentTarget
) -> dict[str, str]:
    """The model of all handwritten segments' members, by path; there is one even where nobody wrote any."""
    segments = [_said(each, size) for each in compiled]
    text = generate(_TEMPLATE, project=spell_jinja(target.project_name), segments=segments)
    return {f"{target.folder}/{_TEMPLATE.name}": text}


def _as_segment(model: HandwrittenSegment, generated: frozenset[str], faults: Faults) -> Segment:
    for name in sorted(_names_read(model.text)):
        if name in generated or name.startswith(_EVALUATED):
            message = (
                f"{quoted(name)} is made from all segments, this one among them, so it can't be read here"
            )
            advice = (
                "read profiles, events, traits or your own models, or write `who: {in_segment: …}` in YAML"
            )
            faults.add(model.place, f"{message}; {advice}")
    meta = meta_of(model.text)
    for word in sorted(set(meta) - set(_WORDS)):
        faults.add(model.place, f"meta: {unknown_word(word, _WORDS, 'a word of a handwritten segment')}")
    label, about, owner = (str(meta[word]) if meta.get(word) else None for word in _TEXTS)
    tags = meta.get("tags")
    listed = tuple(str(tag) for tag in tags) if isinstance(tags, list | tuple) else ()
    who = FromModel(model.name, hashed(model.text))
    return Segment(model.place, model.name, who, label, about, owner, listed)


def _names_read(text: str) -> set[str]:
    """The models named in calls of `ref`, as far as they are written out."""
    try:
        tree = macro_environment().parse(text)
    except TemplateSyntaxError:
        return set()  # dbt tells it better, with its place
    named = (
        call.args[-1]
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "ref" and call.args
    )
    return {str(name.value) for name in named if isinstance(name, nodes.Const)}


def _said(compiled: CompiledSegment, size: Size) -> dict[str, object]:
    name = compiled.segment.name
    return {**said_of(compiled, size), "literal": f"'{name}'", "model": spell_jinja(f"seg_{name}")}
