"""How a run is stopped, whichever of its handles has a query under way or is about to begin one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

from dbt_common.exceptions import DbtRuntimeError

_KILLED_EVERY = 0.1  # seconds


class Halt:
    """Counts the queries under way; once it is asked for, no other begins."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._under_way = 0
        self._is_asked = False

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Holds while a query runs; raises DbtRuntimeError when the run was stopped."""
        with self._condition:
            if self._is_asked:
                raise DbtRuntimeError("the run was stopped, and nothing more is begun")
            self._under_way += 1
        try:
            yield
        finally:
            with self._condition:
                self._under_way -= 1
                self._condition.notify_all()

    def ask(self, kill: Callable[[], None]) -> None:
        """Let no query begin, and kill those under way until none is left."""
        with self._condition:
            self._is_asked = True
        # a query that was about to begin is not yet there to be killed
        while not self._is_idle():
            kill()

    def _is_idle(self) -> bool:
        with self._condition:
            if self._under_way:
                self._condition.wait(_KILLED_EVERY)
            return not self._under_way
