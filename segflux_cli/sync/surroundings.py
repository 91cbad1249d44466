"""What every run of a command shares."""

from collections.abc import Callable
from dataclasses import dataclass, field

from segflux_cli.sync.members.cleaning import Clean, identifier_cleaning
from segflux_cli.sync.members.people import Traits
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.sending.opening import Places
from segflux_cli.sync.sending.sender import Patience
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.tables import Tables


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
    notify: Callable[[RunReport], tuple[str, ...]] = lambda _report: ()  # gives warnings
