"""However the engine dies, the next clean run leaves the destination equal to the desired set."""

import os

from tests.activation.trials import run_trials


def test_a_destination_equals_the_desired_set_after_any_crash() -> None:
    count = int(os.environ.get("SEGFLUX_SYNC_TRIALS", "20"))
    assert run_trials(count) == {}
