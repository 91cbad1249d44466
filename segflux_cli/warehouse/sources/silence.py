"""Evaluations that lie long after the newest event: whoever did something lately is in no segment any more."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from segflux_cli.warehouse.builds.running import newest_instant

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_LONGEST = timedelta(days=14)  # longer than holidays, and before what asks `within: 30 days` is empty


def silence_before(client: "Client", relations: Mapping[str, str], as_of: datetime) -> str | None:
    """What is said of an instant (UTC) that lies more than two weeks after the newest event; None of another one."""
    # read from what the engine keeps of each part of the table, not from its rows
    newest = newest_instant(client, relations, "fct_events", "occurred_at")
    if newest is None or as_of - newest <= _LONGEST:
        return None
    return (
        f"the newest event of all sources is of {newest:%Y-%m-%d}, {(as_of - newest).days:,} days before this "
        f"evaluation, as of {as_of:%Y-%m-%d}"
    )
