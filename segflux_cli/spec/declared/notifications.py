"""Who hears of a run, and of which."""

from dataclasses import dataclass
from typing import Literal, get_args

from segflux_cli.errors import Place

Outcome = Literal["failed", "braked", "ok"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
TOLD_BY_DEFAULT: tuple[Outcome, ...] = ("failed", "braked")


@dataclass(frozen=True)
class Notification:
    """A variable that holds the address of a chat or mailbox, and how a run must end to be told there."""

    place: Place
    variable: str
    on: tuple[Outcome, ...] = TOLD_BY_DEFAULT
