"""Where the tables of sources, which are not ours, still hold a person; and what that means for rejected rows."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from segflux_cli.warehouse.names import spell_bytes
from segflux_cli.warehouse.people.owned_tables import split_relation
from segflux_cli.warehouse.people.person import Person
from segflux_cli.warehouse.query import ask, ask_if_there, run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Arrived = Callable[[Mapping[str, Any]], str]


def rows_in_sources(
    client: "Client", relations: Mapping[str, str], person: Person, nodes_of_row: str
) -> dict[str, int]:
    """How many rows of each source, by source and shape, carry one of the person's identifiers.

    `nodes_of_row` is SQL of the nodes of a row's identifiers, cleaned as a build cleans them.
    """
    nodes = ", ".join(str(node) for node in person.nodes)
    found = {}
    for source in _sources(client, relations):
        sql = f"""
            select count() as rows from {source["relation"]}
            where hasAny({nodes_of_row}, cast([{nodes}] as Array(UInt64)))
        """
        for row in ask_if_there(client, sql):
            if row["rows"]:
                found[f"{source['source']} ({source['shape']})"] = int(row["rows"])
    return found


def remove_rejected(client: "Client", relations: Mapping[str, str], person: Person, arrived: Arrived) -> int:
    """Removes the marks of the person's rows that could not be used; gives their number.

    `arrived` gives the query by which a source is loaded; a mark holds nothing but a hash of the row.
    """
    removed = 0
    for source in _sources(client, relations):
        keys = _rejected_keys(client, relations["rejected_rows"], source, person, arrived)
        removed += len(keys)
        if keys:
            _delete_marks(client, relations["rejected_rows"], source, keys)
    return removed


def _rejected_keys(
    client: "Client", rejected: str, source: Mapping[str, Any], person: Person, arrived: Arrived
) -> list[int]:
    marks = f"""
        select row_key from {rejected} where source = {{source:String}} and shape = {{shape:String}}
    """
    names = {"source": source["source"], "shape": source["shape"]}
    if not ask(client, f"{marks} limit 1", names):
        return []
    key = "sipHash64(event_id)" if source["shape"] == "events" else "row_key"
    nodes = ", ".join(str(node) for node in person.nodes)
    sql = f"""
        select distinct {key} as key from ({arrived(source)})
        where node in ({nodes}) and reason != '' and key in ({marks})
    """
    return [int(row["key"]) for row in ask_if_there(client, sql, names)]


def _delete_marks(client: "Client", rejected: str, source: Mapping[str, Any], keys: list[int]) -> None:
    run(
        client,
        f"""
        alter table {rejected} delete
        where source = {spell_bytes(source["source"])} and shape = {spell_bytes(source["shape"])}
            and row_key in ({", ".join(map(str, keys))})
        settings mutations_sync = 2
        """,
    )


def _sources(client: "Client", relations: Mapping[str, str]) -> list[dict[str, Any]]:
    sql = f"select source, shape, model, look_back_seconds, is_mutable from {relations['dim_sources']}"
    rows = ask(client, sql)
    known = {relation: split_relation(relation)[1] for relation in relations.values()}
    by_table = {table: relation for relation, table in known.items()}
    return [
        {**row, "relation": relation}
        for row in rows
        if (relation := relations.get(row["model"]) or by_table.get(row["model"]))
    ]
