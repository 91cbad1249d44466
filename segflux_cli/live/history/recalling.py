"""Evaluates a segment as of past instants, in queries that write nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.compiler.leaves.goals import goal_measure
from segflux_cli.compiler.rendering.fragments import spell_fragment
from segflux_cli.compiler.segments.segments import CompiledSegment
from segflux_cli.compiler.segments.sizes import size_words, verdict_of
from segflux_cli.compiler.values.event_names import named
from segflux_cli.compiler.wording.canonical_values import spell_days
from segflux_cli.errors import UsageError
from segflux_cli.live.counting import count_sets
from segflux_cli.live.history.recalled import GoalThen, History, PastSize, instants
from segflux_cli.live.identity_then import identity_then
from segflux_cli.live.preview.previewed import Previewed, read_previewed
from segflux_cli.live.preview.previewed_plan import PLAN_READS, open_plan
from segflux_cli.live.preview.previewed_sql import PreviewSql, built_segments
from segflux_cli.spec.declared.segments import Goal
from segflux_cli.spec.project.project import size_of
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.times.zones import milliseconds_of
from segflux_cli.warehouse.builds.running import newest_evaluation
from segflux_cli.warehouse.grants import naming_grants
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.profiles import Target, read_target
from segflux_cli.warehouse.relations import read_relations
from segflux_cli.warehouse.statements import fetch

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_MOST = 1_000  # instants of one history


@dataclass(frozen=True)
class HistoryRequest:
    """Which segment, from when, to when (the last build, if None), and how far apart.

    People are told apart as the last build does or, with `has_identity_then`, as at each instant.
    """

    segment: str
    since: datetime
    every: Duration
    until: datetime | None = None
    has_identity_then: bool = False


def recall(
    project: Path, target_name: str | None, request: HistoryRequest, on_instant: Callable[[datetime], None]
) -> History:
    """The sizes of a segment as the specs of the working tree would have had it."""
    target = read_target(project, target_name)
    models = built_segments(read_relations(project, target))
    previewed = read_previewed(project, request.segment, lambda: b"", models)
    with opened(project, target_name) as (client, relations), naming_grants(relations, PLAN_READS):
        built_as_of = newest_evaluation(client, relations)
        if built_as_of is None:
            raise UsageError("Nothing is built yet. Run `segflux build`.")
        moments = _moments(request, request.until or built_as_of)
        recaller = _Recaller(client, previewed, built_as_of, is_embedded=target.kind == "chdb")
        sizes = []
        with _people(project, target, client, relations, request) as people:
            for moment in moments:
                on_instant(moment)
                sizes.append(recaller.recall(moment, people(moment)))
        segment = previewed.asked[0]
        return History(segment.name, segment.status, segment.goal, tuple(sizes))


@contextmanager
def _people(
    project: Path, target: Target, client: "Client", relations: Mapping[str, str], request: HistoryRequest
) -> Iterator[Callable[[datetime], Mapping[str, str]]]:
    """The relations of the build, with the people of now or of each instant."""
    if not request.has_identity_then:
        yield lambda _moment: relations
        return
    with identity_then(project, target, client, relations) as then:
        then.refuse_before_anybody(request.since)
        yield then.at


def _moments(request: HistoryRequest, until: datetime) -> tuple[datetime, ...]:
    found: list[datetime] = []
    for moment in instants(request.since, until, request.every):
        found.append(moment)
        if len(found) > _MOST:
            raise UsageError(
                f"These are more than {_MOST} instants. Choose a longer --every, or a later --from."
            )
    if not found:
        raise UsageError(
            f"{request.since:%Y-%m-%d %H:%M:%S} lies after {until:%Y-%m-%d %H:%M:%S} UTC, where the history would end. "
            "Choose an earlier --from, or a later --to."
        )
    return tuple(found)


class _Recaller:
    """Asks for one instant after the other over one connection."""

    def __init__(
        self, client: "Client", previewed: Previewed, newest: datetime, *, is_embedded: bool
    ) -> None:
        self._client, self._previewed = client, previewed
        self._newest, self._is_embedded = newest, is_embedded
        self._plans: dict[frozenset[tuple[str, str]], PreviewSql] = {}

    def recall(self, as_of: datetime, relations: Mapping[str, str]) -> PastSize:
        """The segment as of an instant, over relations that say who is one person."""
        segment = self._previewed.asked[0]
        plan = replace(self._plan(relations), as_of=milliseconds_of(as_of))
        compiled = plan.segments[segment.name].compiled
        sql = plan.counted(segment.name, [_members(compiled), compiled.base], 0)
        size, base_size = count_sets(self._client, sql, 0, is_embedded=self._is_embedded).sizes
        words = size_words(size_of(segment.size, self._previewed.project))
        goal = self._goal(plan, segment.goal, as_of) if segment.goal else None
        return PastSize(as_of, size, base_size, verdict_of(size, base_size, words), goal)

    def _plan(self, relations: Mapping[str, str]) -> PreviewSql:
        """The plan over some relations, made once."""
        key = frozenset(relations.items())
        if key not in self._plans:
            self._plans[key] = open_plan(self._client, relations, self._previewed, self._newest)
        return self._plans[key]

    def _goal(self, plan: PreviewSql, goal: Goal, as_of: datetime) -> GoalThen:
        segment = plan.segments[self._previewed.asked[0].name]
        packs, ids = plan.selects(segment.name, segment.said["leaves"]), list(segment.said["leaves"])
        members = plan.session.call("members_sql", segment.name, packs, ids, _members(segment.compiled))
        adds = spell_fragment(goal_measure(goal.value)) if goal.value else "0"
        value = plan.session.render(f"{{{{ {adds} }}}}").sql
        then = f"fromUnixTimestamp64Milli({milliseconds_of(as_of)}, 'UTC')"
        newest = f"fromUnixTimestamp64Milli({milliseconds_of(self._newest)}, 'UTC')"
        closes = newest
        if goal.within:
            length, zone = spell_days(goal.within), segment.compiled.time_zone
            closes = f"(select {plan.session.call('window_end', length, zone)} from (select {then} as as_of))"
        _, rows = fetch(
            self._client,
            "select toUInt64(uniqExact(profile_number)), toUInt64(count()),"
            f" toFloat64(sum({value})), toBool({closes} <= {newest})"
            f" from {plan.relations['int_events_resolved']} where {named((goal.event,)) or 'true'}"
            f" and occurred_at > {then} and occurred_at <= least({closes}, {newest})"
            f" and profile_number in (select arrayJoin(bitmapToArray(members)) from ({members}))",
        )
        people, times, total, is_complete = rows[0]
        return GoalThen(int(people), int(times), float(total) if goal.value else None, bool(is_complete))


def _members(compiled: CompiledSegment) -> str:
    """Those that its conditions and rules say, also of a paused segment; nobody where it is retired."""
    nobody = f"bitmapAndnot({compiled.base}, {compiled.base})"
    return nobody if compiled.segment.status == "retired" else compiled.members
