"""Asks the warehouse whether the tables that an adapter reads are there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from segflux_cli.spec.declared.sources import Source, columns_of
from segflux_cli.spec.sources.adapter_files import is_of_adapter
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import unknown_word
from segflux_cli.warehouse.grants import unseen
from segflux_cli.warehouse.names import spell_table
from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.sources.source_tables import Columns, FoundTable, found_tables, tables_in

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


def check_adapted(client: "Client", sources: tuple[Source, ...], faults: Faults) -> None:
    """Adds a fault where no table is there and for each missing column that a person named; warns if all are empty."""
    tables = tables_in(client, sources[0].database)
    found = [(source, _found(source, tables)) for source in sources]
    if not any(of_source for _, of_source in found):
        told = _nothing_there(sources, tables) + unseen(client, sources[0].database)
        faults.add(sources[0].table_place, told)
        return
    for source, of_source in found:
        if of_source:
            _check_written_columns(source, of_source, faults)
    names = {each.table for _, of_source in found for each in of_source}
    if all(_is_empty(client, sources[0].database, name) for name in names):
        message = f"all tables that {sources[0].name} reads are empty: {', '.join(sorted(names))}"
        faults.warn(sources[0].table_place, message)


def _found(source: Source, tables: Mapping[str, Columns]) -> tuple[FoundTable, ...]:
    return found_tables(source.gathering, tables) if source.gathering else ()


def _check_written_columns(source: Source, found: tuple[FoundTable, ...], faults: Faults) -> None:
    known = dict.fromkeys(column for each in found for column in _known(source, each))
    for column in columns_of(source):
        if column.name not in known and not is_of_adapter(column.place):
            what = f"a column of the tables of {source.database}"
            faults.add(column.place, f"{unknown_word(column.name, known, what)}. Correct the name")


def _known(source: Source, found: FoundTable) -> tuple[str, ...]:
    folded = (source.gathering.object_name,) if source.gathering else ()
    gathered = [column.name for column in found.part.columns] + list(dict(found.part.constants))
    return (*found.columns, *gathered, *folded)


def _nothing_there(sources: tuple[Source, ...], tables: Mapping[str, Columns]) -> str:
    database = quoted(sources[0].database)
    gatherings = [source.gathering for source in sources if source.gathering]
    wanted = ", ".join(dict.fromkeys(name for gathering in gatherings for name in gathering.table_names))
    adapter = gatherings[0].adapter
    if not tables:
        missing = f"the warehouse has no database {database}, or nothing in it"
        return f"{missing}; {adapter} would have written {wanted} into it. Correct the name"
    there = ", ".join(list(tables)[:20])
    return (
        f"the database {database} has none of the tables that {adapter} writes ({wanted}), but {there}. "
        'Correct the name, or say "tables: {name: your_name}"'
    )


def _is_empty(client: "Client", database: str, table: str) -> bool:
    return not ask(client, f"select 1 as found from {spell_table(database, table)} limit 1")
