"""A build that dies at any point leaves the last good members, and the next one what it would have left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dbt_projects import execute, rows_of
from tests.functional.bad_input.conftest import LONG, members, person_0_pays
from tests.functional.commands import WITHOUT_TESTS, call

pytestmark = pytest.mark.embedded_only(
    reason="the engine dies with the build; test_server_errors has the server that dies"
)

# Runs a command that dies, or is interrupted, in the middle of the first statement that fits.
SPOILED = """
import os, re, signal, sys, threading
from dbt.adapters.chdb.client import ChdbClient
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests run in the background have it ignored
number, pattern = int(sys.argv.pop(1)), re.compile(sys.argv.pop(1), re.DOTALL)
def spoiled(method):
    def run(self, sql, **arguments):
        if pattern.search(sql):
            threading.Timer(0.002, os.kill, (os.getpid(), number)).start()
        return method(self, sql, **arguments)
    return run
ChdbClient.query, ChdbClient.command = spoiled(ChdbClient.query), spoiled(ChdbClient.command)
from segflux_cli.cli.main import main
main()
"""
POINTS = (
    "insert into .*fct_events.*select",
    "insert into .*fct_segment_bitmaps.*candidate",
)
PUBLISHING = "alter table .*fct_segment_bitmaps.* attach partition"
SCRATCH = """
    select database, name from system.tables
    where database like 'segflux%' and (startsWith(name, '__') or match(name, '__dbt_(tmp|backup|new)'))
"""


def test_a_build_killed_anywhere_leaves_the_last_good_members(project: Path) -> None:
    before = members(project)
    execute(project, *(person_0_pays(number) for number in range(3)))
    for point in POINTS:
        assert spoil(project, signal.SIGKILL, point).returncode == -signal.SIGKILL, point
        assert members(project) == before, point
    assert spoil(project, signal.SIGKILL, PUBLISHING).returncode == -signal.SIGKILL
    assert members(project) in (before, before | {f"user0{LONG}"})
    told = call(project, "build", "--format", "json")
    assert told.exit_code == 0, told.errors
    assert members(project) == before | {f"user0{LONG}"}
    assert rows_of(project, SCRATCH) == []
    sql = "select count(), uniqExact(event_key) from segflux_events.fct_events where source = 'shop'"
    assert rows_of(project, sql) == [(12, 12)]


def test_ctrl_c_ends_a_build_in_a_word_and_leaves_the_members(project: Path) -> None:
    before = members(project)
    told = spoil(project, signal.SIGINT, "insert into .*int_links_seen")
    assert told.returncode == 130
    assert told.stderr.splitlines()[-1] == "Stopped."
    assert "Traceback" not in told.stderr
    assert members(project) == before


def spoil(folder: Path, number: signal.Signals, point: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SPOILED, str(int(number)), point, "build"]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **WITHOUT_TESTS, "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
