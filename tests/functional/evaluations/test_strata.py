"""Segments that read others: in one build, over builds, when people merge and when an audit stops it."""

from typing import Any

import pytest

from segflux_cli.compiler.rendering.dbt_context import Relation
from segflux_cli.errors import MacroError
from tests.functional.evaluations.conftest import BITMAPS, DAY, OVERRIDES, Evaluations, declared, reading

TENURE = {"kind": "segment", "is_late": True, "segment": "a", "since": "7 days ago", "time_zone": "UTC"}
LEFT = {"kind": "left", "is_late": True, "segment": "a", "after": "7 days ago", "time_zone": "UTC"}
LEAVES_BELOW = "select count() from system.tables where startsWith(name, '__')"


def three(**said: Any) -> list[dict[str, Any]]:
    """`a` of a leaf, `b` reads `a`, `c` reads `b`; given in the wrong order."""
    return [reading("c", "b", 2), reading("b", "a", 1), declared("a", **said)]


def test_members_flow_up_in_one_build(evaluations: Evaluations) -> None:
    evaluations.evaluate(1, {"a": {1, 2}}, three())
    evaluations.evaluate(2, {"a": {2, 3}}, three())
    assert [evaluations.members(name) for name in "abc"] == [{"p2", "p3"}] * 3
    assert ("c", "p3", "entered", "data") in evaluations.changes(2)
    assert evaluations.rows(LEAVES_BELOW) == [(0,)]


def test_a_build_of_the_same_instant_again_flows_up_too(evaluations: Evaluations) -> None:
    evaluations.evaluate(1, {"a": {1}}, three())
    evaluations.evaluate(2, {"a": {2}}, three())
    evaluations.evaluate(2, {"a": {3}}, three())
    assert evaluations.members("c") == {"p3"}
    assert {change for change in evaluations.changes(2) if change[0] == "c"} == {
        ("c", "p3", "entered", "data"),
        ("c", "p1", "left", "data"),
    }


def test_an_audit_that_fails_below_holds_every_stratum_back(evaluations: Evaluations) -> None:
    evaluations.evaluate(1, {"a": {1, 2}}, three())
    with pytest.raises(MacroError, match="a: 1 of 100 people"):
        evaluations.evaluate(2, {"a": {3}}, three(minimum_size=2, otherwise="fail_build"))
    assert [evaluations.members(name) for name in "abc"] == [{"p1", "p2"}] * 3
    assert evaluations.changes(2) == set()


def test_an_audit_that_fails_above_holds_every_stratum_back(evaluations: Evaluations) -> None:
    evaluations.evaluate(1, {"a": {1, 2}}, three())
    stopping = [reading("b", "a", minimum_size=2, otherwise="fail_build"), declared("a")]
    with pytest.raises(MacroError, match="b: 1 of 100 people"):
        evaluations.evaluate(2, {"a": {3}}, stopping)
    assert evaluations.members("a") == {"p1", "p2"}


def test_a_paused_segment_is_read_with_the_members_it_keeps(evaluations: Evaluations) -> None:
    evaluations.evaluate(1, {"a": {1, 2}}, three())
    evaluations.merge(2, into=5)
    evaluations.evaluate(2, {"a": {9}}, three(status="paused"))
    assert [evaluations.members(name) for name in "abc"] == [{"p1", "p5"}] * 3


def test_a_segment_paused_at_the_same_instant_is_read_with_the_members_it_keeps(
    evaluations: Evaluations,
) -> None:
    evaluations.evaluate(1, {"a": {1, 2}}, three())
    evaluations.evaluate(1, {"a": {9}}, three(status="paused"))
    assert [evaluations.members(name) for name in "abc"] == [{"p1", "p2"}] * 3


def test_who_yields_to_a_paused_segment_is_decided_before_what_that_one_reads(
    evaluations: Evaluations,
) -> None:
    evaluations.evaluate(1, {"kept": {1, 2}, "a": {2, 3}}, [declared("kept"), declared("a")])
    about = {"kind": "segment", "is_late": True, "segment": "kept"}
    first = declared(
        "a", members="bitmapAndnot({a}, {about})", leaves={"a": {}, "about": about, "universe": {}}
    )
    above = [reading("kept", "a", status="paused"), reading("asking", "a")]
    evaluations.evaluate(2, {"a": {2, 3}}, [*above, first])
    assert [evaluations.members(name) for name in ("kept", "a", "asking")] == [{"p1", "p2"}, {"p3"}, {"p3"}]


def test_a_study_of_a_paused_segment_has_the_members_it_kept_then(evaluations: Evaluations) -> None:
    """Those of the last build before it; who reads it is studied with them too."""
    evaluations.evaluate(1, {"a": {1, 2}}, three())
    for day in (2, 5):
        evaluations.evaluate(day, {"a": {9}}, three(status="paused"))
    study = Relation("s", "studied_bitmaps")
    evaluations.evaluate(3, {"a": {9}}, three(status="paused"), place=study)
    sql = f"select segment, size, previous_size from {study} where segment != '' order by segment"
    assert evaluations.rows(sql) == [("a", 2, 2), ("b", 2, 2), ("c", 2, 2)]


def test_a_retired_segment_is_read_as_nobody(evaluations: Evaluations) -> None:
    evaluations.evaluate(1, {"a": {1, 2}}, three(status="retired"))
    assert evaluations.members("c") == set()


