"""An engine that works out what is sent."""

from collections.abc import Iterator

import pytest
from clickhouse_connect.driver.client import Client

from tests.dbt_projects import new_warehouse


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An engine of the module's own."""
    with new_warehouse(tmp_path_factory.mktemp("identities")) as opened:
        yield opened
