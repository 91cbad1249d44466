"""The raw tables of a history and what lands in them."""

import datetime as dt
from collections.abc import Mapping

from clickhouse_connect.driver.client import Client

from tests.arrivals.histories import Batch, Row
from tests.arrivals.shapes import SOURCES, Declared

_TIMES = ("occurred_at", "arrived_at", "first_seen_at")


def create_raw(client: Client, schema: str) -> None:
    """Empty raw tables, in place of what was there."""
    client.command(f"create database if not exists {schema}")
    for source in SOURCES:
        client.command(
            f"create or replace table {schema}.{source.table} ({source.columns}) engine = MergeTree order by tuple()"
        )
        if source.is_keyed:
            client.command(_newest(schema, source))


def _newest(schema: str, source: Declared) -> str:
    latest = "arrived_at desc, arrival_order desc, occurred_at desc, tuple(*) desc"
    return f"""
        create or replace view {schema}.{source.read_table} as
        select * from {schema}.{source.table} order by {latest} limit 1 by mutable_key
    """


def land(client: Client, schema: str, batch: Batch) -> None:
    """Append the rows to their tables."""
    for table, rows in batch.items():
        names = list(rows[0])
        client.insert(f"{schema}.{table}", [[_value(row, name) for name in names] for row in rows], names)


def mirror(client: Client, schema: str, batch: Batch) -> None:
    """Put the rows in place of all that their tables held."""
    for table, rows in batch.items():
        client.command(f"truncate table {schema}.{table}")
        wanted = [row if table.endswith("events") else _without(row, "event_id") for row in rows]
        if wanted:
            land(client, schema, {table: wanted})


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}


def _value(row: Mapping[str, object], name: str) -> object:
    value = row[name]
    if name not in _TIMES or value is None:
        return value
    assert isinstance(value, int)
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=value)
