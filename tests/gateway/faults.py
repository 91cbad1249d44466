"""What a gateway may be told to do wrong."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("exception", "status", "drop_before", "drop_midway", "drop_after", "stall", "die")


@dataclass
class Fault:
    """Statements that match go wrong, `times` of them after the first `after`, each `seconds` late.

    `exception` is ClickHouse's error `code`; `status` a plain HTTP `code`, as of a proxy. The connection
    ends before the statement runs (`drop_before`), within its answer (`drop_midway`) or in place of its
    answer (`drop_after`); `die` ends the gateway as SIGKILL does; `stall` is only late.
    """

    kind: str
    match: str = ""
    code: int = 0
    message: str = ""
    times: int = 1_000_000
    after: int = 0
    seconds: float = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}, not {self.kind!r}")
        self._pattern = re.compile(self.match.encode(), re.IGNORECASE | re.DOTALL)

    def strikes(self, statement: bytes) -> bool:
        """Whether this statement goes wrong; counts it."""
        if not self._pattern.search(statement) or self.times <= 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


class Faults:
    """The faults in force; asked by the threads of the gateway."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: list[Fault] = []

    def replace(self, told: list[Mapping[str, Any]]) -> None:
        """These faults in place of those before."""
        with self._lock:
            self._all = [Fault(**each) for each in told]

    def striking(self, statement: bytes) -> Fault | None:
        """The first fault that strikes a statement."""
        with self._lock:
            return next((fault for fault in self._all if fault.strikes(statement)), None)
