"""The hashes of whom `segflux forget` erased; loading leaves their rows out."""

from typing import TYPE_CHECKING

from segflux_cli.warehouse.people.person import Person
from segflux_cli.warehouse.query import run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


def write_tombstones(client: "Client", table: str, person: Person, receipt: str) -> None:
    """Notes the nodes of a person, nothing else of them."""
    run(
        client,
        f"""
        insert into {table} (node, receipt, forgotten_at)
        select arrayJoin({{nodes:Array(UInt64)}}), {{receipt:String}}, now64(3, 'UTC')
        """,
        {"nodes": list(person.nodes), "receipt": receipt},
    )


def remove_tombstones(client: "Client", table: str, person: Person) -> None:
    """Takes away the nodes of an earlier erasure."""
    nodes = ", ".join(str(node) for node in person.nodes)
    run(client, f"alter table {table} delete where node in ({nodes}) settings mutations_sync = 2")
