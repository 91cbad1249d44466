"""The command line in processes of its own, each forked from one that has imported what commands need.

Importing dbt and the engine takes two seconds of a processor; hundreds of commands of tests would pay them. What is
imported late, and what that costs, is tested elsewhere, in processes that begin from nothing.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# Not the engine itself: it starts threads, and a fork has none of them.
HEAVY = ("clickhouse_connect", "dbt.cli.main", "dbt.adapters.chdb", "dbt.adapters.clickhouse")


class Forker:
    """Starts `segflux` in a folder as often as it is asked, one command at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def run(
        self, folder: Path, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> tuple[int, str, str]:
        """The exit code, as `subprocess` gives it, and what was printed."""
        with self._lock, tempfile.TemporaryDirectory() as printed:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            asked = {"folder": str(folder), "arguments": arguments, "environment": dict(environment)}
            process.stdin.write(json.dumps(asked | {"printed": printed}) + "\n")
            process.stdin.flush()
            code = int(process.stdout.readline())
            text, errors = (_read(Path(printed, name)) for name in ("stdout", "stderr"))
        return code, text, errors

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forked"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self._process

    def stop(self) -> None:
        """Ends the process that commands are forked from."""
        process, self._process = self._process, None
        if process:
            process.communicate()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


FORKER = Forker()  # of this process of tests


def _serve() -> None:
    for name in HEAVY:
        __import__(name)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(asked: Mapping[str, Any]) -> None:
    """Is `segflux`, as its console script begins."""
    printed = Path(asked["printed"])
    for descriptor, path in enumerate((Path(os.devnull), printed / "stdout", printed / "stderr")):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.chdir(asked["folder"])
    sys.path.insert(0, "")
    sys.argv = ["segflux", *asked["arguments"]]
    from segflux_cli.cli.main import run

    run()


if __name__ == "__main__":
    _serve()
