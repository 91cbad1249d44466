"""One engine for the tests of identity."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from tests.dbt_projects import new_warehouse
from tests.functional.identity.graph import Graph

Graphs = Callable[..., Graph]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An engine of this module's own."""
    with new_warehouse(tmp_path_factory.mktemp("identity")) as opened:
        yield opened


@pytest.fixture
def graph(client: Client) -> Graphs:
    """An empty schema of identity, under the rules given."""

    def make(types: list[dict[str, Any]], **rules: Any) -> Graph:
        return Graph(client, {"types": types, **rules})

    return make
