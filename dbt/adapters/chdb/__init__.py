"""The dbt adapter for ClickHouse inside the process: `type: chdb` with a `path`."""

from typing import Any, cast

from dbt.adapters.base.plugin import AdapterPlugin
from dbt.adapters.chdb.credentials import ChdbCredentials
from dbt.adapters.chdb.impl import ChdbAdapter
from dbt.include import chdb

Plugin = AdapterPlugin(
    adapter=cast(Any, ChdbAdapter),
    credentials=ChdbCredentials,
    include_path=chdb.PACKAGE_PATH,
    dependencies=["clickhouse"],
)
