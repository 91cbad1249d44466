"""Members as rows of a table in MySQL or MariaDB."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.constants import ER

from segflux_cli.destinations.databases.mysql_columns import columns_of
from segflux_cli.destinations.databases.mysql_statements import Table
from segflux_cli.destinations.databases.postgresql_columns import KEY, PROFILE
from segflux_cli.destinations.databases.staged_table import StagedTable
from segflux_cli.destinations.extracted import column
from segflux_cli.destinations.failures import (
    DestinationError,
    RowsRefusedError,
    StoppedError,
    TransientError,
)
from segflux_cli.destinations.protocol import Limits
from segflux_cli.destinations.types import Opening

# The server's own messages repeat values, so reasons of rejected rows are ours.
_ROWS = {
    ER.DUP_ENTRY: "a unique key of the table has a value of this row already",
    ER.BAD_NULL_ERROR: "a column of the table takes no null",
    ER.WARN_DATA_OUT_OF_RANGE: "a value is out of the range of its column",
    ER.DATA_TOO_LONG: "a value is too long for its column",
    ER.TRUNCATED_WRONG_VALUE: "a value does not fit its column",
    ER.TRUNCATED_WRONG_VALUE_FOR_FIELD: "a value does not fit its column",
    ER.WARN_DATA_TRUNCATED: "a value does not fit its column",
    ER.NO_DEFAULT_FOR_FIELD: "a column of yours has no default",
    ER.NO_REFERENCED_ROW_2: "a foreign key of the table misses what it refers to",
    ER.ROW_IS_REFERENCED_2: "a foreign key of another table refers to the row",
    3819: "a check of the table refuses the row",  # MySQL
    4025: "a check of the table refuses the row",  # MariaDB
}
_STOPPING = {
    ER.ACCESS_DENIED_ERROR,
    ER.DBACCESS_DENIED_ERROR,
    ER.BAD_DB_ERROR,
    1698,  # access denied, of a plugin
    2059,  # a way to authenticate that is not known here
}
_PASSING = {
    ER.CON_COUNT_ERROR,
    ER.SERVER_SHUTDOWN,
    ER.LOCK_WAIT_TIMEOUT,
    ER.LOCK_DEADLOCK,
    ER.TOO_MANY_USER_CONNECTIONS,
    ER.OPTION_PREVENTS_STATEMENT,  # read only, during a failover
    ER.DISK_FULL,
    ER.QUERY_INTERRUPTED,
    2006,  # the server went away
    2013,  # the connection broke
}
_SIGNAL = 1644  # raised by a trigger or function of the user's, with words of theirs
_SESSION = "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'"
_WRITE = """
    insert into function mysql({address:String}, {database:String}, {table:String}, {user:String},
        {password:String}) ([names]) select [values] from ({select})
"""


class MysqlDestination(StagedTable[str]):
    """A table whose batches are transactions of MySQL; the warehouse writes rows with their types."""

    database = "MySQL"

    def __init__(self, opening: Opening) -> None:
        self._options = opening.options
        self._in = str(self._options["database"])
        name = str(opening.audience["table"])
        self._table = Table(self._in, name, columns_of(opening.match_on, opening.fields))
        super().__init__(
            opening, self._table, (self._in, name), Limits(rows=100_000, at_once=1, timeout=300.0)
        )

    @property
    def _port(self) -> int:
        return int(self._options["port"])

    def _written(self) -> str:
        warehouse = self._opening.warehouse
        names = [KEY, PROFILE, *(known.name for known in self._table.columns)]
        listed = ", ".join(warehouse.spell_name(name) for name in names)
        values = ", ".join(["key", "profile_id", *self._values()])
        return _WRITE.replace("[names]", listed).replace("[values]", values)

    def _values(self) -> Iterator[str]:
        warehouse = self._opening.warehouse
        fields = {field.name: field for field in self._opening.fields}
        for there in self._table.columns:
            name = warehouse.spell_text(there.name)
            if not there.is_field:
                yield f"JSONExtract(ids, {name}, 'Nullable(String)')"
            elif there.type == "json":
                yield f"nullIf(nullIf(JSONExtractRaw(fields, {name}), 'null'), '')"
            else:
                yield column(fields[there.name], warehouse)

    async def _run(self, orders: Sequence[str]) -> None:
        await asyncio.to_thread(self._carry_out, orders)

    async def _take(self, orders: Sequence[str]) -> None:
        await asyncio.to_thread(self._carry_out, orders, reads_rows=True)

    async def _ask(self, order: str) -> Sequence[Sequence[Any]]:
        return await asyncio.to_thread(self._carry_out, [order])

    def _carry_out(self, orders: Sequence[str], *, reads_rows: bool = False) -> Sequence[Sequence[Any]]:
        """The rows of the last order; orders are one transaction as far as MySQL has them."""
        with self._connected(reads_rows=reads_rows) as connection, connection.cursor() as cursor:
            for order in orders:
                cursor.execute(order)
            connection.commit()
            return list(cursor.fetchall()) if orders else []

    @contextmanager
    def _connected(self, *, reads_rows: bool) -> "Iterator[Connection[Any]]":
        try:
            connection = pymysql.connect(
                host=str(self._options["host"]),
                port=self._port,
                database=self._in,
                user=str(self._options["user"]),
                password=str(self._options["password"]),
                charset="utf8mb4",
                connect_timeout=10,
                read_timeout=self._limits.timeout,
                init_command=_SESSION,
            )
        except pymysql.Error as error:
            raise self._not_connected(error) from error
        try:
            with connection:
                yield connection
        except pymysql.Error as error:
            raise self._failed(error, reads_rows=reads_rows) from error

    def _not_connected(self, error: pymysql.Error) -> DestinationError:
        told = _told(error)
        if _code(error) in _STOPPING:
            return StoppedError(
                f"{self._address}: {told}. Check host, database, user and password in destinations.yml."
            )
        return TransientError(f"{self._address}: {told}")

    def _failed(self, error: pymysql.Error, *, reads_rows: bool) -> DestinationError:
        code = _code(error)
        if code in _ROWS:
            return RowsRefusedError(_ROWS[code])
        told = _numbered(code) if reads_rows else _told(error)
        if code in _PASSING:
            return TransientError(told)
        return StoppedError(
            f"{self._in}.{self._name}: {told}. The user may create, alter and drop tables there, and "
            "columns have the types of what is sent; name another table, or drop this one."
        )


def _code(error: pymysql.Error) -> int:
    code = error.args[0] if error.args else 0
    return code if isinstance(code, int) else 0


def _numbered(code: int) -> str:
    """What is told of an error whose message may repeat what a trigger of the user's read."""
    if code == _SIGNAL:
        return "a trigger of the table refuses (error 1644)"
    name = next((name for name, known in vars(ER).items() if known == code), "")
    return f"error {code} of the server" + (f" ({name})" if name else "")


def _told(error: pymysql.Error) -> str:
    return " ".join(str(error.args[-1] if error.args else type(error).__name__).split())
