"""A connection to a database whose answer to one order is lost: the order is carried out, and nobody hears of it."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector
from threading import Event, Thread
from typing import cast

_PIECE = 65_536
_PAUSE = 0.05  # seconds after which a quiet connection looks whether all is over


class Losing:
    """Passes bytes on both ways until the words came in their order, on one connection; then cuts it, once."""

    def __init__(self, port: int, words: Sequence[bytes]) -> None:
        self._leads_to = port
        self._words = words
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads = [Thread(target=self._serve, daemon=True)]
        self._over = Event()
        self.lost = Event()
        self.port: int = self._listening.getsockname()[1]
        self._threads[0].start()

    def close(self) -> None:
        """Ends every connection."""
        self._over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._leads_to))
                self._threads.append(Thread(target=self._pass_on, args=(client, server), daemon=True))
                self._threads[-1].start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        waiting, is_cut = list(self._words), False
        with client, server, DefaultSelector() as ready, suppress(OSError):
            ready.register(client, EVENT_READ)
            ready.register(server, EVENT_READ)
            while not self._over.is_set():
                for end in (cast(socket.socket, key.fileobj) for key, _ in ready.select(_PAUSE)):
                    piece = end.recv(_PIECE)
                    if not piece or (is_cut and end is server):
                        return
                    if end is client and not self.lost.is_set():
                        while waiting and waiting[0] in piece:
                            waiting.pop(0)
                        is_cut = not waiting
                    (server if end is client else client).sendall(piece)
                    if is_cut:
                        self.lost.set()


@contextmanager
def losing(port: int, *words: bytes) -> Iterator[Losing]:
    """A port that leads to another one and loses the answer to the last of these words."""
    passing = Losing(port, words)
    try:
        yield passing
    finally:
        passing.close()
