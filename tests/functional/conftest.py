"""The demo, which many look at, is built once."""

from pathlib import Path

import pytest

from tests.dbt_projects import copied
from tests.functional.cli.conftest import build_demo


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built demo; nobody may change it."""
    return build_demo(tmp_path_factory.mktemp("built_demo"))


@pytest.fixture(scope="module")
def demo(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built demo for the tests of a file."""
    return copied(built_demo, tmp_path_factory.mktemp("demo") / "project")
