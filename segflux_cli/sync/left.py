"""Syncs that are gone while people whom they added are still there, and those that take over from them."""

from collections.abc import Iterable

from segflux_cli.sync.carried import CarriedSync, from_json
from segflux_cli.sync.handle import Handle
from segflux_cli.sync.runs import syncs_with_people
from segflux_cli.sync.tables import Tables


async def left_syncs(
    handle: Handle, tables: Tables, standing: Iterable[CarriedSync]
) -> tuple[CarriedSync, ...]:
    """Syncs that are gone or of a retired segment, and whose places still hold people whom we added."""
    names = {sync.name for sync in standing}
    rows = await syncs_with_people(handle, tables)
    stored = [from_json(str(row["declaration"])) for row in rows if row["sync"] not in names]
    return tuple(sync for sync in stored if sync.mode != "add_only")


def takes_over(old: CarriedSync, new: CarriedSync, former: str | None) -> bool:
    """Whether it fills the audience of one that is gone, or is the same sync elsewhere; `former` names its segment."""
    is_same = new.destination == old.destination and old.segment in (new.segment, former)
    return is_same or new.audience_there == old.audience_there
