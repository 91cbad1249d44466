"""How many people a batch was for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """How many people a batch was accepted for and how many it was rejected for."""

    accepted: int
    rejected: int
