"""Syncs that are gone while people whom they added are still there, and those that take over from them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from segflux_cli.destinations.places import in_one_spelling, place_options
from segflux_cli.destinations.types import DestinationType
from segflux_cli.spec.project.specs import Specs
from segflux_cli.sync.state.carried import CarriedSync, from_json, plain_words
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.runs import syncs_with_people
from segflux_cli.sync.state.tables import Tables
from segflux_cli.sync.state.task import Task

_UNREADABLE = (
    "whom it added stays there: another version of Segflux declared it, in words that this one does not know; sync "
    "with that version or a later one"
)


async def left_tasks(handle: Handle, tables: Tables, standing: Iterable[CarriedSync]) -> tuple[Task, ...]:
    """Drains of syncs that are gone or of a retired segment, and whose places still hold people whom we added."""
    names = {sync.name for sync in standing}
    rows = await syncs_with_people(handle, tables)
    tasks = [_drain(row) for row in rows if row["sync"] not in names]
    return tuple(task for task in tasks if task.sync.mode != "add_only")


def _drain(row: Mapping[str, Any]) -> Task:
    try:
        sync = from_json(str(row["declaration"]))
        json.loads(sync.place)
    except (ValueError, KeyError, TypeError, AttributeError):
        unknown = CarriedSync(
            row["sync"],
            row["segment"],
            row["destination"],
            type="",
            mode=row["mode"],
            match_on=(),
            options={},
            audience={},
            place="{}",
        )
        return Task(unknown, is_drain=True, waits_for=_UNREADABLE)
    return Task(sync, is_drain=True)


def as_declared_now(sync: CarriedSync, specs: Specs, types: Mapping[str, DestinationType]) -> CarriedSync:
    """With what its destination says today, where that is the same place: its key may be in another variable now."""
    named = {destination.name: destination for destination in specs.destinations}
    destination, kind = named.get(sync.destination), types.get(sync.type)
    if destination is None or kind is None or destination.type != sync.type:
        return sync
    stored = json.loads(in_one_spelling(sync.place, kind))
    if place_options(sync.segment, destination, kind) != stored.get("options"):
        return sync
    return replace(
        sync,
        options=plain_words(destination.options),
        limits=destination.limits,
        targets=destination.targets,
        needs=destination.needs,
    )


def takes_over(old: CarriedSync, new: CarriedSync, former: str | None, *, is_other: bool) -> bool:
    """Whether it fills what one that is gone filled, or is the same sync elsewhere; `former` names its segment.

    `is_other`: both went there side by side, so that one cannot be the other.
    """
    is_same = not is_other and new.destination == old.destination and old.segment in (new.segment, former)
    return is_same or not new.claims.isdisjoint(old.claims)
