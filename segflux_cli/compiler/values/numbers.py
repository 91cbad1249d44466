"""Comparisons of numbers that are exact whatever their size."""

from typing import Literal

from segflux_cli.compiler.values.narrowing import known_as
from segflux_cli.compiler.values.values import Value

Sign = Literal["=", ">=", "<=", ">", "<"]

SIGNS: dict[str, Sign] = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}
_EXACT_DOUBLES = 2**53
_BEYOND_INTEGERS = 2**65  # no 64-bit integer comes near, so doubles tell all values apart


def compares(value: Value, sign: Sign, bound: int | float) -> str:
    """True where the value reads as a number that stands so to the bound."""
    if abs(bound) < _EXACT_DOUBLES:
        return f"ifNull({value.number()} {sign} {spell_number(bound)}, false)"
    if abs(bound) > _BEYOND_INTEGERS:
        return f"ifNull({value.number()} {sign} {spell_number(float(bound))}, false)"
    return f"ifNull({exact(value)} {sign} toInt128('{int(bound)}'), false)"


def compares_values(value: Value, sign: Sign, other: Value) -> str:
    """True where both values read as numbers that stand so to each other."""
    size = f"greatest(abs({value.number()}), abs({other.number()}))"
    whole = f"{exact(value)} {sign} {exact(other)}"
    near = f"{value.number()} {sign} {other.number()}"
    # below doubles are exact, above no 64-bit integer is near
    return f"ifNull(if({size} between {_EXACT_DOUBLES} and {_BEYOND_INTEGERS}, {whole}, {near}), false)"


def spell_number(number: int | float) -> str:
    """A number as SQL reads it."""
    return str(number) if isinstance(number, int) else repr(number)


def as_number(value: object) -> int | float:
    """The value, which the reader of specs has found to be a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return known_as(float, value)


def exact(value: Value) -> str:
    """The value as an Int128, which holds every 64-bit integer; of other numbers the whole part, up to 1e30."""
    number = value.number()
    # greatest and least pass over a null, which must stay one
    whole = f"if(isNull({number}), null, toInt128(greatest(-1e30, least(1e30, {number}))))"
    return f"coalesce({value.integer()}, {whole})"
