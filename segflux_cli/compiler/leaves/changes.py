"""`changed`: a measure of one window compared with that of another, exactly (D15)."""

from segflux_cli.compiler.leaves.amounts import measure_sql
from segflux_cli.compiler.leaves.bounds import MILLIONTHS, compares_measure
from segflux_cli.compiler.leaves.row_leaves import EventLeaf
from segflux_cli.compiler.values.event_names import named
from segflux_cli.compiler.values.filters import filter_test
from segflux_cli.compiler.values.moments import ALL_HISTORY, Range, window_range
from segflux_cli.compiler.values.values import EventDocument
from segflux_cli.spec.declared.measures import Measure
from segflux_cli.spec.declared.operators import Operator
from segflux_cli.spec.declared.patterns import Changed, Step


def changed_leaf(changed: Changed) -> EventLeaf:
    """Nobody without a matching event is in: of nothing there is no more and no less."""
    event = EventDocument()
    where = filter_test(changed.where, event)
    inside, against = (lies_in(window_range(window)) for window in (changed.inside, changed.against))
    now, before = (_millionths(changed.measure, event, window) for window in (inside, against))
    tests = [_step_test(now, before, changed.change)]
    if changed.from_at_least is not None:
        least = Operator("at_least", (changed.from_at_least,))
        tests.append(compares_measure(before, least, MILLIONTHS))
    either = f"({inside} or {against})"
    test = " and ".join(f"ifNull({test}, false)" for test in tests)
    return EventLeaf(
        named(changed.events),
        f"{where} and {either}" if where else either,
        ALL_HISTORY,
        test,
        frozenset(event.facets),
    )


def lies_in(window: Range) -> str:
    """The test of an event's time, in a form by which the engine leaves out days."""
    tests = [
        f"occurred_at {sign} fromUnixTimestamp64Milli({{at {moment}}}, 'UTC')"
        for sign, moment in ((">", window.after), (">=", window.since), ("<", window.until))
        if moment
    ]
    return f"({' and '.join(tests)})"


def _millionths(measure: Measure | None, event: EventDocument, among: str) -> str:
    """The measure as a whole number of millionths, so that no comparison rounds."""
    if measure is None:
        return f"toInt256(countIf({among})) * 1000000"
    measured = measure_sql(measure, event, among)
    if measure.kind == "average":
        return measured
    if measure.kind == "distinct":
        return f"toInt256({measured}) * 1000000"
    return f"toInt256(toDecimal256({measured}, 6) * 1000000)"


def _step_test(now: str, before: str, step: Step) -> str:
    """`up_by`, or `down_by` with the two exchanged; a percentage needs something to be a share of."""
    if not step.is_percent:
        more, less = (now, before) if step.is_up else (before, now)
        return compares_measure(f"({more} - {less})", Operator("at_least", (_number(step),)), MILLIONTHS)
    scale = 10 ** max(0, -int(step.by.as_tuple().exponent))
    whole, share = 100 * scale, int(step.by * scale)
    ratio = whole + share if step.is_up else whole - share
    sign = ">=" if step.is_up else "<="
    return f"{before} > 0 and {now} * toInt256('{whole}') {sign} {before} * toInt256('{ratio}')"


def _number(step: Step) -> int | float:
    is_whole = step.by == step.by.to_integral_value()
    return int(step.by) if is_whole else float(step.by)
