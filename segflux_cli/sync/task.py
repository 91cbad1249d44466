"""A sync to carry out, what surrounds it, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from segflux_cli.spec.declared.syncs import HeldBack
from segflux_cli.sync.carried import CarriedSync
from segflux_cli.sync.changes import Wishes
from segflux_cli.sync.cleaning import Clean, identifier_cleaning
from segflux_cli.sync.handle import Handle
from segflux_cli.sync.opening import Places
from segflux_cli.sync.people import Traits
from segflux_cli.sync.runs import Counts, State
from segflux_cli.sync.sender import Patience
from segflux_cli.sync.tables import Tables


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


@dataclass(frozen=True)
class Surroundings:
    """What every run of a command shares."""

    handle: Handle
    tables: Tables
    traits: Traits
    places: Places
    wishes: Wishes = field(default_factory=Wishes)
    patience: Patience = field(default_factory=Patience)
    is_dry: bool = False
    is_trial: bool = False  # a dry run, before a place is emptied, that asks the destination too
    check_lease: Callable[[], None] = lambda: None
    tell: Callable[[str], None] = lambda _text: None
    clean: Clean = field(default_factory=identifier_cleaning)  # of listed identifiers
    notify: Callable[["RunReport"], tuple[str, ...]] = lambda _report: ()  # gives warnings


@dataclass(frozen=True)
class RunReport:
    """What a run did, or would do; `samples` are profile ids by operation.

    `strangers` are those of the planned removals whom Segflux never added, as only mode mirror removes them.
    """

    sync: CarriedSync
    state: State
    counts: Counts = field(default_factory=Counts)
    reason: str = ""
    is_drain: bool = False
    is_dry: bool = False
    seconds: float = 0.0
    samples: dict[str, list[str]] = field(default_factory=dict)
    strangers: int = 0
    unsettled: int = 0  # jobs of which the destination has not told yet what became
    warnings: tuple[str, ...] = ()  # of messages that could not be sent
