"""The columns that a batch's query becomes where members are written as a table or file."""

import re

from segflux_cli.destinations.protocol import Field, Warehouse
from segflux_cli.destinations.types import Opening
from segflux_cli.spec.declared.syncs import PROFILE_ID

NOBODY = "select '' as profile_id, '{}' as ids, '{}' as fields where false"
_TIME = re.compile(r"^(?:Nullable\()?DateTime")
_TIME_THERE = "Nullable(DateTime64(3, 'UTC'))"


def columns(opening: Opening, warehouse: Warehouse) -> list[str]:
    """The profile, each identifier of `match_on` and each field of a batch's query, as typed columns."""
    known_by = [name for name in opening.match_on if name != PROFILE_ID]
    identifiers = [
        f"JSONExtract(ids, {warehouse.spell_text(name)}, 'Nullable(String)') as {warehouse.spell_name(name)}"
        for name in known_by
    ]
    return ["profile_id", *identifiers, *(column(field, warehouse) for field in opening.fields)]


def column(field: Field, warehouse: Warehouse) -> str:
    """A field of a batch's query as a typed column."""
    name, as_name = warehouse.spell_text(field.name), warehouse.spell_name(field.name)
    if _TIME.match(_kept(field.type)):
        text = f"JSONExtract(fields, {name}, 'Nullable(String)')"
        # ClickHouse 25.8 guesses fractions of seconds before 1970 wrong, so that those with one are not guessed
        exact = f"parseDateTime64OrNull({text}, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC')"
        either = f"coalesce({exact}, parseDateTime64BestEffortOrNull({text}, 3, 'UTC'))"
        return f"cast({either}, {warehouse.spell_text(_TIME_THERE)}) as {as_name}"
    return f"JSONExtract(fields, {name}, {warehouse.spell_text(_kept(field.type))}) as {as_name}"


def _kept(warehouse_type: str) -> str:
    """The type without LowCardinality, which a file does not know; nullable where the type can be."""
    plain = re.sub(r"LowCardinality\(((?:[^()]|\([^()]*\))*)\)", r"\1", warehouse_type)
    can_be_null = not plain.startswith(
        ("Nullable", "Array", "Map", "Tuple", "JSON", "Nested", "Variant", "Dynamic")
    )
    return f"Nullable({plain})" if can_be_null else plain
