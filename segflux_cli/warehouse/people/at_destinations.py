"""Where syncs have carried a person to, as the ledger of syncs knows it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from segflux_cli.warehouse.people.person import Person
from segflux_cli.warehouse.query import ask_if_there

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


def places_of(client: "Client", relations: Mapping[str, str], person: Person) -> tuple[str, ...]:
    """The destinations that still hold the person; none where nothing was ever synced."""
    ledger = relations.get("sync_ledger")
    if ledger is None:
        return ()
    sql = f"""
        select distinct destination
        from {ledger} final
        where profile_id in {{ids:Array(String)}} and is_there
        order by destination
    """
    rows = ask_if_there(client, sql, {"ids": list(person.profile_ids)})
    return tuple(row["destination"] for row in rows)
