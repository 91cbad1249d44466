"""Runs the engine in this process on a prepared warehouse, without a project."""

import asyncio
import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.destinations.types import DestinationType
from segflux_cli.sync.members.people import Traits
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run import Run
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.sending.opening import Places
from segflux_cli.sync.sending.sender import Patience
from segflux_cli.sync.state.carried import CarriedSync, SentValue
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.tables import Tables
from segflux_cli.sync.state.task import Task
from segflux_cli.sync.surroundings import Surroundings
from tests.activation.destination import FAKE
from tests.activation.fake import Fake
from tests.activation.warehouse import SEGMENT, relations

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

QUICK = Patience(attempts=2, seconds=60, first_wait=0.01, longest_wait=0.05)


def a_sync(url: str, **changed: Any) -> CarriedSync:
    """The regulars to the fake, by address, with their plan."""
    sync = CarriedSync(
        name=f"{SEGMENT}/fake/1",
        segment=SEGMENT,
        destination="fake",
        type="fake",
        mode="add_and_remove",
        match_on=("email",),
        options={"url": url},
        audience={},
        place=json.dumps({"destination": "fake", "list": "fake"}),
        send=(SentValue("plan", "plan", None, None),),
    )
    return replace(sync, **changed)


def sync_once(client: "Client", task: Task, **around: Any) -> RunReport:
    """One run of a task."""
    types: dict[str, DestinationType] = around.pop("types", {"fake": FAKE})
    wrap: Callable[[Handle], Handle] = around.pop("wrap", lambda handle: handle)
    environment = around.pop("environment", {})
    tables = Tables(relations())
    handle = wrap(Handle(client))
    try:
        surroundings = Surroundings(
            handle=handle,
            tables=tables,
            traits=traits_of(client),
            places=Places(Path(), types, environment),
            patience=around.pop("patience", QUICK),
            **around,
        )
        return asyncio.run(Run(task, surroundings).run())
    finally:
        handle.close()


def traits_of(client: "Client") -> Traits:
    """The traits of the prepared profiles, in columns of their names."""
    described = client.query(f"describe table {relations()['dim_profiles']}").result_rows
    columns = {str(row[0]): str(row[1]) for row in described}
    return Traits(columns, {name: name for name in columns})


def run(client: "Client", fake: Fake, task: Task | None = None, **around: Any) -> RunReport:
    """One run to the fake."""
    return sync_once(client, task or Task(a_sync(fake.url)), **around)


def there(fake: Fake) -> set[str]:
    """The addresses of those whom the fake holds."""
    return set(fake.state()["people"])


def addresses(*numbers: int) -> set[str]:
    """Those of the people with these numbers."""
    return {f"p{number}@x.example" for number in numbers}


__all__ = [
    "QUICK",
    "Task",
    "Wishes",
    "a_sync",
    "addresses",
    "nullcontext",
    "run",
    "sync_once",
    "there",
    "traits_of",
]
