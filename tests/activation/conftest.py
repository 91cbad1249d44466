"""A warehouse, and the fake destination that misbehaves as it is told, empty for each test."""

from collections.abc import Iterator
from typing import Any

import pytest

from segflux_cli.warehouse.embedded import open_embedded
from tests.activation.fake import Fake, running_fake
from tests.activation.warehouse import SCHEMA, prepare


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    opened = open_embedded(str(tmp_path_factory.mktemp("engine") / "warehouse"))
    prepare(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Fake]:
    with running_fake() as fake:
        yield fake


@pytest.fixture
def fake(client: Any, server: Fake) -> Fake:
    for table in ("sync_ledger", "sync_history", "sync_outbox", "sync_runs", "listed_people", "seg_staff"):
        client.command(f"truncate table {SCHEMA}.{table}")
    server.tell(people={}, bad=[], chances={}, scripted=[], rows=0, requests=0, most_at_once=0, keys=[])
    return server
