"""Ends of work that come from outside: a time limit, a signal."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from segflux_cli.errors import TimedOutError


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Interrupts the block as Ctrl-C would once its time is over, and raises TimedOutError; no limit for None."""
    if seconds is None:
        yield
        return
    is_over = threading.Event()
    main = threading.main_thread().ident or 0

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        is_over.set()
        raise KeyboardInterrupt

    # a signal of its own: a shell starts what runs in the background with SIGINT ignored
    before = signal.signal(signal.SIGALRM, interrupt)
    # to the main thread, so that it ends a call that waits there
    timer = threading.Timer(seconds, signal.pthread_kill, (main, signal.SIGALRM))
    timer.daemon = True
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if not is_over.is_set():
            raise
        raise TimedOutError(
            f"The build took longer than --timeout {seconds:g} and was stopped. What was published stays as it was; "
            "the next build goes on from there."
        ) from None
    finally:
        timer.cancel()
        signal.signal(signal.SIGALRM, before)


@contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl-C does, so that a scheduler stops it as cleanly as a person."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
