"""The columns of a table in MySQL: what the warehouse's types become there, and how it spells them."""

import re
from dataclasses import dataclass

from segflux_cli.destinations.databases.postgresql_columns import PROFILE, unwrapped
from segflux_cli.destinations.protocol import Field

TEXT = "longtext character set utf8mb4 collate utf8mb4_bin"
KNOWN_BY = "varchar(500) character set utf8mb4 collate utf8mb4_bin"  # short enough for an index

# The first pattern that a warehouse type begins with decides.
_TYPES = (
    (r"(Array|Map|Tuple|JSON|Nested|Object|Variant|Dynamic)", "json"),
    (r"Bool", "tinyint(1)"),
    (r"U?Int128", "decimal(39, 0)"),
    (r"U?Int256", TEXT),  # more digits than a decimal has
    (r"UInt64", "bigint unsigned"),
    (r"U?Int", "bigint"),
    (r"(Float|BFloat)", "double"),
    (r"DateTime", "datetime(3)"),
    (r"Date", "date"),
)
_DECIMAL = re.compile(r"^Decimal\((\d+), (\d+)\)$")


@dataclass(frozen=True)
class Column:
    """A column and its type there; `is_field` if `send` names it."""

    name: str
    type: str
    is_field: bool


def columns_of(match_on: tuple[str, ...], fields: tuple[Field, ...]) -> tuple[Column, ...]:
    """The columns besides key, profile id and time: identifiers, then fields."""
    known_by = [Column(name, KNOWN_BY, is_field=False) for name in match_on if name != PROFILE]
    return (*known_by, *(Column(field.name, type_of(field.type), is_field=True) for field in fields))


def type_of(warehouse_type: str) -> str:
    """The type there of a type of the warehouse; text for all others."""
    plain = unwrapped(warehouse_type)
    if decimal := _DECIMAL.match(plain):
        digits, scale = int(decimal.group(1)), int(decimal.group(2))
        return f"decimal({digits}, {scale})" if digits <= 65 and scale <= 30 else TEXT
    return next((there for pattern, there in _TYPES if re.match(pattern, plain)), TEXT)
