"""The one door to dbt."""

from segflux_cli.dbt_runner.outcome import NodeOutcome, Outcome, Progress
from segflux_cli.dbt_runner.run import run_dbt

__all__ = ["NodeOutcome", "Outcome", "Progress", "run_dbt"]
