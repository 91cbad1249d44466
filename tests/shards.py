"""Two shards in one process: both are this engine, and a row filter gives each its slice of the tables that are spread.

A query that reads a distributed table is answered by shard 1 and shard 2, each of which sees its own rows only; of
every other table of this node a shard sees nothing, as on a cluster. Definitions ON CLUSTER and replication can't be
had here.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.warehouse.embedded import open_embedded

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

VARIABLES: Mapping[str, object] = {"cluster": "two", "sharding_key": "profile_number"}
SPREAD = "shardNum() = 0 or profile_number % 2 + 1 = shardNum()"
AT_HOME = "shardNum() = 0"

_SHARD = "<shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard>"
_CONFIG = """<clickhouse>
    <tcp_port>9000</tcp_port>
    <users_config>{users}</users_config>
    <user_directories><users_xml><path>{users}</path></users_xml></user_directories>
    <remote_servers><two>{shard}{shard}</two></remote_servers>
    <database_atomic_delay_before_drop_table_sec>0</database_atomic_delay_before_drop_table_sec>
    <background_processing_pool_thread_sleep_seconds_if_nothing_to_do>0.005</background_processing_pool_thread_sleep_seconds_if_nothing_to_do>
    <background_processing_pool_task_sleep_seconds_when_no_work_random_part>0.01</background_processing_pool_task_sleep_seconds_when_no_work_random_part>
</clickhouse>
"""
_USERS = """<clickhouse>
    <users><default>
        <password></password><profile>default</profile><quota>default</quota>
        <networks><ip>::/0</ip></networks>
        <databases>{databases}</databases>
    </default></users>
    <profiles><default><session_timezone>UTC</session_timezone></default></profiles>
    <quotas><default/></quotas>
</clickhouse>
"""


def two_shards(folder: Path, spread: Iterable[str], at_home: Iterable[str]) -> str:
    """The configuration of an engine with the cluster `two`; the tables are named `database.table`."""
    filters = dict.fromkeys(at_home, AT_HOME) | dict.fromkeys(spread, SPREAD)
    written: dict[str, list[str]] = {}
    for name, condition in filters.items():
        database, table = name.split(".")
        written.setdefault(database, []).append(f"<{table}><filter>{condition}</filter></{table}>")
    databases = "".join(f"<{name}>{''.join(tables)}</{name}>" for name, tables in written.items())
    users, config = folder / "users.xml", folder / "two_shards.xml"
    users.write_text(_USERS.format(databases=databases))
    config.write_text(_CONFIG.format(users=users, shard=_SHARD))
    return str(config)


def open_shards(folder: Path, config: str) -> "Client":
    """A client of the node that dbt would talk to."""
    return open_embedded(str(folder / "warehouse"), config_file=config)
