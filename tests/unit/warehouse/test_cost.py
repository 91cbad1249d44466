"""What a query cost, as a server tells it, and what a user lacks who may not ask."""

from typing import Any

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.grants import naming_grants
from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.segments.cost import Cost, ask_for_cost

DENIED = (
    "Code: 497. DB::Exception: bi: Not enough privileges. To execute this query, grant it. (ACCESS_DENIED)"
)


class Answer:
    def __init__(self, names: tuple[str, ...], *rows: tuple[Any, ...]) -> None:
        self.column_names, self.result_rows = names, rows
        self.summary = {"read_rows": "20", "read_bytes": "300", "elapsed_ns": "5", "memory_usage": "77"}
        self.query_id = "abc"


class Server:
    """Answers one query, and that of the log unless it denies it."""

    def __init__(self, *, shows_log: bool) -> None:
        self.shows_log = shows_log
        self.asked: list[str] = []

    def query(self, sql: str, **_: Any) -> Answer:
        self.asked.append(sql)
        if "query_log" not in sql:
            return Answer(("n",), (1,))
        if not self.shows_log:
            raise DatabaseError(DENIED)
        names = ("read_rows", "read_bytes", "memory_usage", "cpu_seconds")
        return Answer(names, (21, 301, 4096, 0.5))

    def command(self, sql: str, **_: Any) -> None:
        self.asked.append(sql)


def test_the_query_log_knows_all_of_it() -> None:
    server: Any = Server(shows_log=True)
    rows, cost = ask_for_cost(server, "select 1 as n", {}, is_embedded=False)
    assert rows == [{"n": 1}]
    assert cost == Cost(21, 301, cost.seconds, 0.5, 4096)


def test_without_the_log_the_summary_is_told() -> None:
    server: Any = Server(shows_log=False)
    _, cost = ask_for_cost(server, "select 1 as n", {}, is_embedded=False)
    assert cost == Cost(20, 300, cost.seconds, None, 77)


def test_a_user_without_rights_is_told_which_are_needed() -> None:
    class Denying:
        def query(self, *_: Any, **__: Any) -> Answer:
            raise DatabaseError(DENIED)

        def close(self) -> None:
            pass

    client: Any = Denying()
    relations = {"fct_events": "`e`.`fct_events`", "other": "`o`.`other`"}
    with pytest.raises(WarehouseError) as told, naming_grants(relations, ("fct_events", "missing")):
        ask(client, "select 1 from `e`.`fct_events`")
    assert "grant select on `e`.`fct_events` to <user>;" in str(told.value)
    assert "`o`" not in str(told.value)


def test_other_refusals_stay_as_they_are() -> None:
    with pytest.raises(WarehouseError, match=r"^it is gone$"), naming_grants({}, ()):
        raise WarehouseError("it is gone")
