from datetime import date

import pytest

from segflux_cli.errors import Place
from segflux_cli.spec.conditions.condition_reader import read_condition, read_who
from segflux_cli.spec.declared.conditions import Behavior, Block, Condition, Everyone, TraitTest
from segflux_cli.spec.declared.measures import ActivePeriods, Amount, Count, Measure
from segflux_cli.spec.declared.operators import ElementTest, Filter, Operator, PropertyTest, Scalar
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.times import (
    Ago,
    Between,
    Duration,
    During,
    Instant,
    LocalDate,
    NamedPeriod,
    RelativePeriod,
    TimeBound,
    Window,
    Within,
)
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.yaml_reader import parse_yaml

HEAD = Place("a.yml", 1, 2)


def condition(text: str) -> Condition:
    faults = Faults()
    node = parse_yaml("{" + text + "}", "a.yml", faults)
    read = read_condition(node, Reading(faults)) if node else None
    faults.raise_any()
    assert read is not None
    return read


def behavior(text: str) -> Behavior:
    read = condition(f"did: visit, {text}")
    assert isinstance(read, Behavior)
    return read


def days(amount: int) -> Duration:
    return Duration(amount, "day")


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("within: 24 hours", Within(Duration(24, "hour"))),
        ("within: 1 month", Within(Duration(1, "month"))),
        ("within: 1 days", Within(days(1))),
        ("during: today", During(RelativePeriod("day", 0))),
        ("during: this day", During(RelativePeriod("day", 0))),
        ("during: yesterday", During(RelativePeriod("day", 1))),
        ("during: this quarter", During(RelativePeriod("quarter", 0))),
        ("during: last week", During(RelativePeriod("week", 1))),
        ("during: last 3 months", During(RelativePeriod("month", 3))),
        ("during: last 2 quarters", During(RelativePeriod("quarter", 2))),
        ("during: 2026", During(NamedPeriod(date(2026, 1, 1), date(2027, 1, 1)))),
        ("during: 2026-12", During(NamedPeriod(date(2026, 12, 1), date(2027, 1, 1)))),
        ("during: 2026-02", During(NamedPeriod(date(2026, 2, 1), date(2026, 3, 1)))),
        ("during: 2026-02-28", During(NamedPeriod(date(2026, 2, 28), date(2026, 3, 1)))),
        (
            "between: [2026-01-01, 30 days ago]",
            Between(LocalDate(date(2026, 1, 1)), Ago(days(30))),
        ),
        ("between: [1 month ago, 30 days ago]", Between(Ago(Duration(1, "month")), Ago(days(30)))),
        ("after: 2026-01-01", Between(LocalDate(date(2026, 1, 1)), None)),
        ("before: 1970-01-01T01:00:00.0019+01:00", Between(None, Instant(1))),
        ("after: 1970-01-01 00:00, before: 1 day ago", Between(Instant(0), Ago(days(1)))),
        ("before: '1969-12-31T23:59:59.9999Z'", Between(None, Instant(-1))),
    ],
)
def test_windows_are_read(text: str, window: Window) -> None:
    assert behavior(text).window == window


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("within: 1 day", Count()),
        ("at_least: 3 times", Count(at_least=3)),
        ("at_least: 1 time, at_most: 5", Count(at_least=1, at_most=5)),
        ("exactly: 0 times", Count(exactly=0)),
        ("at_most: 0", Count(at_most=0)),
    ],
)
def test_counts_are_read(text: str, count: Count) -> None:
    assert behavior(text).count == count


def test_amounts_and_active_periods_are_read() -> None:
    read = behavior(
        "total: {of: revenue, at_least: 40.5, at_most: 100}, median: {of: 'items[].price', between: [1, 2]},"
        "p95: {of: cart.total, is: [1, 2]}, on_weeks: {more_than: 2}"
    )
    assert read.amounts == (
        Amount(Measure("total", "revenue"), (Operator("at_least", (40.5,)), Operator("at_most", (100,)))),
        Amount(Measure("percentile", "items[].price", 50), (Operator("between", (1, 2)),)),
        Amount(Measure("percentile", "cart.total", 95), (Operator("is", (1, 2)),)),
    )
    assert read.periods == (ActivePeriods("week", (Operator("more_than", (2,)),)),)


