"""Whatever fails, and however a server repeats what it was sent: no identifier and no trait is kept or shown."""

import json
import logging
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from segflux_cli.cli.main import main
from segflux_cli.sync import command
from segflux_cli.sync.surroundings import Surroundings
from tests.activation.engine import QUICK
from tests.activation.receiver import Receiver
from tests.dbt_projects import connected, rows_of
from tests.functional.syncing.conftest import CONSENTING
from tests.functional.syncing.secret_texts import found_in

FAULTS = ("500", "429", "410", "garbage", "broken gzip", "drops", "drops after taking", "422")
KEPT = (
    "sync_ledger",
    "sync_history",
    "sync_runs",
    "sync_rejects",
    "fct_audiences",
    "fct_audience_changes",
    "fct_sync_runs",
)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tries a batch, a moment apart."""
    monkeypatch.setattr(command, "Surroundings", partial(Surroundings, patience=QUICK))


def run(project: Path, *arguments: str) -> str:
    """All that the command prints, with the traceback of what it raised."""
    with suppress(OSError):
        ended = CliRunner().invoke(main, [*arguments, "--project-dir", str(project)])
    return f"{ended.output}\n{ended.stderr}\n{ended.exception!r}"


def tables(project: Path) -> str:
    """All that the tables hold that may hold no personal data."""
    wanted = ", ".join(f"'{name}'" for name in KEPT)
    found = rows_of(project, f"select database, name from system.tables where name in ({wanted})")
    assert len(found) == len(KEPT)
    with connected(project) as client:
        return "\n".join(
            str(client.query(f"select * from {schema}.{name}").result_rows) for schema, name in found
        )


def files(project: Path) -> str:
    """What is written beside the warehouse: logs, notes, manifests."""
    paths = [
        path
        for path in project.rglob("*")
        if path.is_file() and "warehouse" not in path.parts and path.suffix
    ]
    return "\n".join(path.read_text(errors="replace") for path in paths)


@pytest.mark.parametrize("echo", ["raw", "escaped", "quoted"])
@pytest.mark.usefixtures("impatient")
def test_no_failure_tells_of_anybody(
    project: Path, receiver: Receiver, caplog: pytest.LogCaptureFixture, echo: str
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.echo = echo
    said = []
    for place, fault in enumerate(FAULTS):
        receiver.always = fault
        shown = ("--debug", "--format=json")[place % 2]
        said.append(run(project, "sync", "--full", "--retry-rejected", shown))
    said += [
        run(project, "syncs", "--limit", "20", shown) for shown in ("--rejects", "--format=json", "--debug")
    ]
    assert "422" in " ".join(said)
    assert found_in("\n".join(said)) == []
    assert found_in(tables(project)) == []
    assert found_in(files(project)) == []
    assert found_in(caplog.text) == []


@pytest.mark.usefixtures("impatient")
def test_no_reason_tells_of_anybody(project: Path, receiver: Receiver) -> None:
    texts: list[Any] = [
        lambda each: f"{each.name} of {each.city} has no account",
        lambda each: json.dumps({"bad": [each.mail, each.name]}),
        lambda each: f"see https://there.example/?mail={quote(each.mail, safe='')}&n={quote(each.name)}",
        lambda each: f"<b>{each.mail.upper()}</b> ({each.phone[:3]} {each.phone[3:7]}-{each.phone[7:]})",
    ]
    wanted = rows_of(project, "select profile_id, ifNull(user_id, '') from segflux_profiles.dim_profiles")
    numbers = {user: profile for profile, user in wanted}
    for place, each in enumerate(CONSENTING[:12]):
        receiver.rejects[numbers[f"u{each.number}"]] = texts[place % 4](each)
    said = run(project, "sync", "--format", "json")
    assert '"rejected": 12' in said
    said += run(project, "syncs", "--rejects") + run(project, "syncs", "--format", "json")
    assert "has no account" in said
    assert found_in(said) == []
    assert found_in(tables(project)) == []
