"""Compares what a case expects with what the plan found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from segflux_cli.compiler.leaves.leaves import UNIVERSE_ID
from segflux_cli.compiler.wording.because import begins
from segflux_cli.compiler.wording.canonical import canonical, canonical_rules
from segflux_cli.live.cases.case import Expectation
from segflux_cli.live.cases.evaluation import Evaluation
from segflux_cli.live.cases.report import Failure
from segflux_cli.live.deciding import deciding_leaves, holds
from segflux_cli.live.planned_segments import PlannedSegment
from segflux_cli.spec.declared.segments import MembershipRules


@dataclass(frozen=True)
class People:
    """The profile of every id of a case, and a name for every profile."""

    numbers: Mapping[str, int]
    names: Mapping[int, str]


@dataclass(frozen=True)
class Judge:
    """Judges the claims about one segment at one time."""

    segment: PlannedSegment
    evaluation: Evaluation
    people: People

    def failures(self, row: Expectation) -> Iterator[Failure]:
        """What does not hold of a row of `expect`."""
        for name, expected in self._claims(row).items():
            if self._is_member(name) != expected:
                yield self._failure(row, name, expected=expected)
        for name, claimed in row.because:
            reasons = self._reasons(name)
            if not any(begins(reason, claimed) for reason in reasons):
                yield self._failure(row, name, expected=self._is_member(name), claimed=claimed)

    def members(self) -> set[str]:
        """The ids that are in the segment."""
        return {name for name in self.people.numbers if self._is_member(name)}

    def _claims(self, row: Expectation) -> dict[str, bool]:
        if row.exactly is None:
            return dict.fromkeys(row.members, True) | dict.fromkeys(row.not_members, False)
        wanted = {self.people.numbers.get(name, 0) for name in row.exactly}  # no profile has the number 0
        others = self._found() - wanted
        return dict.fromkeys(row.exactly, True) | {self.people.names[number]: False for number in others}

    def _found(self) -> frozenset[int]:
        return self.evaluation.members[self.segment.name]

    def _is_member(self, name: str) -> bool:
        return self._number(name) in self._found()

    def _number(self, name: str) -> int | None:
        known = self.people.numbers.get(name)
        if known is not None:
            return known
        return next((number for number, other in self.people.names.items() if other == name), None)

    def _failure(self, row: Expectation, name: str, *, expected: bool, claimed: str | None = None) -> Failure:
        return Failure(
            as_of=row.as_of_text,
            segment=row.segment,
            id=name,
            expected=expected,
            actual=self._is_member(name),
            because="; ".join(self._reasons(name)),
            claimed=claimed,
        )

    def _reasons_beside_who(self, number: int) -> list[str]:
        """Only the rules of membership keep somebody in; they or the base keep somebody out."""
        rules = self.segment.compiled.segment.rules
        of_rules = [canonical_rules(rules)] if rules != MembershipRules() else []
        return of_rules if number in self._found() else [f"base: {canonical(self.segment.base)}", *of_rules]

    def _reasons(self, name: str) -> list[str]:
        number = self._number(name)
        if number is None:
            return ["nobody: every identifier is on the block list"]
        if number not in self.evaluation.leaves[UNIVERSE_ID]:
            return ["nobody: nothing is known by then"]
        condition = self.segment.compiled.condition
        if holds(condition, self.evaluation.leaves, number) != (number in self._found()):
            return self._reasons_beside_who(number)
        return list(dict.fromkeys(deciding_leaves(condition, self.evaluation.leaves, number)))
