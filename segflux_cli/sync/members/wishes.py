"""How a command asks for its runs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wishes:
    """How a run was asked for: resend everything, retry what was rejected, go on in spite of brakes.

    `gives_up`: a place that is left and cannot be emptied counts as empty.
    """

    is_full: bool = False
    retries_rejected: bool = False
    allows_large_change: bool = False
    gives_up: bool = False
