"""Asks the warehouse, before a build, whether the declared tables and columns are there."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from segflux_cli.errors import Fault
from segflux_cli.spec.declared.sources import Source, by_entry, columns_of
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import unknown_word
from segflux_cli.warehouse.grants import unseen
from segflux_cli.warehouse.names import spell_table
from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.sources.adapter_check import check_adapted

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


def check_sources(client: "Client", sources: Iterable[Source]) -> tuple[Fault, ...]:
    """Warnings such as of an empty table; raises SpecError with every table and column that is missing."""
    faults = Faults()
    listed = tuple(sources)
    for adapted in by_entry(source for source in listed if source.gathering):
        check_adapted(client, adapted, faults)
    for source in (source for source in listed if not source.gathering):
        columns = _columns(client, source)
        if columns:
            _check_columns(source, columns, faults)
            _warn_if_empty(client, source, faults)
        else:
            faults.add(source.table_place, _no_table(client, source))
    faults.raise_any()
    return faults.warnings


def _columns(client: "Client", source: Source) -> tuple[str, ...]:
    sql = """
        select name from system.columns
        where database = {database:String} and table = {table:String}
        order by position
    """
    rows = ask(client, sql, {"database": source.database, "table": source.table})
    return tuple(str(row["name"]) for row in rows)


def _check_columns(source: Source, columns: tuple[str, ...], faults: Faults) -> None:
    for column in columns_of(source):
        if column.name not in columns:
            what = f"a column of {source.tables}"
            faults.add(column.place, f"{unknown_word(column.name, columns, what)}. Correct the name")


def _warn_if_empty(client: "Client", source: Source, faults: Faults) -> None:
    table = spell_table(source.database, source.table)
    if not ask(client, f"select 1 as found from {table} limit 1"):
        message = (
            f"the table {source.tables} is empty; the source {source.name} brings nothing until it is filled"
        )
        faults.warn(source.table_place, message)


def _no_table(client: "Client", source: Source) -> str:
    sql = "select name from system.tables where database = {database:String} order by name"
    tables = [str(row["name"]) for row in ask(client, sql, {"database": source.database})]
    way_out = f"Correct the name, or load a file with `segflux load FILE --as {source.tables}`"
    if not tables:
        missing = f"the warehouse has no database {quoted(source.database)}"
        return f"there is no table {source.tables}: {missing}. {way_out}{unseen(client, source.database)}"
    what = f"a table in the database {quoted(source.database)}"
    return f"{unknown_word(source.table, tables, what)}. {way_out}{unseen(client, source.database)}"
