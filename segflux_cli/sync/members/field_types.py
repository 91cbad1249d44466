"""The types of what a sync sends, in the words of the warehouse."""

import re

from segflux_cli.destinations.protocol import Field
from segflux_cli.spec.declared.default_values import is_number, is_time
from segflux_cli.spec.declared.operators import Scalar
from segflux_cli.sync.members.people import Traits
from segflux_cli.sync.state.carried import CarriedSync, SentValue

_WRAPPED = re.compile(r"(?:Nullable|LowCardinality)\((.*)\)")
_WHOLE = re.compile(r"(U?)Int(\d+)")
_DECIMAL = re.compile(r"Decimal\((\d+), (\d+)\)")


def fields_of(sync: CarriedSync, traits: Traits) -> tuple[Field, ...]:
    """The fields that a sync sends, with the types that their values have in the warehouse."""
    return tuple(Field(value.name, _type(value, traits)) for value in sync.send)


def cleared_fields(sync: CarriedSync) -> tuple[Field, ...]:
    """The fields that are cleared where a place is left: their traits may be gone, and no value needs a type."""
    return tuple(Field(value.name, "String") for value in sync.send) if sync.mode == "upsert" else ()


def _type(value: SentValue, traits: Traits) -> str:
    """Text where a default does not fit the trait's type, so that neither is lost."""
    if value.trait is not None:
        there = traits.columns[traits.column(value.trait)]
        return there if value.default is None or _fits(value.default, there) else "String"
    constant = value.constant
    if isinstance(constant, bool):
        return "Bool"
    return "String" if isinstance(constant, str) else "Int64" if isinstance(constant, int) else "Float64"


def _fits(default: Scalar, warehouse_type: str) -> bool:
    plain = warehouse_type
    while wrapped := _WRAPPED.fullmatch(plain):
        plain = wrapped.group(1)
    if plain.startswith("Date"):
        return is_time(default)
    if plain in ("String", "Bool"):
        return plain == "String" or isinstance(default, bool)
    return _fits_number(default, plain)


def _fits_number(default: Scalar, plain: str) -> bool:
    if not is_number(default):
        return False
    if whole := _WHOLE.fullmatch(plain):
        bits = int(whole.group(2)) - (not whole.group(1))
        is_whole = isinstance(default, int) or default.is_integer()
        return is_whole and (0 if whole.group(1) else -(2**bits)) <= default < 2**bits
    if decimal := _DECIMAL.fullmatch(plain):
        return abs(default) < 10.0 ** (int(decimal.group(1)) - int(decimal.group(2)))
    return plain.startswith(("Float", "BFloat"))
