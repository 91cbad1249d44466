"""Small scenes of loading: one warehouse with a few sources, rows of events, and what a load counted."""

from typing import Any

from clickhouse_connect.driver.client import Client

from tests.arrivals.build import Warehouse
from tests.arrivals.histories import START, STEP, Row
from tests.arrivals.raw import create_raw
from tests.arrivals.shapes import Declared

WEB = Declared("web", "events", 86_400)
ORDERS = Declared("orders", "events", 86_400, is_mutable=True)
CARTS = Declared("carts", "events", None, is_mutable=True)
CRM = Declared("crm", "traits", 86_400)
SURVEY = Declared("survey", "traits", None, is_mutable=True)
CONTACTS = Declared("contacts", "traits", 86_400, is_mutable=True)
DEVICES = Declared("devices", "identifiers", 86_400)
NOW = START + STEP


class Scene:
    """An empty warehouse whose sources are declared with each build."""

    def __init__(self, client: Client) -> None:
        self.client = client
        client.command("drop database if exists built")
        create_raw(client, "raw")

    def declare(self, *sources: Declared, **variables: object) -> Warehouse:
        """The warehouse with these sources and vars of dbt."""
        return Warehouse(self.client, "built", "raw", sources, variables=variables)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        return [tuple(row) for row in self.client.query(sql).result_rows]

    def counts(self, source: str = "web") -> dict[str, int]:
        """The counts of the source's latest load."""
        found = self.client.query(
            "select columns('^rows_') from built.event_loads "
            f"where source = '{source}' and state != 'removing' order by arrived_until desc limit 1"
        )
        return dict(zip(found.column_names, found.result_rows[0], strict=True))


def event(event_id: str, **changes: Any) -> Row:
    """An event of the web, usable unless changed."""
    row: Row = {
        "source": "web",
        "event_id": event_id,
        "occurred_at": START,
        "arrived_at": START,
        "arrival_order": 0,
        "event_name": "page_viewed",
        "identifiers": [("user_id", "ada")],
        "properties": "{}",
        "first_seen_at": None,
    }
    return row | changes


def row_of(source: str, **changes: Any) -> Row:
    """A row of another shape."""
    mine = {"event_id", "event_name", "properties"}
    return {key: value for key, value in event("").items() if key not in mine} | {"source": source} | changes
