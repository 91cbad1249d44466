"""A warehouse, empty for each test, the fake destination that does as it is told, and the receiver of a webhook."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.activation.fake import Fake, running_fake
from tests.activation.receiver import Receiver, running_receiver
from tests.activation.telling import Syncs, syncs_of
from tests.activation.warehouse import clear, prepare
from tests.dbt_projects import new_warehouse


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("activation")) as opened:
        prepare(opened)
        yield opened


@pytest.fixture
def client(warehouse: Any) -> Any:
    clear(warehouse)
    return warehouse


@pytest.fixture
def syncs(client: Any, monkeypatch: pytest.MonkeyPatch) -> Syncs:
    return syncs_of(client, monkeypatch)


@pytest.fixture(scope="module")
def server() -> Iterator[Fake]:
    with running_fake() as fake:
        yield fake


@pytest.fixture
def fake(client: Any, server: Fake) -> Fake:
    del client
    server.tell(
        people={}, bad=[], staying=[], chances={}, scripted=[], rows=0, requests=0, most_at_once=0, keys=[]
    )
    return server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as listening:
        yield listening
