"""Which properties of events are columns already; the others are read from JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segflux_cli.compiler.rendering.macros import MacroSession
from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


@dataclass(frozen=True)
class EventColumns:
    """The relation of events, its columns, and the comments of those that a build has filled."""

    relation: str
    present: frozenset[str]
    comments: frozenset[str]

    def with_facets(self, facets: Iterable[Mapping[str, Any]], session: MacroSession) -> str:
        """The relation, or a select over it that has the missing columns too."""
        given = (list(facets), sorted(self.present), sorted(self.comments))
        return str(session.call("events_with_columns_sql", self.relation, *given))


def read_event_columns(client: "Client", relations: Mapping[str, str]) -> EventColumns:
    """The columns as they stand; where the table may not be looked at, none counts as filled."""
    events = relations["int_events_resolved"]
    present = frozenset(str(row["name"]) for row in ask(client, f"describe table {events}"))
    try:
        filled = ask(client, f"describe table {relations['fct_events']}")
    except WarehouseError:
        filled = []
    return EventColumns(events, present, frozenset(str(row["comment"]) for row in filled))
