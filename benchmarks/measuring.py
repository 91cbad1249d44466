"""What a step of a benchmark takes, measured in a process of its own."""

import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from segflux_cli.compiler.rendering.dbt_context import QueryResult
from segflux_cli.warehouse.embedded import open_embedded
from segflux_cli.warehouse.statements import fetch, run_statement

if TYPE_CHECKING:
    import pyarrow

_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Figures:
    """What a step took; memory is the peak of its whole process."""

    cpu_seconds: float
    wall_seconds: float
    peak_gigabytes: float
    statements: int


@dataclass(frozen=True)
class Cost:
    """What a command took; memory is the peak of its process."""

    cpu_seconds: float
    wall_seconds: float
    peak_gigabytes: float


def cost_of(command: Sequence[str], folder: Path) -> Cost:
    """What a command took that runs in a folder; the benchmark ends where it fails."""
    start = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen(command, cwd=folder, stdout=nowhere, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} in {folder} ended with {os.waitstatus_to_exitcode(status)}")
    wall = time.perf_counter() - start
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1e6)


class Warehouse:
    """The tables of the benchmark, open in this process."""

    def __init__(self, path: str) -> None:
        self._client = open_embedded(path)
        self.statements = 0

    def run(self, sql: str) -> None:
        """Runs a statement and counts it."""
        self.statements += 1
        run_statement(self._client, sql)

    def ask(self, sql: str) -> QueryResult:
        """The rows of a query."""
        return QueryResult(*fetch(self._client, sql))

    def export(self, sql: str) -> "pyarrow.Table":
        """The rows of a query as columns of Arrow."""
        return self._client.query_arrow(sql)

    def fill(self, table: str, rows: "pyarrow.Table") -> None:
        """Inserts columns of Arrow."""
        self._client.insert_arrow(table, rows)


def measured(warehouse: Warehouse, work: Callable[[], object]) -> Figures:
    """What the work took; the peak is that of the process so far."""
    before, start, counted = _cpu(), time.perf_counter(), warehouse.statements
    work()
    return Figures(
        cpu_seconds=_cpu() - before,
        wall_seconds=time.perf_counter() - start,
        peak_gigabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        statements=warehouse.statements - counted,
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def apart(work: Callable[[], _Answer]) -> _Answer:
    """The answer of a step that runs in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work).result()
