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
        day += choice.choice([1, 2, 4, 6])
        members = set(choice.sample(range(1, 60), 40))
        segments = [*asking("kept", history=KEPT), *asking("whole")]
        evaluations.evaluate(day, {"kept": members, "whole": members}, segments)
        evaluations.merge(100 - day, choice.randrange(1, 60))
        for about in ("", "_long", "_left"):
            assert evaluations.members(f"kept{about}") == evaluations.members(f"whole{about}"), (day, about)
    kept = evaluations.sizes("segment, toRelativeDayNum(as_of)")
    days = {name: [int(at) for segment, at in kept if segment == name] for name in ("kept", "whole")}
    assert len(days["whole"]) == 8
    boundary = max(at for at in days["whole"] if at <= day - 4 - 4)
    assert boundary > days["whole"][0]
    assert days["kept"] == [at for at in days["whole"] if at >= boundary]


def test_a_study_drops_nothing(evaluations: Evaluations) -> None:
    for day in (1, 2, 20):
        evaluations.run(day, {"a": {day}})
    segment = declared("a", history=KEPT)
    run = {"run_id": "x", "as_of": 30 * 86_400_000, "started_at": 0, "is_study": True}
    evaluations.session.call("drop_old_evaluations", "s.fct_segment_bitmaps", [segment], run)
    assert len(evaluations.sizes("as_of")) == 3


def test_a_month_ago_in_another_time_zone_is_kept_too(evaluations: Evaluations) -> None:
    """A month before March is January 28 in New York still, February 1 in UTC."""
    month = {"kind": "segment", "is_late": True, "segment": "b", "since": "1 month ago"}
    asking_there = reading("a", "b", leaf={**month, "time_zone": "America/New_York"})
    segments = [declared("b", history="1 month ago", time_zone="UTC"), asking_there]
    march = 59  # in 1970
    for day in (27, 29, 31, march + 1 / 48, march + 1 / 12, march + 1 / 4):
        evaluations.evaluate(day, {"b": {1, 2}}, segments)
        expected = {"p1", "p2"} if day >= march else set()
        assert evaluations.members("a") == expected, day
