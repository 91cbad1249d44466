"""What `segflux syncs` prints of a warehouse that no project has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from segflux_cli.cli.syncs_command import command
from segflux_cli.sync.state import past_runs
from tests.activation.warehouse import relations

Syncs = Callable[..., str]


def syncs_of(client: Any, monkeypatch: pytest.MonkeyPatch) -> Syncs:
    """The command on this warehouse; its text comes with single spaces."""

    @contextmanager
    def opened(_project: Path, _target: str | None) -> Iterator[Any]:
        yield client, relations()

    monkeypatch.setattr(past_runs, "opened", opened)

    def told(*options: str) -> str:
        return " ".join(CliRunner().invoke(command, options, catch_exceptions=False).output.split())

    return told
