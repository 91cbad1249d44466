"""dbt-clickhouse's adapter, on the embedded engine."""

from dbt.adapters.chdb.connections import ChdbConnectionManager
from dbt.adapters.clickhouse.impl import ClickHouseAdapter


class ChdbAdapter(ClickHouseAdapter):
    """Everything dbt-clickhouse does; only the connection differs."""

    ConnectionManager = ChdbConnectionManager
