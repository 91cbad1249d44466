"""D14: whether events can be chosen, one per step; every choice is tried."""

from collections.abc import Mapping
from typing import Any

from tests.oracle.filters import values_at
from tests.oracle.matching import matching
from tests.oracle.people import Event, Person
from tests.oracle.times import Moment, beyond
from tests.oracle.values import text_of

Step = Mapping[str, Any]


def sequence(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """Some choice satisfies all steps, what may not lie between them, `inside` and `same`."""
    return _Search(person, condition, moment).succeeds()


class _Search:
    """Tries every event for every step."""

    def __init__(self, person: Person, condition: Mapping[str, Any], moment: Moment) -> None:
        self._person, self._condition, self._moment = person, condition, moment
        self._steps: list[Step] = condition["sequence"]

    def succeeds(self) -> bool:
        """Whether a choice for the first step can be gone on from."""
        (first,) = (step for step in self._steps[:1])
        return any(
            self._goes_on(1, event, event)
            for event in self._matching(first, "did", in_window=True, like=None)
        )

    def _goes_on(self, number: int, first: Event, last: Event) -> bool:
        """Whether the steps from a number on can be satisfied after the last event chosen."""
        absences = []
        while number < len(self._steps) and "then_not" in self._steps[number]:
            absences.append(self._steps[number])
            number += 1
        if not all(self._is_absent(step, last) for step in absences if "within" in step):
            return False
        if number == len(self._steps):
            return self._ends_well(absences, first, last)
        step = self._steps[number]
        until = [step for step in absences if "within" not in step]
        return any(
            last.at < event.at
            and ("within" not in step or event.at <= self._beyond(last, step["within"]))
            and not any(self._lies_between(one, last, event) for one in until)
            and self._goes_on(number + 1, first, event)
            for event in self._matching(step, "then", in_window=True, like=first)
        )

    def _ends_well(self, absences: list[Step], first: Event, last: Event) -> bool:
        inside = self._condition.get("inside")
        ends = [self._beyond(last, step["within"]) for step in absences]
        return all(end <= self._moment.as_of for end in ends) and (
            inside is None or last.at <= self._beyond(first, inside)
        )

    def _is_absent(self, step: Step, last: Event) -> bool:
        end = self._beyond(last, step["within"])
        found = self._matching(step, "then_not", in_window=False, like=last)
        return not any(last.at < event.at <= end for event in found)

    def _lies_between(self, step: Step, last: Event, next_one: Event) -> bool:
        found = self._matching(step, "then_not", in_window=False, like=last)
        return any(last.at < event.at < next_one.at for event in found)

    def _matching(self, step: Step, head: str, *, in_window: bool, like: Event | None) -> list[Event]:
        """Events of a step; with `same` those that have a value, equal to that of the event before."""
        words = {word: step[word] for word in (head, "where") if word in step}
        window = {
            word: value
            for word, value in self._condition.items()
            if word not in ("sequence", "inside", "same")
        }
        events = matching(self._person, words | window, head, self._moment, any_time=not in_window)
        if "same" not in self._condition:
            return events
        wanted = None if like is None else self._same(like)
        valued = [one for one in events if self._same(one) is not None]
        return [one for one in valued if wanted is None or self._same(one) == wanted]

    def _same(self, event: Event) -> str | None:
        (value,) = values_at(event.properties, self._condition["same"]) or [None]
        return text_of(value)

    def _beyond(self, event: Event, length: str) -> int:
        return beyond(event.at, length, self._moment.zone)
