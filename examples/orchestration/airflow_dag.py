"""A night with Airflow 3: build, look, carry. Put the file into the folder of DAGs.

SEGFLUX_PROJECT is the project's folder; `segflux` is found on PATH, in a virtual environment of its own if need be.
"""

import os
import subprocess
from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

WRONG_USAGE = 3  # a fault in a spec does not go away by trying again


def run(*arguments: str) -> None:
    """One command of Segflux; what it prints goes to the log of the task."""
    done = subprocess.run(["segflux", *arguments], cwd=os.environ["SEGFLUX_PROJECT"], check=False)
    if done.returncode == WRONG_USAGE:
        raise AirflowFailException(f"segflux {arguments[0]}: wrong usage, or a fault in a spec; see the log")
    if done.returncode:
        raise AirflowException(f"segflux {arguments[0]} ended with {done.returncode}; see the log")


@dag(
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
)
def segflux_nightly() -> None:
    @task
    def build() -> None:
        run("build", "--wait", "600", "--timeout", "7200")

    @task(retries=0)
    def doctor() -> None:
        run("doctor", "--fix")

    @task
    def sync() -> None:
        run("sync")

    build() >> doctor() >> sync()


segflux_nightly()
