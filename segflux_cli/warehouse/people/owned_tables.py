"""The tables that hold what Segflux knows, with their columns."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segflux_cli.warehouse.names import spell_bytes, spell_table
from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.relations import STUDIES

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_CLUSTER = re.compile(r"^Distributed\('((?:[^'\\]|\\.)*)'")


@dataclass(frozen=True)
class OwnedTable:
    """A table with rows of its own; `columns` maps names to types, `cluster` is where statements must go as well."""

    model: str
    database: str
    name: str
    columns: Mapping[str, str]
    cluster: str = ""

    @property
    def sql(self) -> str:
        """The table in a statement."""
        return spell_table(self.database, self.name)

    @property
    def altered(self) -> str:
        """The table behind `alter table`."""
        return f"{self.sql} on cluster {spell_bytes(self.cluster, '`')}" if self.cluster else self.sql

    def is_of(self, *models: str) -> bool:
        """Whether it is the table of one of the models, here, in studies or on a shard."""
        return self.model in models


def owned_tables(client: "Client", relations: Mapping[str, str]) -> tuple[OwnedTable, ...]:
    """The tables of the models, those of studies, those of shards, and what a dead build left of any of them."""
    places = {name: split_relation(relation) for name, relation in relations.items()}
    tables = _tables(client, {database for database, _ in places.values()})
    cluster = next((name for table in tables if (name := _cluster(table["engine_full"]))), "")
    columns = _columns(client, {database for database, _ in places.values()})
    found: list[OwnedTable] = []
    for table in tables:
        key = (table["database"], table["name"])
        model = _model_of(*key, places)
        if model and table["engine"] != "Distributed" and not table["engine"].endswith("View"):
            found.append(OwnedTable(model, *key, columns.get(key, {}), cluster))
    return tuple(found)


def split_relation(relation: str) -> tuple[str, str]:
    """Database and table of a relation as dbt quotes it."""
    database, _, table = relation.strip("`").partition("`.`")
    return database, table


def _model_of(database: str, table: str, places: Mapping[str, tuple[str, str]]) -> str | None:
    plain = database.removesuffix(STUDIES)
    for model, (schema, name) in places.items():
        of_model = table in (name, f"{name}_local", f"{name}__dbt_tmp", f"{name}__dbt_backup")
        if plain == schema and (of_model or table.startswith((f"__{name}__", f"{name}__dbt_"))):
            return model
    return None


def _tables(client: "Client", databases: Iterable[str]) -> list[dict[str, Any]]:
    sql = """
        select database, name, engine, engine_full
        from system.tables
        where database in {databases:Array(String)} and not is_temporary
        order by database, name
    """
    return ask(client, sql, {"databases": _with_studies(databases)})


def _columns(client: "Client", databases: Iterable[str]) -> dict[tuple[str, str], dict[str, str]]:
    sql = """
        select database, table, name, type
        from system.columns
        where database in {databases:Array(String)} and default_kind not in ('ALIAS', 'EPHEMERAL')
        order by database, table, position
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in ask(client, sql, {"databases": _with_studies(databases)}):
        found.setdefault((row["database"], row["table"]), {})[row["name"]] = row["type"]
    return found


def _with_studies(databases: Iterable[str]) -> list[str]:
    return sorted({name for each in databases for name in (each, f"{each}{STUDIES}")})


def _cluster(engine_full: str) -> str:
    found = _CLUSTER.match(engine_full)
    return found.group(1) if found else ""
