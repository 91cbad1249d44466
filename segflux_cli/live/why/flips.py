"""When time alone changes whether conditions, and the whole segment, hold for one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from segflux_cli.compiler.segments.segments import CompiledCondition, leaves_in
from segflux_cli.compiler.wording.canonical import canonical
from segflux_cli.live.why.courses import Course
from segflux_cli.spec.declared.conditions import Block

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Courses = Mapping[str, Course]  # by leaf


@dataclass(frozen=True)
class Flip:
    """The first instant at which time alone changes the truth; without one never, or for a `reason` not told."""

    at: datetime | None = None
    reason: str = ""


NEVER = Flip()


def flip_of(condition: CompiledCondition, courses: Courses, as_of: int) -> Flip:
    """When the truth of a condition at `as_of` changes."""
    leaves = list(leaves_in(condition))
    known = [courses[leaf.leaf_id] for leaf in leaves if leaf.leaf_id]
    now = holds_at(condition, courses, as_of)
    for instant in sorted({as_of + 1, *(each for course in known for each in course.instants)}):
        if instant <= as_of:
            continue
        then = holds_at(condition, courses, instant)
        if then is None:
            return Flip(reason=_reason(condition, leaves, courses, instant))
        if then != now:
            return Flip(_EPOCH + timedelta(milliseconds=instant))
    return NEVER


def holds_at(condition: CompiledCondition, courses: Courses, instant: int) -> bool | None:
    """Whether the condition holds; None if that hangs on a leaf of which it is not known."""
    if not isinstance(condition.condition, Block):
        if condition.leaf_id is None:
            return condition.members.is_complement
        is_in = courses[condition.leaf_id].at(instant)
        return None if is_in is None else is_in != condition.members.is_complement
    answers = [holds_at(child, courses, instant) for child in condition.children]
    is_all = condition.condition.mode == "all"
    if (not is_all) in answers:  # one false child decides an `all`, one true child an `any` and a `none`
        decided: bool | None = not is_all
    else:
        decided = None if None in answers else is_all
    return decided if decided is None or condition.condition.mode != "none" else not decided


def _reason(
    condition: CompiledCondition, leaves: Iterable[CompiledCondition], courses: Courses, instant: int
) -> str:
    """That of the first leaf of which nothing is known then."""
    for leaf in leaves:
        if leaf.leaf_id and courses[leaf.leaf_id].at(instant) is None:
            reason = courses[leaf.leaf_id].reason
            return reason if leaf is condition else f"{canonical(leaf.condition)}: {reason}"
    return ""
