"""However the engine dies, the next clean run leaves the destination equal to the desired set."""

import os
import subprocess
import sys

TRIALS = os.environ.get("SEGFLUX_SYNC_TRIALS", "20")


def test_a_destination_equals_the_desired_set_after_any_crash() -> None:
    """In a process of its own: the trials fork, and a fork of one that has had an engine open would hang."""
    command = [sys.executable, "-m", "tests.activation.trials", TRIALS]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{TRIALS} trials, 0 with differences" in ended.stdout
