import uuid
from typing import Any

import pytest

from segflux_cli.errors import MacroError
from tests.functional.evaluations.conftest import BITMAPS, NUMBERS, Evaluations


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({}, "actionable"),
        ({"minimum_size": 3}, "actionable"),
        ({"minimum_size": 4}, "too_small"),
        ({"minimum_share": 0.03}, "actionable"),
        ({"minimum_share": 0.031}, "too_small"),
        ({"maximum_size": 3}, "actionable"),
        ({"maximum_size": 2}, "too_broad"),
        ({"maximum_share": 0.029}, "too_broad"),
    ],
)
def test_verdict_judges_the_size(evaluations: Evaluations, said: dict[str, Any], verdict: str) -> None:
    evaluations.run(1, {"a": {1, 2, 3}}, **said)
    assert evaluations.sizes("size, base_size, verdict") == [(3, 100, verdict)]


def test_fail_build_holds_all_members_back_and_says_what_to_do(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1, 2, 3}, "b": {1, 2, 3}}, minimum_size=2, otherwise="fail_build")
    with pytest.raises(MacroError, match="b: 1 of 100 people; allowed are at least 2") as caught:
        evaluations.run(2, {"a": {4, 5}, "b": {1}}, minimum_size=2, otherwise="fail_build")
    assert "otherwise: warn" in str(caught.value)
    assert evaluations.members("a") == {"p1", "p2", "p3"}
    assert evaluations.changes(2) == set()


def test_build_after_a_held_one_is_clean(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1}})
    with pytest.raises(MacroError):
        evaluations.run(2, {"a": {1, 2}}, maximum_size=1, otherwise="fail_build")
    evaluations.run(3, {"a": {1, 2}}, otherwise="fail_build")
    assert evaluations.changes(3) == {("a", "p2", "entered", "data")}
    assert evaluations.rows("select name from system.tables where startsWith(name, '__')") == []


@pytest.mark.parametrize(("day", "stops"), [(2, True), (3, False)])
def test_moves_are_judged_by_the_day(evaluations: Evaluations, day: int, stops: bool) -> None:
    evaluations.run(1, {"a": {1, 2}}, moves_at_most=0.5, otherwise="fail_build")
    if stops:
        with pytest.raises(MacroError, match=r"moves of 50% a day from 2, it moved 100%"):
            evaluations.run(day, {"a": {1, 2, 3, 4}}, moves_at_most=0.5, otherwise="fail_build")
    else:
        evaluations.run(day, {"a": {1, 2, 3, 4}}, moves_at_most=0.5, otherwise="fail_build")


def test_only_live_segments_stop_a_build(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": set()}, minimum_size=5, otherwise="fail_build", status="draft")
    assert evaluations.sizes("status, verdict") == [("draft", "too_small")]


def test_numbers_of_another_space_are_refused(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1}})
    evaluations.fill_numbers(uuid.uuid4())
    with pytest.raises(MacroError, match="another number space"):
        evaluations.run(2, {"a": {1}})


def test_evaluations_before_the_first_profile_bind_no_numbers(evaluations: Evaluations) -> None:
    evaluations.query(f"truncate table {NUMBERS}")
    evaluations.run(1, {"a": set()})
    evaluations.fill_numbers(uuid.uuid4())
    evaluations.run(2, {"a": {1}})
    assert evaluations.members("a") == {"p1"}
    evaluations.query(f"truncate table {NUMBERS}")
    with pytest.raises(MacroError, match="another number space"):
        evaluations.run(3, {"a": {1}})


def test_missing_leaf_is_told(evaluations: Evaluations) -> None:
    with pytest.raises(Exception, match="lacks a leaf"):
        evaluations.run(1, {"a": {1}}, leaves={"gone": {}, "universe": {}}, members="{gone}")


@pytest.mark.parametrize(
    "point",
    [
        "__previous",
        "__evaluated` (slice",
        "insert into `s`.`__fct_segment_bitmaps__",
        "attach partition",
        "exchange",
    ],
)
def test_kill_anywhere_leaves_the_last_members_and_the_next_run_is_clean(
    evaluations: Evaluations, point: str
) -> None:
    evaluations.run(1, {"a": {1}})
    evaluations.run(2, {"a": {2}})
    day = 2 if point == "exchange" else 3
    evaluations.fails_at = lambda sql: point in sql and "drop table" not in sql
    with pytest.raises(RuntimeError):
        evaluations.run(day, {"a": {3}})
    evaluations.fails_at = lambda _sql: False
    assert evaluations.members("a") == {"p2"}
    evaluations.run(day, {"a": {3}})
    before = "p1" if point == "exchange" else "p2"
    assert evaluations.changes(day) == {("a", "p3", "entered", "data"), ("a", before, "left", "data")}
    assert evaluations.rows("select name from system.tables where startsWith(name, '__')") == []
    assert evaluations.rows(
        f"select max(c) from (select count() as c from {BITMAPS} group by segment, as_of)"
    ) == [(1,)]
