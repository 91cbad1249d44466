"""What the shell is offered."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from segflux_cli.cli.completing import segment_names

PROGRAM = "from segflux_cli.cli.main import main; main(prog_name='segflux')"
PROFILES = (
    "segflux:\n  target: embedded\n  outputs:\n    embedded: {type: chdb}\n    server: {type: clickhouse}\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("big_spenders", "buyers", "tests/cases", ".trash/bad"):
        path = tmp_path / "segments" / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("segment: x\n")
    (tmp_path / "dbt_project.yml").write_text("name: segflux\nprofile: segflux\n")
    (tmp_path / "profiles.yml").write_text(PROFILES)
    return tmp_path


def completed(folder: Path, line: str) -> list[str]:
    """The words that bash is offered at the end of a line."""
    given = {"_SEGFLUX_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not told.stderr
    return [offer.partition(",")[2] for offer in told.stdout.split()]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("segflux mem", ["members"]),
        ("segflux members b", ["big_spenders", "buyers"]),
        ("segflux build --select bu", ["buyers"]),
        ("segflux build --target s", ["server"]),
        ("segflux segments --targ", ["--target"]),
        ("segflux completion ", ["bash", "zsh", "fish"]),
    ],
)
def test_words_are_completed(project: Path, line: str, offered: list[str]) -> None:
    assert completed(project, line) == offered


def test_a_folder_without_a_project_offers_nothing(tmp_path: Path) -> None:
    assert completed(tmp_path, "segflux build --target ") == []
    assert segment_names(tmp_path) == ()


def test_completing_a_segment_takes_no_time(project: Path) -> None:
    began = time.process_time_ns(), os.times().children_user
    completed(project, "segflux members b")
    assert os.times().children_user - began[1] < 0.6  # seconds of CPU; 0.15 on a quiet machine


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_calls_segflux(shell: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, "completion", shell], capture_output=True, text=True, check=True
    )
    assert f"_SEGFLUX_COMPLETE={shell}_complete" in told.stdout


def test_bash_takes_the_script(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, "completion", "bash"], capture_output=True, text=True, check=True
    )
    script = tmp_path / "segflux.bash"
    script.write_text(told.stdout)
    asked = f"source {script} && complete -p segflux"
    assert (
        "segflux" in subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True).stdout
    )
