"""A handle of the embedded engine starts every query clean."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dbt.adapters.chdb.client import ChdbClient
from dbt.adapters.chdb.credentials import ChdbCredentials
from dbt_common.exceptions import DbtDatabaseError

pytestmark = pytest.mark.embedded_only(reason="about the engine in the process")
FAILS_LATE = "select throwIf(number = 300000, 'too far') from numbers(1000000) settings max_block_size = 1000"


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
