"""Other traits on the right of operators."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from segflux_cli.spec.operators import OtherTrait


def other_traits_in(part: object) -> tuple[str, ...]:
    """The names of all traits on the right of operators inside a part of a spec, each once, in order."""
    return tuple(sorted(set(_names_in(part))))


def _names_in(part: object) -> Iterator[str]:
    if isinstance(part, OtherTrait):
        yield part.name
    elif isinstance(part, tuple):
        for each in part:
            yield from _names_in(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _names_in(getattr(part, field.name))
