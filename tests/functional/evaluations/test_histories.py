"""A segment that keeps its past for a while has the members of one that keeps it for ever."""

import random
from typing import Any

from tests.functional.evaluations.conftest import Evaluations, declared, reading

KEPT = "4 days ago"


def asking(name: str, **said: Any) -> list[dict[str, Any]]:
    """A segment, and one for each question about its past that four days answer."""
    tenure: dict[str, Any] = {"kind": "segment", "is_late": True, "segment": name, "since": KEPT}
    left: dict[str, Any] = {"kind": "left", "is_late": True, "segment": name, "after": KEPT}
    return [
        declared(name, **said),
        reading(f"{name}_long", name, leaf=tenure),
        reading(f"{name}_left", name, leaf=left),
    ]


def test_nobody_is_a_member_or_not_for_what_was_dropped(evaluations: Evaluations) -> None:
    choice = random.Random(7)
    day = 0
    for _build in range(8):
        day += choice.choice([1, 1, 2, 6])
        members = set(choice.sample(range(1, 60), 40))
        segments = [*asking("kept", history=KEPT), *asking("whole")]
        evaluations.evaluate(day, {"kept": members, "whole": members}, segments)
        evaluations.merge(100 - day, choice.randrange(1, 60))
        for about in ("", "_long", "_left"):
            assert evaluations.members(f"kept{about}") == evaluations.members(f"whole{about}"), (day, about)
    kept = evaluations.sizes("segment, toRelativeDayNum(as_of)")
    days = {name: [int(at) for segment, at in kept if segment == name] for name in ("kept", "whole")}
    assert len(days["whole"]) == 8
    boundary = max(at for at in days["whole"] if at <= day - 4)
    assert days["kept"] == [at for at in days["whole"] if at >= boundary]


def test_a_study_drops_nothing(evaluations: Evaluations) -> None:
    for day in (1, 2, 20):
        evaluations.run(day, {"a": {day}})
    segment = declared("a", history=KEPT)
    run = {"run_id": "x", "as_of": 30 * 86_400_000, "started_at": 0, "is_study": True}
    evaluations.session.call("drop_old_evaluations", "s.fct_segment_bitmaps", [segment], run)
    assert len(evaluations.sizes("as_of")) == 3
