"""Progress, and other news, out of the events that dbt tells while it runs."""

import threading
from collections.abc import Callable
from typing import Any

from segflux_cli.dbt_runner.outcome import Progress


class ProgressListener:
    """Counts the nodes that have ended and tells each; dbt calls it from its threads.

    `run_id` is the id of the run once dbt has told anything; `on_cancel` is called when dbt, interrupted, has closed
    its connections, before it waits for what they still run.
    """

    def __init__(self, tell: Callable[[Progress], None], on_cancel: Callable[[], None]) -> None:
        self.run_id = ""
        self._tell = tell
        self._on_cancel = on_cancel
        self._lock = threading.Lock()
        self._total = 0
        self._done = 0

    def __call__(self, event: Any) -> None:
        """Take one event of dbt."""
        with self._lock:
            self.run_id = event.info.invocation_id
            if event.info.name == "LogCancelLine":
                self._on_cancel()
            elif event.info.name == "LogStartLine":
                self._total = max(self._total, event.data.total)
            elif event.info.name == "NodeFinished":
                self._finish(event.data.node_info)

    def _finish(self, node: Any) -> None:
        self._done += 1
        self._tell(Progress(self._done, max(self._total, self._done), node.node_name, node.node_status))
