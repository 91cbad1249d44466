"""One line of JSON about a build, however it ended."""

import json
import signal
import time
from pathlib import Path
from typing import Any

import click
import pytest

from segflux_cli.cli.run_record import RunRecord, write_line
from segflux_cli.cli.stopping import time_limit
from segflux_cli.dbt_runner import NodeOutcome, Outcome
from segflux_cli.errors import BuildError, SpecError, TimedOutError, UsageError, WarehouseError


def node(status: str) -> NodeOutcome:
    return NodeOutcome(f"model.segflux.{status}", status, status, "", "", 0.1)


@pytest.mark.parametrize(
    ("error", "outcome", "code"),
    [
        (None, "succeeded", 0),
        (BuildError("an audit"), "failed", 1),
        (WarehouseError("held"), "refused", 2),
        (TimedOutError("over"), "timed_out", 2),
        (SpecError([]), "wrong", 3),
        (KeyboardInterrupt(), "interrupted", 130),
        (click.Abort(), "interrupted", 130),
        (RuntimeError("unexpected"), "refused", 2),
    ],
)
def test_every_ending_has_its_word_and_its_exit_code(
    error: BaseException | None, outcome: str, code: int
) -> None:
    line = RunRecord(outcome=Outcome(True, (node("success"), node("error"), node("skipped")), "", "r1")).line(
        error
    )
    told = json.loads(line)
    assert "\n" not in line
    assert (told["outcome"], told["exit_code"], told["run_id"]) == (outcome, code, "r1")
    assert told["nodes"] == {"total": 3, "succeeded": 1, "failed": 1, "skipped": 1, "failed_names": ["error"]}


def test_lines_are_appended_and_an_unwritable_file_is_told(tmp_path: Path) -> None:
    for line in ("", "{}", "{}"):
        write_line(str(tmp_path / "runs.jsonl"), line)
    assert (tmp_path / "runs.jsonl").read_text() == "{}\n{}\n"
    with pytest.raises(UsageError, match="could not be written"):
        write_line(str(tmp_path), "")


@pytest.mark.parametrize("interrupts", [signal.default_int_handler, signal.SIG_IGN], ids=["heard", "ignored"])
def test_a_time_limit_interrupts_and_says_so(interrupts: Any) -> None:
    before = signal.signal(signal.SIGINT, interrupts)
    try:
        with pytest.raises(TimedOutError, match=r"longer than --timeout 0\.05"), time_limit(0.05):
            time.sleep(30)
        with time_limit(None), time_limit(60):
            pass
    finally:
        signal.signal(signal.SIGINT, before)
