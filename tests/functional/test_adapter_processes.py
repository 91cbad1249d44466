"""Two processes, an interrupt and a kill: the warehouse stays whole and says what is going on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from segflux_cli.dbt_runner import run_dbt
from tests.dbt_projects import FOLDER, rows_of, write_project

pytestmark = pytest.mark.embedded_only(reason="about the engine in the process")
TABLE = "{{ config(materialized='table', order_by='x') }} "
GOOD = TABLE + "select number as x from numbers({{ var('count', 10) }})"
DBT = """\
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests run in the background have it ignored
from dbt.cli.main import cli
cli()
"""
ENDLESS = TABLE + "select number as x from numbers(1000000000000) where number % 1000003 = 0"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = write_project(tmp_path / "project", {"models/good.sql": GOOD})
    assert run_dbt(["run"], project=project).succeeded
    return project


def test_a_warehouse_open_elsewhere_is_named(project: Path) -> None:
    with _held(project / FOLDER, seconds=60) as holder:
        outcome = run_dbt(["run"], project=project)
        assert not outcome.succeeded
        said = outcome.problem + "".join(node.message for node in outcome.nodes)
        assert f"warehouse at {project / FOLDER} is open in another process" in said
        assert str(holder.pid) in said


def test_a_warehouse_open_elsewhere_is_waited_for(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project", {"models/good.sql": GOOD}, lock_timeout=30)
    with _held(project / FOLDER, seconds=2):
        assert run_dbt(["run"], project=project).succeeded


def test_ctrl_c_stops_the_query(project: Path) -> None:
    running = _start_endless(project)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode != 0
    _assert_whole_and_usable(project)


def test_a_killed_build_leaves_the_last_good_tables(project: Path) -> None:
    running = _start_endless(project)
    running.kill()
    running.communicate(timeout=60)
    _assert_whole_and_usable(project)


def _assert_whole_and_usable(project: Path) -> None:
    assert rows_of(project, "select count() from tiny.good") == [(10,)]
    (project / "models/endless.sql").unlink()
    assert run_dbt(["run", "--vars", "count: 20"], project=project).succeeded
    assert rows_of(project, "select count() from tiny.good") == [(20,)]


def _start_endless(project: Path) -> subprocess.Popen[str]:
    (project / "models/endless.sql").write_text(ENDLESS)
    # The one process to hold this warehouse is the child.
    command = [sys.executable, "-c", DBT, "--no-use-colors", "run", "--select", "endless"]
    running = subprocess.Popen(
        command,
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=dict(os.environ),
    )
    assert running.stdout is not None
    for line in running.stdout:
        if "START sql table model" in line:
            time.sleep(1)  # the model is under way; let its query begin
            return running
    raise AssertionError(running.communicate()[0])


@contextmanager
def _held(warehouse: Path, *, seconds: int) -> Iterator[subprocess.Popen[str]]:
    program = (
        "import sys, time\n"
        "from segflux_cli.warehouse.embedded import open_embedded\n"
        "client = open_embedded(sys.argv[1])\n"
        "print('open', flush=True)\n"
        "time.sleep(float(sys.argv[2]))\n"
        "client.close()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(warehouse), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        yield holder
    finally:
        holder.kill()
        holder.communicate()
