"""`mostly`, `resumed`, `regularly` and `lifecycle` as tests over the matching events of a profile."""

from segflux_cli.compiler.leaves.amounts import local_period
from segflux_cli.compiler.leaves.row_leaves import EventLeaf
from segflux_cli.compiler.values.event_names import named
from segflux_cli.compiler.values.filters import filter_test
from segflux_cli.compiler.values.moments import ALL_HISTORY, AS_OF, Range, ago, start_of, window_range
from segflux_cli.compiler.values.operators import is_negative, positive_test
from segflux_cli.compiler.values.steps import TIME, minus, needs_zone
from segflux_cli.compiler.values.values import EventDocument, RawValue, is_list_path
from segflux_cli.spec.declared.measures import Count
from segflux_cli.spec.declared.patterns import (
    CalendarPeriods,
    Lifecycle,
    Mostly,
    Regularly,
    Resumed,
    RollingPeriods,
)
from segflux_cli.spec.times.spans import MILLISECONDS
from segflux_cli.spec.times.times import Duration

# D11: of two events at one time the one received later, then the one with the greater id, is later
EVENT_ORDER = "(occurred_at, arrived_at, event_id, source)"
# JSON of the text that most events of a profile have, over one row for `each` of them (D11)
MOST_FREQUENT = "if(count() = 0, 'null', toJSONString(argMax(one, (times, seen))))"

_STAGES = {
    "new": "{first} > {active}",
    "active": "{first} <= {active} and {last} > {active} and not ({returned})",
    "resurrected": "{first} <= {active} and {last} > {active} and {returned}",
    "lapsing": "{last} <= {active} and {last} > {lapsed}",
    "lapsed": "{last} <= {lapsed}",
}


def mostly_leaf(mostly: Mostly) -> tuple[EventLeaf, bool]:
    """Whose most frequent value satisfies the operator, and whether the condition is the complement of that."""
    event = EventDocument()
    where = filter_test(mostly.where, event)
    each = texts_of(mostly.property, event)
    test = f"arrayExists(most -> {positive_test(RawValue('most'), mostly.operator)}, [{MOST_FREQUENT}])"
    window, facets = window_range(mostly.window), frozenset(event.facets)
    leaf = EventLeaf(named(mostly.events), where, window, test, facets, each=each)
    return leaf, is_negative(mostly.operator)


def resumed_leaf(resumed: Resumed, time_zone: str) -> EventLeaf:
    """All that is before the first event of the window lies before the window."""
    event = EventDocument()
    where, window = filter_test(resumed.where, event), window_range(resumed.window)
    zone = needs_zone(resumed.after_gap)
    facets, events = frozenset(event.facets), named(resumed.events)
    if window.after is None and window.since is None:
        return EventLeaf(events, where, window, "false", facets)
    inside = f"{TIME} > {{at {window.after}}}" if window.after else f"{TIME} >= {{at {window.since}}}"
    gone = minus(f"minIf({TIME}, {inside})", resumed.after_gap, time_zone)
    tests = (
        f"countIf({inside}) > 0",
        f"countIf(not ({inside})) > 0",
        f"maxIf({TIME}, not ({inside})) <= {gone}",
    )
    return EventLeaf(events, where, Range(until=window.until), " and ".join(tests), facets, needs_zone=zone)


def regularly_leaf(regularly: Regularly, time_zone: str) -> EventLeaf:
    """How many of the periods hold as many events as the count asks for."""
    event = EventDocument()
    where = filter_test(regularly.where, event)
    periods = regularly.periods
    if isinstance(periods, CalendarPeriods):
        period, is_local = local_period(periods.unit, time_zone), True
        window = Range(since=start_of(periods.unit, -periods.of_last), until=start_of(periods.unit, 0))
    else:
        period, is_local = _rolling_period(periods), False
        window = Range(after=ago(_times(periods.length, periods.of_last)))
    test = f"{_periods_with_enough(period, regularly.count)} >= {regularly.at_least}"
    return EventLeaf(
        named(regularly.events), where, window, test, frozenset(event.facets), needs_zone=is_local
    )


def lifecycle_leaf(lifecycle: Lifecycle, time_zone: str) -> EventLeaf:
    """The current run began inside the active time iff an event of it follows a silence of `lapsed_after`."""
    event = EventDocument()
    where = filter_test(lifecycle.where, event)
    active = f"{{at {ago(lifecycle.active_within)}}}"
    is_active = f"{TIME} > {active}"
    recent = f"arraySort(groupUniqArrayIf({TIME}, {is_active}))"
    earlier = f"arrayPushFront({recent}, maxIf({TIME}, not ({is_active})))"
    gone = minus("moment", lifecycle.lapsed_after, time_zone)
    words = {
        "first": f"min({TIME})",
        "last": f"max({TIME})",
        "active": active,
        "lapsed": f"{{at {ago(lifecycle.lapsed_after)}}}",
        "returned": f"arrayExists((moment, before) -> before <= {gone}, {recent}, arrayPopBack({earlier}))",
    }
    tests = [f"({_STAGES[stage].format(**words)})" for stage in lifecycle.stages]
    leaf_test = tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"
    zone = needs_zone(lifecycle.lapsed_after)
    return EventLeaf(
        named(lifecycle.events), where, ALL_HISTORY, leaf_test, frozenset(event.facets), needs_zone=zone
    )


def texts_of(path: str, event: EventDocument) -> str:
    """The text forms of an event's values at a path, as an array."""
    if is_list_path(path):
        return event.column(path, "texts")
    text = event.column(path, "text")
    return f"if(isNull({text}), [], [assumeNotNull({text})])"


def _rolling_period(periods: RollingPeriods) -> str:
    """Which period, counted back from `as_of`; each includes its end and not its beginning."""
    length = periods.length
    if length.unit in MILLISECONDS:
        return f"intDiv({{at {AS_OF}}} - {TIME}, {length.amount * MILLISECONDS[length.unit]})"
    ends = ", ".join(f"{{at {ago(_times(length, number))}}}" for number in range(1, periods.of_last))
    return f"arrayCount(end -> {TIME} <= end, [{ends}]::Array(Int64))"


def _times(length: Duration, number: int) -> Duration:
    return Duration(length.amount * number, length.unit)


def _periods_with_enough(period: str, count: Count) -> str:
    least, most = count.exactly or count.at_least or 1, count.exactly or count.at_most
    if least == 1 and most is None:
        return f"uniqExact({period})"
    tests = [f"events >= {least}"] + [f"events <= {most}"] * (most is not None)
    numbers = f"mapValues(sumMap(map(toInt64({period}), toUInt64(1))))"
    return f"arrayCount(events -> {' and '.join(tests)}, {numbers})"
