"""The demo of a few people, as it is built and taken on."""

from datetime import datetime
from pathlib import Path

from segflux_cli.demo.data import add_batch
from segflux_cli.scaffold.project import new_demo
from tests.dbt_projects import connected, is_server, use_warehouse
from tests.functional.commands import call

AS_OF = "2026-06-01T09:00:00Z"
PEOPLE = 300


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
