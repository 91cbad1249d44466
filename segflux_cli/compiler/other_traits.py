"""Values of other traits on the right of operators: which a condition needs, and how each is called in the plan."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from segflux_cli.compiler.values import RawValue
from segflux_cli.literals import spell_name
from segflux_cli.spec.operators import OtherTrait


def other_traits_in(part: object) -> tuple[str, ...]:
    """The names of all traits on the right of operators inside a condition, each once, in order."""
    return tuple(sorted(set(_names_in(part))))


def column_of(trait: str) -> str:
    """The column that the plan puts beside rows of events or traits; the JSON text of the value, or empty."""
    return spell_name(f"trait {trait}")


def value_of(trait: OtherTrait) -> RawValue:
    """The value as an operator reads it."""
    return RawValue(column_of(trait.name))


def _names_in(part: object) -> Iterator[str]:
    if isinstance(part, OtherTrait):
        yield part.name
    elif isinstance(part, tuple):
        for each in part:
            yield from _names_in(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _names_in(getattr(part, field.name))
