"""A segment that was renamed has the past of its former name, as if it had always been called so."""

import pytest

from segflux_cli.errors import MacroError
from tests.functional.evaluations.conftest import BITMAPS, Evaluations, declared, reading

PAST = ({1, 2}, {2, 3}, {2, 3, 4})


def build_past(evaluations: Evaluations, name: str) -> None:
    for day, members in enumerate(PAST, start=1):
        evaluations.run(day, {name: members, "other": members})
        evaluations.merge(90 + day, 4)


def rows_of(evaluations: Evaluations) -> list[tuple[object, ...]]:
    whole = "bitmapToArray(members), bitmapToArray(entered), bitmapToArray(departed), bitmapToArray(merged)"
    columns = f"segment, as_of, slice, {whole}, size, previous_size, cause, status, definition_hash"
    return evaluations.rows(f"select {columns} from {BITMAPS} order by segment, as_of, slice")


def test_every_evaluation_goes_over_to_the_new_name(evaluations: Evaluations) -> None:
    build_past(evaluations, "old")
    segments = [declared("new", renamed_from="old"), declared("other")]
    for _again in range(2):
        evaluations.evaluate(4, {"new": {3, 4, 5}, "other": {3, 4, 5}}, segments)
        assert evaluations.changes(4) >= {("new", "p5", "entered", "data"), ("new", "p2", "left", "data")}
        assert evaluations.sizes("segment, size")[:4] == [("new", 2), ("new", 2), ("new", 3), ("new", 3)]
    renamed = [row[1:] for row in rows_of(evaluations) if row[0] == "new"]
    assert renamed == [row[1:] for row in rows_of(evaluations) if row[0] == "other"]
    assert evaluations.members("old") == set()


@pytest.mark.parametrize("word", ["before", "stayed", "left"])
def test_what_was_under_the_former_name_counts_for_the_rules(evaluations: Evaluations, word: str) -> None:
    build_past(evaluations, "old")
    own = {"kind": "own", "is_late": True, "segment": "new", "word": word, "since": "2 days ago"}
    segment = reading("new", "new", leaf=own, renamed_from="old")
    evaluations.evaluate(4, {}, [segment])
    expected = {"before": {"p2", "p3", "p4"}, "stayed": {"p2", "p3"}, "left": {"p1"}}[word]
    assert evaluations.members("new") == expected


def test_a_build_that_the_audit_stops_renames_nothing(evaluations: Evaluations) -> None:
    build_past(evaluations, "old")
    before = rows_of(evaluations)
    judged = declared("other", minimum_size=5, otherwise="fail_build")
    with pytest.raises(MacroError, match="No members were published"):
        evaluations.evaluate(4, {"new": {3}, "other": {3}}, [declared("new", renamed_from="old"), judged])
    assert rows_of(evaluations) == before
    assert evaluations.members("old") == {"p2", "p3", "p4"}


def test_a_renamed_segment_that_is_not_chosen_has_its_past_too(evaluations: Evaluations) -> None:
    """Else its view would be empty until it is evaluated, and whom it holds back from syncs would be sent."""
    build_past(evaluations, "old")
    chosen = reading("reader", "new")
    evaluations.evaluate(4, {}, [chosen], [declared("new", renamed_from="old"), declared("other"), chosen])
    assert evaluations.members("new") == evaluations.members("reader") == {"p2", "p3", "p4"}
    assert evaluations.members("old") == set()
    assert evaluations.sizes("segment")[:3] == [("new",)] * 3


def test_two_pasts_do_not_become_one(evaluations: Evaluations) -> None:
    evaluations.run(1, {"old": {1}})
    evaluations.run(2, {"new": {2}})
    with pytest.raises(Exception, match=r"two pasts cannot become one:\n- new, renamed from old\nLeave"):
        evaluations.evaluate(3, {"new": {3}}, [declared("new", renamed_from="old")])
    assert evaluations.members("old") == {"p1"}
