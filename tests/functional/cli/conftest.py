"""The demo, built once for all who look at it, and the command line as another process."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from segflux_cli.demo.data import add_batch
from segflux_cli.scaffold.project import new_demo
from tests.dbt_projects import connected, is_server, revive, use_warehouse
from tests.forked import FORKER

AS_OF = "2026-06-01T09:00:00Z"
PEOPLE = 300
WITHOUT_TESTS = {"DBT_EXCLUDE_RESOURCE_TYPES": "test"}  # a build that a later one with data tests follows
PROGRAM = "from segflux_cli.cli.main import run; run()"


@dataclass(frozen=True)
class Told:
    """How a command ended."""

    exit_code: int
    text: str
    errors: str

    @property
    def answer(self) -> Any:
        return json.loads(self.text)


Segflux = Callable[..., Told]


def call(folder: Path, *arguments: str, **environment: str) -> Told:
    """Runs `segflux` in a folder, as a process of its own."""
    revive(folder)
    environment = {**os.environ, "HOME": str(folder), "COLUMNS": "200", **environment}
    told = Told(*FORKER.run(folder, arguments, environment))
    assert "Traceback" not in told.errors
    return told


def next_run(folder: Path, instant: str) -> tuple[str, ...]:
    """The command that takes the demo on to the instant; on a server its arrivals are made up beforehand."""
    if is_server():
        with connected(folder) as client:
            add_batch(client, PEOPLE, datetime.fromisoformat(instant))
    return ("build" if is_server() else "demo", "--as-of", instant)


def build_demo(folder: Path) -> Path:
    """The demo of 300 people; on a server its rows are made up by the test, for `segflux demo` refuses servers."""
    if is_server():
        new_demo(folder)
        with connected(use_warehouse(folder)) as client:
            add_batch(client, PEOPLE, datetime.fromisoformat(AS_OF))
        told = call(folder, "build", "--as-of", AS_OF, "--format", "json")
    else:
        told = call(folder, "demo", "--profiles", str(PEOPLE), "--as-of", AS_OF, "--format", "json")
        use_warehouse(folder)
    assert told.exit_code == 0, told.errors
    return folder
