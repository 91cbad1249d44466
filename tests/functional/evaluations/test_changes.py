import random

from tests.functional.evaluations.conftest import BITMAPS, NUMBERS, Evaluations


def test_first_evaluation_enters_everyone(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1, 2}})
    assert evaluations.members("a") == {"p1", "p2"}
    assert evaluations.changes(1) == {
        ("a", "p1", "entered", "first_run"),
        ("a", "p2", "entered", "first_run"),
    }


def test_data_moves_members_in_and_out(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1, 2}})
    evaluations.run(2, {"a": {2, 3}})
    assert evaluations.members("a") == {"p2", "p3"}
    assert evaluations.changes(2) == {("a", "p3", "entered", "data"), ("a", "p1", "left", "data")}
    assert evaluations.sizes("size, entered, left") == [(2, 2, 0), (2, 1, 1)]


def test_changed_definition_is_the_cause(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1}})
    evaluations.run(2, {"a": {2}}, definition_hash="other")
    assert evaluations.changes(2) == {("a", "p2", "entered", "definition"), ("a", "p1", "left", "definition")}


def test_merged_member_is_no_change(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1, 2}})
    evaluations.merge(2, 5)
    evaluations.run(2, {"a": {1, 5}})
    assert evaluations.changes(2) == set()


def test_merge_is_the_cause_of_what_it_moves_and_only_once(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1}})
    evaluations.merge(2, 5)
    evaluations.run(2, {"a": {1, 5, 6}})
    assert evaluations.changes(2) == {("a", "p5", "entered", "identity"), ("a", "p6", "entered", "data")}
    evaluations.run(3, {"a": {1, 6}})
    assert evaluations.changes(3) == {("a", "p5", "left", "data")}


def test_segment_that_was_not_evaluated_last_time_is_compared_with_its_own_last_time(
    evaluations: Evaluations,
) -> None:
    evaluations.run(1, {"a": {1}, "b": {1}})
    evaluations.run(2, {"a": {2}})
    evaluations.merge(3, 4)
    evaluations.run(3, {"a": {2}, "b": {1, 4}})
    assert evaluations.changes(3) == {("b", "p4", "entered", "identity")}


def test_evaluation_made_again_takes_the_place_of_the_first(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1}, "b": {9}})
    evaluations.run(2, {"a": {2}, "b": {9}})
    evaluations.run(2, {"a": {3}})
    assert evaluations.members("a") == {"p3"}
    assert evaluations.members("b") == {"p9"}
    assert evaluations.changes(2) == {("a", "p3", "entered", "data"), ("a", "p1", "left", "data")}
    assert len(evaluations.sizes("segment")) == 4


def test_paused_segment_keeps_its_members_and_a_retired_one_has_none(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1, 2}})
    evaluations.merge(2, 7)
    evaluations.run(2, {"a": {8}}, status="paused")
    assert evaluations.members("a") == {"p1", "p7"}
    evaluations.run(3, {"a": {8}}, status="retired")
    assert evaluations.members("a") == set()


def test_a_segment_paused_at_the_instant_it_was_evaluated_keeps_what_was_found_then(
    evaluations: Evaluations,
) -> None:
    evaluations.run(1, {"a": {1, 2}}, definition_hash="old")
    evaluations.run(1, {"a": {8}}, status="paused")
    assert evaluations.members("a") == {"p1", "p2"}
    assert {change[1:3] for change in evaluations.changes(1)} == {("p1", "entered"), ("p2", "entered")}
    found = evaluations.rows(f"select definition_hash, status from {BITMAPS} where segment = 'a'")
    assert found == [("old", "paused")]
    evaluations.run(2, {"a": {8}}, status="paused")
    assert (evaluations.members("a"), evaluations.changes(2)) == ({"p1", "p2"}, set())


def test_a_segment_that_was_edited_while_it_was_paused_changes_by_definition(
    evaluations: Evaluations,
) -> None:
    evaluations.run(1, {"a": {1}})
    evaluations.run(2, {"a": {1, 2}}, status="paused", definition_hash="other")
    evaluations.run(3, {"a": {1, 2}}, definition_hash="other")
    assert evaluations.changes(3) == {("a", "p2", "entered", "definition")}
    evaluations.run(4, {"a": {1, 2, 3}}, status="paused", definition_hash="other")
    evaluations.run(5, {"a": {1, 2, 3}}, definition_hash="other")
    assert evaluations.changes(5) == {("a", "p3", "entered", "data")}


def test_members_of_a_retired_segment_leave_once_and_those_of_a_revived_one_enter_by_definition(
    evaluations: Evaluations,
) -> None:
    evaluations.run(1, {"a": {1}})
    evaluations.run(2, {"a": {1}}, status="retired")
    assert evaluations.changes(2) == {("a", "p1", "left", "retired")}
    evaluations.run(3, {"a": {1}}, status="retired", definition_hash="other")
    assert evaluations.changes(3) == set()
    evaluations.run(4, {"a": {1, 2}}, definition_hash="other")
    assert {change[1:] for change in evaluations.changes(4)} == {
        ("p1", "entered", "definition"),
        ("p2", "entered", "definition"),
    }


def test_more_than_two_hundred_segments_are_evaluated_in_chunks(evaluations: Evaluations) -> None:
    wanted = {f"s{number:03}": {number % 99 + 1} for number in range(250)}
    evaluations.run(1, wanted)
    chunks = [sql for sql in evaluations.queries if sql.startswith("insert") and "__evaluated` (slice" in sql]
    assert len(chunks) == 2
    for name, numbers in list(wanted.items())[::83]:
        assert evaluations.members(name) == {f"p{number}" for number in numbers}


def test_nothing_is_left_behind(evaluations: Evaluations) -> None:
    evaluations.run(1, {"a": {1}})
    evaluations.run(1, {"a": {2}})
    names = evaluations.rows("select name from system.tables where database = 's' and startsWith(name, '__')")
    assert names == []
    assert evaluations.rows(f"select count() from {BITMAPS} where segment = ''") == [(1,)]


def test_nobody_is_told_twice_over_merges_and_evaluations_made_again(evaluations: Evaluations) -> None:
    """The views have no data test of their own: that would spell out every member in each build."""
    choice = random.Random(3)
    for day in (1, 2, 2, 3, 4, 4, 5):
        chosen = {name: set(choice.sample(range(1, 60), 30)) for name in ("a", "b")}
        evaluations.run(day, chosen, definition_hash=str(day // 3))
        evaluations.merge(100 - day, choice.randrange(1, 60))
    for view, grain in (
        (evaluations.session.call("segment_members_sql", BITMAPS, NUMBERS), "segment, profile_id"),
        (
            evaluations.session.call("segment_changes_sql", BITMAPS, NUMBERS),
            "segment, profile_id, changed_at",
        ),
    ):
        [(rows, distinct)] = evaluations.rows(f"select count(), uniqExact({grain}) from ({view})")
        assert rows == distinct > 0
