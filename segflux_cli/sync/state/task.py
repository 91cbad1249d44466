"""A sync to carry out."""

from dataclasses import dataclass

from segflux_cli.spec.declared.syncs import HeldBack
from segflux_cli.sync.state.carried import CarriedSync


@dataclass(frozen=True)
class Task:
    """A sync to run: with its members, or to empty a place that is left."""

    sync: CarriedSync
    held_back: tuple[HeldBack, ...] = ()
    former: str = ""  # the name that its segment had, while `renamed_from` says so
    is_drain: bool = False
    size_brake: str = ""  # why the size of the segment holds it back; '' when it does not
    waits_for: str = ""  # what must be done before it can run; '' when it can
    heirs: tuple["Task", ...] = ()  # of a place that is left: who takes over, and must be able to run
