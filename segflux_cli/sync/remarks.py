"""What is said of a run besides its numbers."""

from segflux_cli.sync.sending.jobs import Told

EMPTIED = "nobody was there any more, so that everybody was sent again"
TO_BE_FILLED = "nobody is there any more, so that everybody would be sent again"
LOST = ": their identifiers are gone from the warehouse; who has one again is removed by the next run"
AGAIN = "; what was not sent stays planned, and the next run sends it"


def waiting_for(jobs: Told) -> str:
    """What people wait for whose job could not be asked; '' where it just takes longer."""
    return f"what became of a job is not known: {jobs.why}; the next run asks again" if jobs.why else ""


def joined(*texts: str) -> str:
    """Those that say something, as one."""
    return "; ".join(text for text in texts if text)