def test_what_is_not_chosen_counts_as_it_stood_last(evaluations: Evaluations) -> None:
    evaluations.evaluate(1, {"a": {1, 2}}, three())
    evaluations.evaluate(2, {"a": {3, 4}}, [declared("a")])
    evaluations.merge(4, into=6)
    evaluations.evaluate(3, {}, [reading("b", "a")])
    assert (evaluations.members("a"), evaluations.members("b")) == ({"p3", "p4"}, {"p3", "p6"})
    assert evaluations.members("c") == {"p1", "p2"}


def test_what_is_not_chosen_and_was_never_evaluated_is_told(evaluations: Evaluations) -> None:
    with pytest.raises(MacroError, match=r"read members of a, which no evaluation has .* Choose these too"):
        evaluations.evaluate(3, {}, [reading("b", "a")])


def test_a_changed_definition_below_is_the_cause_above(evaluations: Evaluations) -> None:
    evaluations.evaluate(1, {"a": {1}}, [reading("b", "a", definition_hash="1"), declared("a")])
    evaluations.evaluate(2, {"a": {2}}, [reading("b", "a", definition_hash="2"), declared("a")])
    assert ("b", "p2", "entered", "definition") in evaluations.changes(2)
    assert ("a", "p2", "entered", "data") in evaluations.changes(2)


def test_tenure_is_exact_to_the_evaluation(evaluations: Evaluations) -> None:
    long = [declared("a"), reading("b", "a", leaf=TENURE)]
    evaluations.evaluate(1, {"a": {1, 2}}, long)
    evaluations.evaluate(3, {"a": {1, 2, 3}}, long)
    evaluations.evaluate(7, {"a": {1, 2, 3}}, long)
    assert evaluations.members("b") == set()
    evaluations.evaluate(8, {"a": {1, 3}}, long)
    assert evaluations.members("b") == {"p1"}
    evaluations.evaluate(10, {"a": {1, 2, 3}}, long)
    assert evaluations.members("b") == {"p1", "p3"}


def test_tenure_in_a_segment_that_asks_for_tenure_is_one_select(evaluations: Evaluations) -> None:
    """As previews ask, which compute the members of what a segment reads on the spot."""
    evaluations.run(1, {"a": {1, 2, 3}, "b": {1, 2, 3}})
    evaluations.run(3, {"a": {1, 2}, "b": {1, 3}})
    evaluations.run(8, {"a": {1, 2, 3}, "b": {1, 2, 3}})
    select = "select toUInt8(0) as slice, bitmapBuild([toUInt32(1), 2, 3]) as members"
    for name in "ab":
        current = f"(select '{name}' as segment, slice, members from ({select}))"
        tables = {"current": current, "log": BITMAPS, "overrides": OVERRIDES}
        leaf, run = {**TENURE, "segment": name}, {"as_of": 9 * DAY}
        select = str(evaluations.session.call("reference_select", name, leaf, tables, run))
    assert evaluations.rows(f"select bitmapToArray(members) from ({select})") == [([1],)]


def test_tenure_follows_a_merge_of_two_people(evaluations: Evaluations) -> None:
    long = [declared("a"), reading("b", "a", leaf=TENURE)]
    evaluations.evaluate(1, {"a": {1, 20}}, long)
    evaluations.evaluate(5, {"a": {2, 20}}, long)
    evaluations.merge(1, into=2)
    evaluations.merge(20, into=21)
    evaluations.evaluate(9, {"a": {2, 21}}, long)
    assert evaluations.members("b") == {"p2", "p21"}
    assert ("b", "p2", "entered", "identity") in evaluations.changes(9)


def test_tenure_of_the_same_instant_again_reads_what_was_before(evaluations: Evaluations) -> None:
    long = [declared("a"), reading("b", "a", leaf=TENURE)]
    evaluations.evaluate(1, {"a": {1, 2}}, long)
    evaluations.evaluate(9, {"a": set()}, long)
    evaluations.evaluate(9, {"a": {1}}, long)
    assert evaluations.members("b") == {"p1"}


def test_those_who_left_are_known_until_they_come_back(evaluations: Evaluations) -> None:
    left = [declared("a"), reading("b", "a", leaf=LEFT), reading("c", "a", leaf={**LEFT, "after": None})]
    evaluations.evaluate(1, {"a": {1, 2}}, left)
    evaluations.evaluate(3, {"a": {2}}, left)
    assert (evaluations.members("b"), evaluations.members("c")) == ({"p1"}, {"p1"})
    evaluations.merge(1, into=4)
    evaluations.evaluate(9, {"a": {3}}, left)
    assert (evaluations.members("b"), evaluations.members("c")) == ({"p2", "p4"}, {"p2", "p4"})
    evaluations.evaluate(10, {"a": {2}}, left)
    assert (evaluations.members("b"), evaluations.members("c")) == ({"p3"}, {"p3", "p4"})


@pytest.mark.parametrize("point", ["__current", "__references", "insert into `s`.`__fct_segment_bitmaps__"])
def test_kill_between_strata_leaves_the_last_members(evaluations: Evaluations, point: str) -> None:
    evaluations.evaluate(1, {"a": {1}}, three())
    evaluations.fails_at = lambda sql: point in sql and "drop table" not in sql
    with pytest.raises(RuntimeError):
        evaluations.evaluate(2, {"a": {2}}, three())
    evaluations.fails_at = lambda _sql: False
    assert evaluations.members("c") == {"p1"}
    evaluations.evaluate(2, {"a": {2}}, three())
    assert evaluations.members("c") == {"p2"}
    assert evaluations.rows(LEAVES_BELOW) == [(0,)]
    assert evaluations.rows(
        f"select max(c) from (select count() as c from {BITMAPS} group by segment, as_of)"
    ) == [(1,)]
