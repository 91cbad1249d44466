"""Staging models that a person wrote: found by their file's name or by the shape in their `meta`."""

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from segflux_cli.compiler.files.mapping import hashed
from segflux_cli.compiler.rendering.jinja import macro_environment
from segflux_cli.errors import Fault, Place
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.files import is_generated

SHAPES = ("events", "traits", "identifiers")

_FILE_NAME = re.compile(r"stg_([a-z][a-z0-9]*(?:_[a-z0-9]+)*)__(events|traits|identifiers)")


@dataclass(frozen=True)
class RawColumns:
    """The columns of a raw table that count; none named means all, because ids are made of whole rows."""

    database: str
    table: str
    columns: tuple[str, ...] = ()
    is_hashed: bool = False


@dataclass(frozen=True)
class Handwritten:
    """A model that has one of the three shapes, and what its `meta` says of it; `mapping` changes when it does."""

    model: str
    source: str
    shape: str
    look_back_seconds: int | None = None
    is_mutable: bool = False
    traits: tuple[tuple[str, str | None], ...] = ()
    mapping: str = ""
    raw: RawColumns | None = None


def find_handwritten(folder: Path, staging: str, faults: Faults) -> tuple[Handwritten, ...]:
    """The handwritten models below a project's staging folder, by name."""
    files = sorted((folder / staging).rglob("*.sql"))
    found = [_read(path, path.relative_to(folder).as_posix(), faults) for path in files]
    return tuple(sorted((each for each in found if each), key=lambda each: each.model))


def _read(path: Path, name: str, faults: Faults) -> Handwritten | None:
    if is_generated(path):
        return None
    text = path.read_text(encoding="utf-8", errors="replace")
    match = _FILE_NAME.fullmatch(path.stem)
    meta = meta_of(text)
    shape = meta.get("shape", match.group(2) if match else None)
    if shape is None:
        return None
    if shape not in SHAPES:
        faults.add(Place(name), f'the shape in meta is "{shape}"; a shape is one of {", ".join(SHAPES)}')
        return None
    source = str(meta.get("source", match.group(1) if match else path.stem))
    mapping = hashed(text)
    return Handwritten(
        path.stem, source, str(shape), _seconds(meta), bool(meta.get("is_mutable")), _traits(meta), mapping
    )


def _seconds(meta: dict[str, object]) -> int | None:
    seconds = meta.get("look_back_seconds")
    return seconds if isinstance(seconds, int) else None


def _traits(meta: dict[str, object]) -> tuple[tuple[str, str | None], ...]:
    declared = meta.get("traits")
    if isinstance(declared, dict):
        return tuple((str(name), None if kind is None else str(kind)) for name, kind in declared.items())
    return tuple((str(name), None) for name in declared) if isinstance(declared, list) else ()


def meta_of(text: str) -> dict[str, object]:
    """What `config(meta={'segflux': …})` says, as far as it is written out."""
    try:
        tree = macro_environment().parse(text)
    except TemplateSyntaxError:
        return {}  # dbt tells it better, with its place
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "config":
            return _meta_of_call(call)
    return {}


def _meta_of_call(call: nodes.Call) -> dict[str, object]:
    for keyword in call.kwargs:
        if keyword.key == "meta":
            try:
                meta = keyword.value.as_const()
            except nodes.Impossible:
                return {}
            own = meta.get("segflux") if isinstance(meta, dict) else None
            return own if isinstance(own, dict) else {}
    return {}


def clashes(handwritten: tuple[Handwritten, ...], generated: dict[str, Place]) -> tuple[Fault, ...]:
    """A model cannot be both written by hand and generated."""
    return tuple(
        Fault(generated[each.model], f"{each.model} stands in the staging folder too; keep one of the two")
        for each in handwritten
        if each.model in generated
    )
