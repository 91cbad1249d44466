"""An engine for each file, an empty warehouse in it, and the demo, which many look at, built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client

from tests.arrivals.scenes import Scene
from tests.dbt_projects import copied, new_warehouse
from tests.functional.demo import build_demo


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An engine of the module's own."""
    with new_warehouse(tmp_path_factory.mktemp("engine")) as opened:
        yield opened


@pytest.fixture
def scene(client: Client) -> Scene:
    """An empty warehouse."""
    return Scene(client)


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built demo; nobody may change it."""
    return build_demo(tmp_path_factory.mktemp("built_demo"))


@pytest.fixture(scope="module")
def demo(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built demo for the tests of a file."""
    return copied(built_demo, tmp_path_factory.mktemp("demo") / "project")
