"""How sending fails: again later, smaller, or not at all. The type says which."""

from segflux_cli.errors import SegfluxError


class DestinationError(SegfluxError):
    """The root: a destination did not take something. Messages hold no secrets and no personal data."""

    exit_code = 2


class TransientError(DestinationError):
    """Try the same batch again: 408, 425, 429, 5xx, a connection that broke, a time that ran out.

    `retry_after` is what the destination asked for, in seconds.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TerminalError(DestinationError):
    """Trying the same again is of no use."""


class BatchRefusedError(TerminalError):
    """The batch as a whole was refused and nothing of it was taken: 400, 413, 422, or too many bytes.

    The engine halves it until the bad rows are alone, and rejects those with this message; where nearly every
    row is bad it gives up early, and the rest stays planned. Where none is taken all stay planned.
    """


class RowsRefusedError(BatchRefusedError):
    """A batch was refused for what its rows hold: a rule of a table, too many bytes.

    Whoever is alone is rejected, also where nobody is taken.
    """


class StoppedError(TerminalError):
    """Nothing more can be sent: wrong credentials (401, 403), or the audience is gone (404)."""
