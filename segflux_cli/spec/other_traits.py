"""Other traits on the right of operators."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from segflux_cli.spec.operators import OtherTrait

_FIELDS: dict[type, tuple[str, ...]] = {}  # asked for by every condition of every segment


def other_traits_in(part: object) -> tuple[str, ...]:
    """The names of all traits on the right of operators inside a part of a spec, each once, in order."""
    return tuple(sorted(set(_names_in(part))))


def _names_in(part: object) -> Iterator[str]:
    if isinstance(part, OtherTrait):
        yield part.name
    elif isinstance(part, tuple):
        for each in part:
            yield from _names_in(each)
    else:
        for name in _fields_of(type(part)):
            yield from _names_in(getattr(part, name))


def _fields_of(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; of anything else there are none."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return _FIELDS[kind]
