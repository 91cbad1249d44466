"""Progress of long work: one line that moves, on a terminal only."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from segflux_cli.cli.output import printable


class ProgressLine:
    """Says what goes on now; says nothing where nobody watches."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self._is_shown = sys.stderr.isatty() and not is_silent
        self._began = time.monotonic()

    def show(self, text: str) -> None:
        """Replaces the line."""
        if self._is_shown:
            width = shutil.get_terminal_size().columns - 1
            seconds = f"{time.monotonic() - self._began:4.0f} s  "
            click.echo("\r\033[K" + (seconds + printable(text))[:width], err=True, nl=False)

    def clear(self) -> None:
        """Takes the line away."""
        if self._is_shown:
            click.echo("\r\033[K", err=True, nl=False)


@contextmanager
def progress_line(*, is_silent: bool = False) -> Iterator[ProgressLine]:
    """A line that is gone when the work ends, well or badly."""
    line = ProgressLine(is_silent=is_silent)
    try:
        yield line
    finally:
        line.clear()
