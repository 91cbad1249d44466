"""Counts, amounts and active periods: boolean SQL over the matching events of one profile (D1, D10)."""

from dataclasses import dataclass

from segflux_cli.compiler.leaves.bounds import DECIMAL, MILLIONTHS, WHOLE, compares_measure
from segflux_cli.compiler.values.facets import Kind
from segflux_cli.compiler.values.numbers import as_number
from segflux_cli.compiler.values.values import EventDocument, is_list_path
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.measures import ActivePeriods, Amount, Count, Measure
from segflux_cli.spec.declared.operators import Operator

_LOCAL_PERIODS = {
    "day": "toDate(occurred_at, {zone})",
    "week": "toMonday(occurred_at, {zone})",
    "month": "toYYYYMM(occurred_at, {zone})",
    "year": "toYear(occurred_at, {zone})",
}


@dataclass(frozen=True)
class MeasureTest:
    """A test over the events of a profile, and its truth over no events at all."""

    sql: str
    holds_for_none: bool


def count_test(count: Count) -> MeasureTest | None:
    """How many events; None where any number will do, none included."""
    if count.exactly is not None:
        return MeasureTest(f"count() = {count.exactly}", count.exactly == 0)
    is_default = count == Count()
    least, most = 1 if is_default else count.at_least or 0, count.at_most
    tests = [f"count() >= {least}"] * (least > 0)
    tests += [f"count() <= {most}"] * (most is not None)
    return MeasureTest(" and ".join(tests), least == 0) if tests else None


def amount_test(amount: Amount, event: EventDocument) -> MeasureTest:
    """A measure of a property; unknown over no values, but for totals and distinct counts."""
    measured = measure_sql(amount.measure, event)
    scale = {"distinct": WHOLE, "average": MILLIONTHS}.get(amount.measure.kind, DECIMAL)
    tests = [f"ifNull({compares_measure(measured, operator, scale)}, false)" for operator in amount.operators]
    is_known = amount.measure.kind in ("total", "distinct")
    return MeasureTest(
        " and ".join(tests), is_known and all(zero_satisfies(operator) for operator in amount.operators)
    )


def periods_test(periods: ActivePeriods, time_zone: str) -> MeasureTest:
    """A test of the number of distinct local days, weeks or months that hold an event."""
    counted = periods_sql(periods, time_zone)
    tests = [compares_measure(counted, operator, WHOLE) for operator in periods.operators]
    return MeasureTest(" and ".join(tests), all(zero_satisfies(operator) for operator in periods.operators))


def periods_sql(periods: ActivePeriods, time_zone: str) -> str:
    """How many distinct local days, weeks or months hold an event."""
    return f"uniqExact({local_period(periods.unit, time_zone)})"


def local_period(unit: str, time_zone: str) -> str:
    """The local day, week, month or year that holds an event."""
    return _LOCAL_PERIODS[unit].format(zone=spell_text(time_zone))


def zero_satisfies(operator: Operator) -> bool:
    """Whether the number 0 satisfies the operator."""
    bounds = [as_number(value) for value in operator.values]
    first = bounds[0]
    return {
        "is": 0 in bounds,
        "is_not": 0 not in bounds,
        "between": first <= 0 <= bounds[-1],
        "at_least": first <= 0,
        "at_most": first >= 0,
        "more_than": first < 0,
        "less_than": first > 0,
    }[operator.word]


def measure_sql(measure: Measure, event: EventDocument, among: str = "") -> str:
    """The measure over the events of a profile, only those that pass the test `among` where there is one."""
    is_list = is_list_path(measure.of)
    if measure.kind == "distinct":
        texts: Kind = "texts" if is_list else "text"
        column = _among(event.column(measure.of, texts), among, is_list=is_list)
        return f"uniqExact{'Array' if is_list else ''}({column})"
    column = _among(event.column(measure.of, "decimals" if is_list else "decimal"), among, is_list=is_list)
    return (_list_measure if is_list else _scalar_measure)(measure, column)


def _among(column: str, test: str, *, is_list: bool) -> str:
    return f"if({test}, {column}, {'[]' if is_list else 'null'})" if test else column


def _scalar_measure(measure: Measure, column: str) -> str:
    if measure.kind == "average":
        return _average(f"sum({column})", f"count({column})")
    if measure.kind == "percentile":
        return _nearest_rank(f"groupArray({column})", measure.percentile)
    return {
        "total": f"ifNull(sum({column}), 0)",
        "smallest": f"min({column})",
        "largest": f"max({column})",
    }[measure.kind]


def _list_measure(measure: Measure, column: str) -> str:
    if measure.kind == "average":
        return _average(f"sumArray({column})", f"sum(length({column}))")
    if measure.kind == "percentile":
        return _nearest_rank(f"groupArrayArray({column})", measure.percentile)
    return {
        "total": f"sumArray({column})",
        "smallest": f"minOrNullArray({column})",
        "largest": f"maxOrNullArray({column})",
    }[measure.kind]


def _average(total: str, count: str) -> str:
    """In whole millionths, rounded half away from zero: a division of decimals would cut."""
    millionths = f"toInt256(toDecimal256({total}, 6) * 1000000)"
    halved = f"2 * {millionths} + sign({millionths}) * toInt256({count})"
    return f"intDiv({halved}, nullIf(toInt256(2 * {count}), 0))"


def _nearest_rank(values: str, percent: int | None) -> str:
    """The ceil(n * percent / 100)-th smallest."""
    rank = f"intDiv({percent} * length({values}) + 99, 100)"
    return f"arrayElementOrNull(arraySort({values}), {rank})"
