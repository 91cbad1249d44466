"""Which syncs a command runs: the declared ones, and first those whose places are left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from segflux_cli.destinations.types import DestinationType
from segflux_cli.errors import UsageError
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.declared.syncs import InSegment
from segflux_cli.spec.project.specs import Specs
from segflux_cli.spec.yaml.words import did_you_mean
from segflux_cli.sync.left import as_declared_now, left_tasks, takes_over
from segflux_cli.sync.size_brake import size_brake
from segflux_cli.sync.state.carried import CarriedSync, carried_sync
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.located import located
from segflux_cli.sync.state.runs import ran_beside
from segflux_cli.sync.state.tables import Tables
from segflux_cli.sync.state.task import Task


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
        """Whether a sync is named, or nothing is, and may run here."""
        is_segment = not self.segments or sync.segment in self.segments
        return is_segment and self.destination in (None, sync.destination) and self.may_run(sync)

    def may_run(self, sync: CarriedSync) -> bool:
        """Whether target and environment are those that its destination asks for."""
        is_target = not sync.targets or self.target in sync.targets
        return is_target and all(self.environment.get(name) for name in sync.needs)


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


def standing_syncs(specs: Specs, declared: Iterable[CarriedSync]) -> tuple[CarriedSync, ...]:
    """Those whose segment is not retired: the others are as good as gone."""
    retired = {segment.name for segment in specs.segments if segment.status == "retired"}
    return tuple(sync for sync in declared if sync.segment not in retired)


async def choose_tasks(
    handle: Handle,
    tables: Tables,
    specs: Specs,
    types: Mapping[str, DestinationType],
    declared: tuple[CarriedSync, ...],
    chosen: Chosen,
) -> tuple[Task, ...]:
    """The tasks of a command, drains first; raises UsageError for a name that nothing has.

    A place that is left is emptied before another sync fills it, whether the command names the old one or not: emptied
    later, it would lose whom both have. Where one that takes over rests, it stays as it is: who would fill it waits.
    """
    segments = {segment.name: segment for segment in specs.segments}
    standing = [located(sync, types, chosen.environment) for sync in standing_syncs(specs, declared)]
    stored = await left_tasks(handle, tables, standing)
    today = [replace(task, sync=as_declared_now(task.sync, specs, types)) for task in stored]
    left = [replace(task, sync=located(task.sync, types, chosen.environment)) for task in today]
    _refuse_unknown(chosen, [*declared, *(task.sync for task in left)])
    awake = [sync for sync in standing if segments[sync.segment].status == "live" and chosen.may_run(sync)]
    named = {sync.name for sync in awake if chosen.has(sync)}
    filled = {claim for sync in awake if sync.name in named for claim in sync.claims}
    emptied = [task for task in left if chosen.has(task.sync) or not filled.isdisjoint(task.sync.claims)]
    beside = await ran_beside(handle, tables) if emptied else frozenset()
    heirs = [
        (task, [new for new in standing if _takes_over(task.sync, new, segments, beside)]) for task in emptied
    ]
    needed = named.union(new.name for _, each in heirs for new in each)
    fills = await _fills(handle, tables, specs, [sync for sync in awake if sync.name in needed])
    fills |= _behind_rest(heirs, fills)
    return (*_drains(heirs, fills), *(task for name, task in fills.items() if name in named))


def _drains(heirs: list[tuple[Task, list[CarriedSync]]], fills: Mapping[str, Task]) -> Iterable[Task]:
    """The tasks that empty places, but for those of which somebody who takes over has no task."""
    for task, taking_over in heirs:
        if all(new.name in fills for new in taking_over):
            yield replace(task, heirs=tuple(fills[new.name] for new in taking_over))


def _behind_rest(heirs: list[tuple[Task, list[CarriedSync]]], fills: Mapping[str, Task]) -> dict[str, Task]:
    """The tasks whose places are not emptied because another sync, which takes over too, has no task."""
    waiting = {}
    for task, taking_over in heirs:
        resting = [new.title for new in taking_over if new.name not in fills]
        for new in taking_over:
            if resting and new.name in fills and not new.claims.isdisjoint(task.sync.claims):
                reason = (
                    f"{task.sync.title} must be emptied of whom it added first, and {resting[0]}, which takes over, "
                    "rests: it is paused, a draft, or not for this target or environment"
                )
                waiting[new.name] = replace(fills[new.name], waits_for=fills[new.name].waits_for or reason)
    return waiting


def _takes_over(
    old: CarriedSync, new: CarriedSync, segments: Mapping[str, Segment], beside: frozenset[tuple[str, str]]
) -> bool:
    is_other = (old.name, new.name) in beside
    return takes_over(old, new, segments[new.segment].renamed_from, is_other=is_other)


async def _fills(handle: Handle, tables: Tables, specs: Specs, syncs: list[CarriedSync]) -> dict[str, Task]:
    """The tasks of syncs with their members, by name."""
    segments = {segment.name: segment for segment in specs.segments}
    unbuilt = await _unbuilt(handle, tables, (segments[sync.segment] for sync in syncs))
    tasks = {}
    for sync in syncs:
        segment = segments[sync.segment]
        brake = await size_brake(handle, tables, segment, specs.project, sync.name)
        former, waits_for = segment.renamed_from or "", unbuilt[sync.segment]
        tasks[sync.name] = Task(sync, segment.held_back, former, size_brake=brake, waits_for=waits_for)
    return tasks


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
    hint = did_you_mean(name, known)
    raise UsageError(f'No {what} "{name}" {missing}.{hint} Known: {", ".join(known) or "none"}.')
