"""D11 to D13, D15 and D18: conditions about the course of a person's events."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.oracle.amounts import amount_of, is_amount
from tests.oracle.filters import right_side, values_at
from tests.oracle.matching import matching, reader
from tests.oracle.operators import holds
from tests.oracle.people import Event, Person
from tests.oracle.times import (
    Moment,
    before,
    length_of,
    midnight,
    minus,
    period_start,
    step_periods,
    text_of_length,
)
from tests.oracle.values import exact, text_of
from tests.oracle.windows import during, window_of

_COUNTS = ("at_least", "at_most", "exactly")
_BESIDE_MOSTLY = ("mostly", "property", "where", "within", "during", "between", "after", "before")
_PERIODS = {"in_days": "day", "in_weeks": "week", "in_months": "month", "in_years": "year"}


def mostly(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """The text form that most events have; of equals the one seen last."""
    groups: dict[str, list[tuple[Any, int]]] = {}
    for event in matching(person, condition, "mostly", moment):
        for place, value in enumerate(values_at(event.properties, condition["property"])):
            text = text_of(value)
            if text is not None:
                groups.setdefault(text, []).append((event.rank, place))
    ranks = {text: (len(seen), max(seen)) for text, seen in groups.items()}
    value = max(ranks, key=lambda text: ranks[text], default=None)
    (word,) = (word for word in condition if word not in _BESIDE_MOSTLY)
    return holds([value], word, right_side(condition[word], reader(person, moment)), moment)


def resumed(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """An event in the window, and the last one before it is `after_gap` ago or longer."""
    instants = sorted(event.at for event in _of_all_history(person, condition, "resumed", moment))
    start, end = window_of(condition, moment)
    first = next((at for at in instants if start <= at < end), None)
    earlier = [at for at in instants if first is not None and at < first]
    return bool(earlier) and earlier[-1] <= before(first or 0, condition["after_gap"], moment.zone)


def regularly(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """Enough of the periods hold enough events."""
    events = matching(person, condition, "regularly", moment)
    (word,) = (word for word in condition if word.startswith("in_"))
    asked = condition[word]
    spans = _rolling(asked, moment) if word == "in_periods" else _calendar(_PERIODS[word], asked, moment)
    counts = [sum(start <= event.at < end for event in events) for start, end in spans]
    wanted = (
        condition
        if any(each in condition for each in ("at_least", "exactly"))
        else {**condition, "at_least": 1}
    )
    return sum(count_holds(wanted, count) for count in counts) >= int(asked["at_least"])


def _calendar(unit: str, asked: Mapping[str, Any], moment: Moment) -> list[tuple[int, int]]:
    """Each of the whole local periods before the current one."""
    current = period_start(moment.local.date(), unit)
    starts = [step_periods(current, unit, -number) for number in range(asked["of_last"], -1, -1)]
    return [_days(*days, moment) for days in pairwise(starts)]


def _days(start: Any, end: Any, moment: Moment) -> tuple[int, int]:
    return midnight(start, moment.zone), midnight(end, moment.zone)


def _rolling(asked: Mapping[str, Any], moment: Moment) -> list[tuple[int, int]]:
    """Each `(end - D, end]`, the newest ending at `as_of`; every end is measured from `as_of`."""
    amount, unit = length_of(asked["of"])
    ends = [moment.as_of] + [
        minus(moment, text_of_length(amount * number, unit)) for number in range(1, asked["of_last"] + 1)
    ]
    return [(start + 1, end + 1) for end, start in pairwise(ends)]


def changed(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """A against B (D15)."""
    inside, against = condition["in"], condition["against"]
    spans = [
        during(inside, moment) if isinstance(inside, str) else window_of(inside, moment),
        _previous(against, moment) if isinstance(against, str) else window_of(against, moment),
    ]
    events = matching(person, condition, "changed", moment, any_time=True)
    now, then = (
        _measured(condition, [one for one in events if start <= one.at < end]) for start, end in spans
    )
    if now is None or then is None or then < exact(condition.get("from_at_least", -(10**300))):
        return False
    step = condition.get("up_by", condition.get("down_by"))
    more = now - then if "up_by" in condition else then - now
    if not str(step).endswith("%"):
        return more >= _decimal(step)
    share = Fraction(str(step).removesuffix("%").strip()) / 100
    return then > 0 and more >= then * share


def _previous(text: str, moment: Moment) -> tuple[int, int]:
    """As many periods again before those of `last N`."""
    words = text.split()
    count, unit = (int(words[1]) if len(words) == 3 else 1), words[-1].removesuffix("s")
    current = period_start(moment.local.date(), unit)
    return _days(step_periods(current, unit, -2 * count), step_periods(current, unit, -count), moment)


def _measured(condition: Mapping[str, Any], events: list[Event]) -> Fraction | None:
    words = [word for word in condition if is_amount(word)]
    if not words:
        return Fraction(len(events))
    values = [value for event in events for value in values_at(event.properties, condition[words[0]]["of"])]
    return amount_of(words[0], values)


def _decimal(number: int | float) -> Fraction:
    """A bound means its shortest decimal digits."""
    return Fraction(repr(number))


def lifecycle(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """The one stage that somebody with events is in (D18)."""
    asked = condition["lifecycle"]
    about = {"lifecycle": asked["of"], **{word: asked[word] for word in asked if word == "where"}}
    instants = sorted(event.at for event in matching(person, about, "lifecycle", moment))
    stages = [asked["stage"]] if isinstance(asked["stage"], str) else asked["stage"]
    return bool(instants) and _stage(instants, asked, moment) in stages


def _stage(instants: list[int], asked: Mapping[str, Any], moment: Moment) -> str:
    active = minus(moment, asked.get("active_within", "30 days"))
    silence = asked.get("lapsed_after", "90 days")
    current = instants[0]
    for earlier, later in pairwise(instants):
        current = later if earlier <= before(later, silence, moment.zone) else current
    if instants[-1] <= minus(moment, silence):
        return "lapsed"
    if instants[-1] <= active:
        return "lapsing"
    if instants[0] > active:
        return "new"
    return "resurrected" if current != instants[0] and current > active else "active"


def _of_all_history(person: Person, condition: Mapping[str, Any], head: str, moment: Moment) -> list[Event]:
    return matching(person, condition, head, moment, any_time=True)


def count_holds(condition: Mapping[str, Any], count: int) -> bool:
    """At least once, unless a count word stands there (D1)."""
    wanted = {word: _times(condition[word]) for word in _COUNTS if word in condition}
    if not wanted:
        return count >= 1
    if "exactly" in wanted:
        return count == wanted["exactly"]
    return wanted.get("at_least", 0) <= count <= wanted.get("at_most", count)


def _times(count: Any) -> int:
    """`3 times`, `1 time` or 3."""
    return int(str(count).split()[0])
