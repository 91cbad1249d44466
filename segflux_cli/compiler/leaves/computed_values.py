"""What a computed trait is over the matching events of a profile: SQL that gives JSON, empty for no value."""

from segflux_cli.compiler.leaves.amounts import measure_sql
from segflux_cli.compiler.leaves.changes import lies_in
from segflux_cli.compiler.leaves.patterns import EVENT_ORDER, MOST_FREQUENT, texts_of
from segflux_cli.compiler.values.event_names import named
from segflux_cli.compiler.values.filters import filter_test
from segflux_cli.compiler.values.moments import ALL_HISTORY, window_range
from segflux_cli.compiler.values.steps import TIME
from segflux_cli.compiler.values.values import EventDocument
from segflux_cli.spec.declared.computed_traits import ComputedTrait, LeftOut
from segflux_cli.spec.declared.measures import Measure


def value_sql(trait: ComputedTrait, event: EventDocument) -> str:
    """The value over the events that match, over `each_sql` of them, or over all that a list looks at."""
    if trait.kind == "count":
        return "toString(count())"
    if trait.measure is not None:
        return _measured(trait.measure, event)
    if trait.of is None:
        end = "min" if trait.kind == "first" else "max"
        return f"concat('\"', replaceOne(toString({end}(occurred_at)), ' ', 'T'), 'Z\"')"
    if trait.kind == "mostly":
        return MOST_FREQUENT
    values = texts_of(trait.of, event)
    return _listed(trait, values, event) if trait.kind == "list" else _at_end(trait, values)


def each_sql(trait: ComputedTrait, event: EventDocument) -> str:
    """The values of an event of which there is a row each; empty where the value is over the events themselves."""
    return texts_of(trait.of, event) if trait.kind == "mostly" and trait.of else ""


def listed_where(trait: ComputedTrait, event: EventDocument) -> str:
    """The test of an event that a list looks at: it is of the list, or of what is left out."""
    parts = [own_events(trait, event), *(left_out_events(each, event) for each in trait.left_out)]
    return f"({' or '.join(parts)})"


def own_events(trait: ComputedTrait, event: EventDocument) -> str:
    """The test of an event that gives values to a list."""
    tests = (named(trait.events), filter_test(trait.where, event), _in_window(trait))
    return _all(tests)


def left_out_events(left_out: LeftOut, event: EventDocument) -> str:
    """The test of an event whose values are left out of a list."""
    return _all((named(left_out.events), filter_test(left_out.where, event), _in_window(left_out)))


def _measured(measure: Measure, event: EventDocument) -> str:
    sql = measure_sql(measure, event)
    if measure.kind == "average":
        # it comes in whole millionths
        sql = f"toDecimal256({sql}, 6) / 1000000"
    return f"ifNull(toString({sql}), '')"


def _at_end(trait: ComputedTrait, values: str) -> str:
    """Events without a value are passed over."""
    function, element = ("argMin", 1) if trait.kind == "first" else ("argMax", -1)
    found = f"{function}If({values}[{element}], {EVENT_ORDER}, notEmpty({values}))"
    return f"if(countIf(notEmpty({values})) = 0, '', {_json(found)})"


def _listed(trait: ComputedTrait, values: str, event: EventDocument) -> str:
    """Different values, the one seen last comes first; one that is left out stands before its own kind."""
    own = f"if({own_events(trait, event)}, {values}, [])"
    place = f"{TIME}, 0, toUnixTimestamp64Milli(arrived_at), event_id, toString(source)"
    parts = [f"arrayMap((one, place) -> ({place}, place, one), {own}, arrayEnumerate({own}))"]
    parts += [_left_out(each, event) for each in trait.left_out]
    rows = f"groupArrayArray(arrayConcat({', '.join(parts)}))"
    # each argument once: what is sorted is bound to a name
    newest = (
        "arrayFilter((row, number) -> number = 1 and row.2 = 0,"
        " rows, arrayEnumerateUniq(arrayMap(row -> row.7, rows)))"
    )
    listed = f"arraySlice(arrayMap(row -> row.7, {newest}), 1, {trait.at_most})"
    found = f"arrayMap(rows -> {listed}, [arrayReverseSort({rows})])[1]"
    return f"transform({_json(found)}, ['[]'], [''])"


def _left_out(left_out: LeftOut, event: EventDocument) -> str:
    """As what came since, or as what is never listed."""
    values = f"if({left_out_events(left_out, event)}, {texts_of(left_out.of, event)}, [])"
    at = TIME if left_out.is_since else "toInt64(9223372036854775807)"
    return f"arrayMap(one -> ({at}, 1, toInt64(0), '', '', toUInt32(0), one), {values})"


def _json(value: str) -> str:
    """The engine escapes slashes, for which there is no need."""
    return f"replaceAll(toJSONString({value}), '\\\\/', '/')"


def _in_window(part: ComputedTrait | LeftOut) -> str:
    window = window_range(part.window)
    return "" if window == ALL_HISTORY else lies_in(window)


def _all(tests: tuple[str, ...]) -> str:
    written = [test for test in tests if test]
    return f"({' and '.join(written)})" if written else "true"
