"""Evaluations that lie long after the newest event: whoever did something lately is in no segment any more."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from segflux_cli.warehouse.query import MissingTableError, ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_LONGEST = timedelta(days=14)  # longer than holidays, and before what asks `within: 30 days` is empty


def silence_before(client: "Client", relations: Mapping[str, str], as_of: datetime) -> str | None:
    """What is said of an instant (UTC) that lies more than two weeks after the newest event; None of another one."""
    newest = _newest_event(client, relations)
    if newest is None or as_of - newest <= _LONGEST:
        return None
    return (
        f"the newest event of all sources is of {newest:%Y-%m-%d}, {(as_of - newest).days:,} days before this "
        f"evaluation, as of {as_of:%Y-%m-%d}"
    )


def _newest_event(client: "Client", relations: Mapping[str, str]) -> datetime | None:
    """Read from what the engine keeps of each part of the table, not from its rows."""
    if "fct_events" not in relations:
        return None
    sql = f"select maxOrNull(occurred_at) as newest from {relations['fct_events']}"
    try:
        newest: datetime | None = ask(client, sql)[0]["newest"]
    except MissingTableError:
        return None
    return newest.replace(tzinfo=UTC) if newest else None
