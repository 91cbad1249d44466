"""One small demo that the tests of this folder look at, and the command line as another process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

AS_OF = "2026-06-01T09:00:00Z"
PROGRAM = "from segflux_cli.cli.main import main; main()"


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


def call(folder: Path, *arguments: str) -> Told:
    """Runs `segflux` in a folder, as a process of its own."""
    environment = {**os.environ, "HOME": str(folder), "COLUMNS": "200"}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    return Told(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    told = call(folder, "demo", "--profiles", "300", "--as-of", AS_OF, "--format", "json")
    assert told.exit_code == 0, told.errors
    # no test here wants to wait for a warehouse that is open elsewhere
    profile = folder / "profiles.yml"
    profile.write_text(profile.read_text().replace("lock_timeout: 10", "lock_timeout: 0"))
    return folder
