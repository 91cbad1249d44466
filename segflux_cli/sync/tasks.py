"""Which syncs a command runs: the declared ones, and first those whose places are left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from segflux_cli.destinations.types import DestinationType
from segflux_cli.errors import UsageError
from segflux_cli.literals import spell_text
from segflux_cli.spec.segments import Segment
from segflux_cli.spec.specs import Specs
from segflux_cli.spec.syncs import InSegment
from segflux_cli.spec.words import nearest
from segflux_cli.sync.carried import CarriedSync, carried_sync, from_json
from segflux_cli.sync.handle import Handle
from segflux_cli.sync.run import Task
from segflux_cli.sync.runs import syncs_with_people
from segflux_cli.sync.size_brake import size_brake
from segflux_cli.sync.tables import Tables


@dataclass(frozen=True)
class Chosen:
    """The segments and the destination that a command names; nothing named means all.

    Target and environment are the command's own: a destination may be for other targets, or need variables.
    """

    segments: tuple[str, ...] = ()
    destination: str | None = None
    target: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def has(self, sync: CarriedSync) -> bool:
        """Whether a sync is chosen."""
        is_segment = not self.segments or sync.segment in self.segments
        is_target = not sync.targets or self.target in sync.targets
        is_equipped = all(self.environment.get(name) for name in sync.needs)
        return is_segment and is_target and is_equipped and self.destination in (None, sync.destination)


def declared_syncs(specs: Specs, types: Mapping[str, DestinationType]) -> tuple[CarriedSync, ...]:
    """Every `sync` entry of the project, drafts and paused segments too."""
    destinations = {destination.name: destination for destination in specs.destinations}
    return tuple(
        carried_sync(
            segment, sync, destinations[sync.destination], types[destinations[sync.destination].type]
        )
        for segment in specs.segments
        for sync in segment.syncs
    )


async def choose_tasks(
    handle: Handle, tables: Tables, specs: Specs, declared: tuple[CarriedSync, ...], chosen: Chosen
) -> tuple[Task, ...]:
    """The tasks of a command, drains first; raises UsageError for a name that nothing has.

    A place that is left is emptied before another sync fills it, whether the command names the old one or not: emptied
    later, it would lose whom both have. Where the one that fills it waits for a build, it stays as it is.
    """
    segments = {segment.name: segment for segment in specs.segments}
    standing = [sync for sync in declared if segments[sync.segment].status != "retired"]
    left = await _left(handle, tables, standing)
    _refuse_unknown(chosen, [*declared, *left])
    fills = [sync for sync in declared if chosen.has(sync) and segments[sync.segment].status == "live"]
    unbuilt = await _unbuilt(handle, tables, (segments[sync.segment] for sync in fills))
    filled = {sync.audience_there for sync in fills if not unbuilt[sync.segment]}
    waiting = {sync.audience_there for sync in fills} - filled
    tasks = [
        Task(sync, is_drain=True)
        for sync in left
        if sync.audience_there in filled or (chosen.has(sync) and sync.audience_there not in waiting)
    ]
    for sync in fills:
        segment = segments[sync.segment]
        brake = await size_brake(handle, tables, segment, specs.project)
        tasks.append(Task(sync, segment.held_back, size_brake=brake, waits_for=unbuilt[sync.segment]))
    return tuple(tasks)


async def _unbuilt(handle: Handle, tables: Tables, live: Iterable[Segment]) -> dict[str, str]:
    """Why each segment must wait: without an evaluation it has no members, and one in `except` excludes nobody."""
    read = {segment.name: [segment.name, *_excluded(segment)] for segment in live}
    names = sorted({spell_text(name) for each in read.values() for name in each})
    rows = await handle.ask(f"""
        select distinct segment from {tables["fct_segment_sizes"]} where segment in ({", ".join(names) or "''"})
    """)
    evaluated = {str(row["segment"]) for row in rows}
    missing = {name: [each for each in listed if each not in evaluated] for name, listed in read.items()}
    return {
        name: f"no build evaluated {', '.join(listed)} yet: run `segflux build`" if listed else ""
        for name, listed in missing.items()
    }


def _excluded(segment: Segment) -> list[str]:
    return [each.segment for each in segment.held_back if isinstance(each, InSegment)]


async def _left(handle: Handle, tables: Tables, standing: Iterable[CarriedSync]) -> tuple[CarriedSync, ...]:
    """Syncs that are gone or of a retired segment, and whose places still hold people whom we added."""
    names = {sync.name for sync in standing}
    rows = await syncs_with_people(handle, tables)
    stored = [from_json(str(row["declaration"])) for row in rows if row["sync"] not in names]
    return tuple(sync for sync in stored if sync.mode != "add_only")


def _refuse_unknown(chosen: Chosen, known: Iterable[CarriedSync]) -> None:
    listed = list(known)
    segments = sorted({sync.segment for sync in listed})
    destinations = sorted({sync.destination for sync in listed})
    for name in chosen.segments:
        _refuse(name, segments, "segment", "goes anywhere: add `sync` to its file")
    if chosen.destination:
        _refuse(chosen.destination, destinations, "destination", "is named in a segment's `sync`")


def _refuse(name: str, known: list[str], what: str, missing: str) -> None:
    if name in known:
        return
    near = nearest(name, known)
    hint = f' Did you mean "{near}"?' if near else ""
    raise UsageError(f'No {what} "{name}" {missing}.{hint} Known: {", ".join(known) or "none"}.')
