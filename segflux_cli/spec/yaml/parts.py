"""The parts of a kind inside a part of a spec."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import TypeVar

_Part = TypeVar("_Part")
_FIELDS: dict[type, tuple[str, ...]] = {}  # asked for by every condition of every segment


def parts_in(part: object, kind: type[_Part]) -> Iterator[_Part]:
    """All parts of the kind, in the order of the fields; those inside of one of them are left out."""
    if isinstance(part, kind):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from parts_in(each, kind)
    else:
        for name in _fields_of(type(part)):
            yield from parts_in(getattr(part, name), kind)


def _fields_of(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; of anything else there are none."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return _FIELDS[kind]
