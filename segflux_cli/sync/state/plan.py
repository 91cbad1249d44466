"""What a plan is made for."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from segflux_cli.destinations.failures import StoppedError
from segflux_cli.destinations.protocol import Capabilities, Identity, Limits
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.syncs import PROFILE_ID
from segflux_cli.sync.state.carried import CarriedSync
from segflux_cli.sync.state.tables import Tables

# The first batch of people who enter, where the destination must know them; the ledger keeps it.
FIRST_NEW = 1_000_000_000


def among(keys: Iterable[str]) -> str:
    """The condition that a row's key is one of these."""
    return f"key in (select arrayJoin(JSONExtract({spell_text(json.dumps(list(keys)))}, 'Array(String)')))"


@dataclass(frozen=True)
class Plan:
    """Which run's plan it is, whom the destination knows by what, and how much a batch may hold."""

    sync: CarriedSync
    tables: Tables
    sequence: int
    limits: Limits
    identities: tuple[Identity, ...]
    is_replacing: bool = False  # everybody is sent, as a whole new content
    is_listing: bool = False  # the destination is asked who is there, since strangers go too
    tells_new: bool = False  # who enters has batches of their own
    waiting: tuple[str, ...] = ()  # keys whose turn is in the next run
    is_braked: bool = False  # nobody is sent or removed but members who are held back

    @property
    def rows(self) -> str:
        """The condition of the run's rows in the outbox."""
        rows = f"sync = {spell_text(self.sync.name)} and sequence = {self.sequence}"
        return f"{rows} and not {among(self.waiting)}" if self.waiting else rows

    @property
    def removed(self) -> str:
        """The condition of those among the changes whom the run removes."""
        if not self.is_braked:
            return "operation = 'remove'"
        desired = self.tables.scratch(self.sync, "desired")
        return (
            f"operation = 'remove' and key in (select key from {desired} where held_back != '' and key != '')"
        )


def identities_of(match_on: tuple[str, ...], capabilities: Capabilities) -> tuple[Identity, ...]:
    """How the destination knows people by each type; none where it knows them by our own id."""
    if match_on == (PROFILE_ID,):
        return ()
    known = {identity.type: identity for identity in capabilities.identities}
    return tuple(known.get(kind, Identity(kind)) for kind in match_on)


def is_replacing(sync: CarriedSync, capabilities: Capabilities) -> bool:
    """Whether a run writes a whole new content; raises StoppedError where a mode asks what cannot be done."""
    can_replace = "replace" in capabilities.operations
    if sync.mode == "full" or (sync.mode == "mirror" and can_replace):
        if can_replace:
            return True
        raise StoppedError(f"{sync.destination} cannot replace its content; use another mode than full")
    if sync.mode == "mirror" and not capabilities.can_list:
        raise StoppedError(
            f"{sync.destination} does not tell who is in an audience, so strangers cannot be removed; "
            "use add_and_remove"
        )
    needed = {"upsert", "clear"} if sync.mode == "upsert" else {"add", "remove"}
    needed -= {"remove"} if sync.mode == "add_only" else set()
    if missing := needed - capabilities.operations:
        raise StoppedError(f"{sync.destination} cannot {' or '.join(sorted(missing))}; use another mode")
    return False
