"""A handle of the embedded engine starts every query clean, and none once it is stopped."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from dbt.adapters.chdb.client import ChdbClient
from dbt.adapters.chdb.credentials import ChdbCredentials
from dbt.adapters.clickhouse.httpclient import ChHttpClient
from dbt_common.exceptions import DbtDatabaseError, DbtRuntimeError

pytestmark = pytest.mark.embedded_only(reason="about the engine in the process")
FAILS_LATE = "select throwIf(number = 300000, 'too far') from numbers(1000000) settings max_block_size = 1000"
ENDLESS = "select count() from numbers(1000000000000) where sipHash64(number) = 0"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[ChdbClient]:
    opened = ChdbClient(ChdbCredentials(schema="tiny", path=str(tmp_path / "warehouse")))
    yield opened
    opened.close()


def test_a_failed_query_leaves_nothing_to_the_next(client: ChdbClient) -> None:
    for _ in range(3):
        with pytest.raises(DbtDatabaseError, match="too far"):
            client.query(FAILS_LATE)
        assert client.query("select 42 as answer").result_rows == [(42,)]


def test_a_failed_statement_leaves_nothing_to_the_next(client: ChdbClient) -> None:
    with pytest.raises(DbtDatabaseError, match="too far"):
        client.command(FAILS_LATE)
    assert client.query("select 42 as answer").result_rows == [(42,)]


def test_a_wrong_query_has_no_columns(client: ChdbClient) -> None:
    with pytest.raises(DbtDatabaseError, match="nothing_here"):
        client.columns_in_query("select nothing_here")
    assert [column.name for column in client.columns_in_query("select 1 as one")] == ["one"]


def test_the_database_is_made_when_the_warehouse_is_new(client: ChdbClient) -> None:
    assert client.query("select currentDatabase()").result_rows == [("tiny",)]


def test_a_query_that_was_about_to_begin_is_stopped_too(
    client: ChdbClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin: Any = ChHttpClient.query

    def begin_late(self: ChHttpClient, sql: str, **arguments: Any) -> Any:
        time.sleep(0.5)  # long after the first attempt to kill it
        return begin(self, sql, **arguments)

    monkeypatch.setattr(ChHttpClient, "query", begin_late)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(client.query, ENDLESS)
        time.sleep(0.1)
        client.stop()
        with pytest.raises(DbtDatabaseError):
            running.result(timeout=60)


def test_a_stopped_handle_begins_nothing(client: ChdbClient) -> None:
    client.stop()
    with pytest.raises(DbtRuntimeError, match="the run was stopped"):
        client.query("select 1")
