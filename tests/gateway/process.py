"""Gateways that tests start, each a process of its own."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ENGINE = "SEGFLUX_GATEWAY_PYTHON"  # the Python whose `chdb` is the engine; by default that of the tests
TIME_ZONE = "Pacific/Auckland"  # a server's zone may be any: results must not depend on it


class RunningGateway:
    """A gateway over the engine at a folder; every handle of the folder belongs to its process."""

    def __init__(self, path: Path, *, port: int = 0, config: Path | None = None, password: str = "") -> None:
        self.path, self._config, self._password = path, config, password
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Serves, on the port it had before if it had one."""
        self.stop()
        options = ["--path", str(self.path), "--port", str(self.port), "--password", self._password]
        options += ["--config", str(self._config)] if self._config else []
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [os.environ.get(ENGINE, sys.executable), "-m", "tests.gateway", *options],
            cwd=ROOT,
            env={**os.environ, "TZ": TIME_ZONE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        told = self._process.stdout.readline()
        if not told:
            raise RuntimeError(f"the gateway over {self.path} did not start")
        self.port = int(told)

    def fail(self, *faults: Mapping[str, Any]) -> None:
        """These faults, and no others, from now on; see `Fault` for their words."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/faults", data=json.dumps(faults).encode(), method="PUT"
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            answer.read()

    @property
    def is_running(self) -> bool:
        """Whether anything answers."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ends the process; what was acknowledged stays in the folder."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
