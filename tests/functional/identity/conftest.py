"""One engine for the tests of identity."""

from collections.abc import Callable
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from tests.functional.identity.graph import Graph

Graphs = Callable[..., Graph]


@pytest.fixture
def graph(client: Client) -> Graphs:
    """An empty schema of identity, under the rules given."""

    def make(types: list[dict[str, Any]], **rules: Any) -> Graph:
        return Graph(client, {"types": types, **rules})

    return make
