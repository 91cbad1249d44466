"""A night with Dagster: build, look, carry. `dagster dev -f dagster_job.py` shows it.

SEGFLUX_PROJECT is the project's folder; `segflux` is found on PATH, in a virtual environment of its own if need be.
"""

import json
import os
import subprocess
from typing import Any

import dagster

WRONG_USAGE = 3  # a fault in a spec does not go away by trying again

again = dagster.RetryPolicy(max_retries=2, delay=300)


def run(context: dagster.OpExecutionContext, *arguments: str) -> dict[str, Any]:
    """One command of Segflux, its answer; its messages go to the log."""
    done = subprocess.run(
        ["segflux", *arguments, "--format", "json"],
        cwd=os.environ["SEGFLUX_PROJECT"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.stderr:
        context.log.warning(done.stderr)
    if done.returncode:
        said = done.stderr or done.stdout
        raise dagster.Failure(f"segflux {arguments[0]}: {said}", allow_retries=done.returncode != WRONG_USAGE)
    answer: dict[str, Any] = json.loads(done.stdout)
    context.add_output_metadata({"answer": dagster.MetadataValue.json(answer)})
    return answer


@dagster.op(retry_policy=again, out=dagster.Out(dagster.Nothing))
def build(context: dagster.OpExecutionContext) -> None:
    run(context, "build", "--wait", "600", "--timeout", "7200")


@dagster.op(ins={"built": dagster.In(dagster.Nothing)}, out=dagster.Out(dagster.Nothing))
def doctor(context: dagster.OpExecutionContext) -> None:
    run(context, "doctor", "--fix")


@dagster.op(
    retry_policy=again, ins={"looked_at": dagster.In(dagster.Nothing)}, out=dagster.Out(dagster.Nothing)
)
def sync(context: dagster.OpExecutionContext) -> None:
    run(context, "sync")


@dagster.job
def segflux_nightly() -> None:
    sync(doctor(build()))


nightly = dagster.ScheduleDefinition(job=segflux_nightly, cron_schedule="0 2 * * *")
definitions = dagster.Definitions(jobs=[segflux_nightly], schedules=[nightly])