def test_where_is_read_whole() -> None:
    read = behavior(
        "where: {country: NO, size: [1, L], price: {more_than: 1, exists: true},"
        "any: [{a: 1}, {none: [{b: true}]}], items: {exists: true, item: {all: [{x: 1}]}}}"
    )
    assert read.where == Filter(
        "all",
        (
            PropertyTest("country", (Operator("is", ("NO",)),)),
            PropertyTest("size", (Operator("is", (1, "L")),)),
            PropertyTest("price", (Operator("more_than", (1,)), Operator("exists", (True,)))),
            Filter("any", (one("a", 1), Filter("all", (Filter("none", (one("b", True),)),)))),
            PropertyTest("items", (Operator("exists", (True,)),)),
            ElementTest("items", Filter("all", (Filter("all", (one("x", 1),)),))),
        ),
    )


def one(path: str, value: Scalar) -> Filter:
    return Filter("all", (PropertyTest(path, (Operator("is", (value,)),)),))


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("is: NO", Operator("is", ("NO",))),
        ("is: [DE, 1, true]", Operator("is", ("DE", 1, True))),
        ("is_not: 007", Operator("is_not", (7,))),
        ("is: ''", Operator("is", ("",))),
        ("at_least: 18", Operator("at_least", (18,))),
        ("between: [1, 2.5]", Operator("between", (1, 2.5))),
        ("contains: 404", Operator("contains", ("404",))),
        ("matches: '(?i)^a+$'", Operator("matches", ("(?i)^a+$",))),
        ("exists: false", Operator("exists", (False,))),
        ("has_any: red", Operator("has_any", ("red",))),
        ("has_none: [1, a]", Operator("has_none", (1, "a"))),
        ("newer_than: 7 days", Operator("newer_than", (days(7),))),
        ("after: 90 days ago", Operator("after", (Ago(days(90)),))),
        ("on: 2026-01-31", Operator("on", (LocalDate(date(2026, 1, 31)),))),
        ("anniversary_within: 7 days", Operator("anniversary_within", (days(7),))),
    ],
)
def test_operators_are_read(text: str, operator: Operator) -> None:
    assert condition(f"trait: x, {text}") == TraitTest(HEAD, "x", operator)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("[2026-01-01, 2026-02-01]", (LocalDate(date(2026, 1, 1)), LocalDate(date(2026, 2, 1)))),
        ("[2026-01-01, 1 day ago]", (LocalDate(date(2026, 1, 1)), Ago(days(1)))),
    ],
)
def test_between_of_times_is_of_times(text: str, sides: tuple[TimeBound, TimeBound]) -> None:
    assert condition(f"trait: x, between: {text}") == TraitTest(HEAD, "x", Operator("between", sides))


def test_events_are_one_name_or_several() -> None:
    assert condition("did: 'page_*'") == Behavior(HEAD, ("page_*",))
    assert condition("did_not: [a, '*']") == Behavior(HEAD, ("a", "*"), negated=True)


def test_blocks_nest() -> None:
    inner = TraitTest(Place("a.yml", 1, 17), "x", Operator("exists", (True,)))
    assert condition("any: [{none: [{trait: x, exists: true}]}]") == Block("any", (Block("none", (inner,)),))


def test_who_may_be_everyone_a_list_or_one_condition() -> None:
    assert who("everyone") == Everyone()
    assert who("{did: a}") == Behavior(HEAD, ("a",))
    assert who("[{did: a}]") == Block("all", (Behavior(Place("a.yml", 1, 3), ("a",)),))


def who(text: str) -> Condition | None:
    faults = Faults()
    node = parse_yaml(text, "a.yml", faults)
    read = read_who(node, Reading(faults)) if node else None
    faults.raise_any()
    return read
