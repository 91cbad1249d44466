"""The columns of a table in PostgreSQL: what the warehouse's types become there."""

import re
from dataclasses import dataclass

from segflux_cli.destinations.protocol import Field

KEY = "segflux_key"
PROFILE = "profile_id"
SYNCED = "synced_at"

# The first pattern that a warehouse type begins with decides.
_TYPES = (
    (r"(Array|Map|Tuple|JSON|Nested|Object|Variant|Dynamic)", "jsonb"),
    (r"Bool", "boolean"),
    (r"(UInt64|U?Int128|U?Int256)", "numeric"),
    (r"U?Int", "bigint"),
    (r"(Float|BFloat)", "double precision"),
    (r"Decimal", "numeric"),
    (r"DateTime", "timestamptz"),
    (r"Date", "date"),
)
_WRAPPED = re.compile(r"^(?:Nullable|LowCardinality)\((.*)\)$")


@dataclass(frozen=True)
class Column:
    """A column, its type there, and which part of a staged row (`ids` or `fields`) fills it."""

    name: str
    type: str
    part: str


def columns_of(match_on: tuple[str, ...], fields: tuple[Field, ...]) -> tuple[Column, ...]:
    """The columns besides key, profile id and time: identifiers, then fields."""
    known_by = [Column(name, "text", "ids") for name in match_on if name != PROFILE]
    return (*known_by, *(Column(field.name, type_of(field.type), "fields") for field in fields))


def type_of(warehouse_type: str) -> str:
    """The type there of a type of the warehouse; text for all others."""
    plain = unwrapped(warehouse_type)
    return next((there for pattern, there in _TYPES if re.match(pattern, plain)), "text")


def unwrapped(warehouse_type: str) -> str:
    """The type without Nullable and LowCardinality around it."""
    plain = warehouse_type
    while wrapped := _WRAPPED.match(plain):
        plain = wrapped.group(1)
    return plain
