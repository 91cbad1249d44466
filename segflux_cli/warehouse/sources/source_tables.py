"""The tables of a source as the warehouse has them, also those that an adapter would gather."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segflux_cli.spec.declared.gathering import Gathering, Part, pattern_of
from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Columns = Mapping[str, str]


@dataclass(frozen=True)
class FoundTable:
    """A table that a part of an adapter reads, with its columns and their types."""

    part: Part
    table: str
    columns: Columns

    def has(self, column: str) -> bool:
        """Whether a gathered column has anything to come from in this table."""
        origins = [each.origins for each in self.part.columns if each.name == column]
        names = [origin.column for origin in origins[0]] if origins else [column]
        return any(name in self.columns for name in names) or column in dict(self.part.constants)


def tables_in(client: "Client", database: str) -> dict[str, Columns]:
    """The tables of a database with the columns that `select *` gives, in their order."""
    sql = """
        select table, name, type from system.columns
        where database = {database:String} and default_kind not in ('MATERIALIZED', 'ALIAS', 'EPHEMERAL')
        order by table, position
    """
    tables: dict[str, dict[str, str]] = {}
    for row in ask(client, sql, {"database": database}):
        tables.setdefault(str(row["table"]), {})[str(row["name"])] = str(row["type"])
    return dict(tables)


def found_tables(gathering: Gathering, tables: Mapping[str, Columns]) -> tuple[FoundTable, ...]:
    """What `segflux.gathered_rows` would read, in its order."""
    named = gathering.table_names
    return tuple(
        FoundTable(part, table, columns)
        for part in gathering.parts
        for table, columns in tables.items()
        if _is_taken(part, table, columns, named)
    )


def _is_taken(part: Part, table: str, columns: Columns, named: tuple[str, ...]) -> bool:
    if not re.fullmatch(pattern_of(part.table), table) or (part.is_pattern and table in named):
        return False
    return {*part.needs, *part.filled, *dict(part.where)} <= set(columns)
