"""Who yields to whom in a group, by rank and status."""

from dataclasses import replace

import pytest

from segflux_cli.compiler.segments.segments import compile_segments
from segflux_cli.errors import Place
from segflux_cli.spec.declared.conditions import Everyone, Membership
from segflux_cli.spec.declared.segments import Priority, Segment, Status
from segflux_cli.spec.segments.priorities import check_priorities, holders
from segflux_cli.spec.segments.references import check_references
from segflux_cli.spec.yaml.faults import Faults

PLACE = Place("segments/x.yml")


def ranked(name: str, rank: int, status: Status = "live", group: str = "mail") -> Segment:
    return Segment(PLACE, name, Everyone(), status=status, priority=Priority(PLACE, group, rank))


def test_a_segment_yields_to_those_of_its_group_that_come_first() -> None:
    segments = [ranked("c", 3), ranked("a", 1), ranked("b", 2), ranked("other", 1, group="push")]
    alone = Segment(PLACE, "alone", Everyone())
    assert holders([*segments, alone]) == {"a": (), "b": ("a",), "c": ("a", "b"), "other": ()}


def test_a_draft_takes_nobody_a_retired_one_has_nobody_and_a_paused_one_keeps_whom_it_has() -> None:
    segments = [
        ranked("draft", 1, "draft"),
        ranked("over", 2, "retired"),
        ranked("first", 3),
        ranked("late_draft", 4, "draft"),
        ranked("kept", 5, "paused"),
        ranked("last", 6),
    ]
    assert holders(segments) == {
        "draft": ("kept",),
        "first": ("kept",),
        "late_draft": ("kept", "first"),
        "kept": (),
        "last": ("kept", "first"),
    }


@pytest.mark.parametrize("status", ["live", "paused"])
def test_a_segment_that_reads_one_before_it_can_be_paused(status: Status) -> None:
    """Live it yields to `a`; paused, `a` yields to it, and what it asks of `a` decides nothing."""
    segments = [ranked("a", 1), replace(ranked("b", 2, status), who=Membership(PLACE, "a"))]
    faults = Faults()
    check_references(segments, Everyone(), (), faults)
    assert not faults.errors
    strata = {one.segment.name: one.stratum for one in compile_segments(segments, Everyone(), "UTC")}
    assert strata == {"a": 0, "b": 1}


def test_a_paused_segment_and_one_that_reads_it_are_a_circle_as_if_they_were_live() -> None:
    segments = [
        replace(ranked("a", 1), who=Membership(PLACE, "b")),
        replace(ranked("b", 2, "paused"), who=Membership(PLACE, "a")),
    ]
    faults = Faults()
    check_references(segments, Everyone(), (), faults)
    assert "decided by itself: a → b → a" in faults.errors[0].message


def test_a_group_of_one_is_warned_of_with_the_nearest() -> None:
    faults = Faults()
    check_priorities([ranked("a", 1), ranked("b", 2), ranked("c", 1, group="mial")], faults)
    assert [fault.message for fault in faults.warnings] == [
        'no other segment is in the group "mial", so nothing comes before or after it. Did you mean "mail"?'
    ]
