"""Which times in the rows of a person a leaf compares with the instant of its evaluation.

Whatever a leaf asks, time alone changes it only when one of its moments passes one of these times.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from segflux_cli.compiler.leaves.leaf_calls import moments_in
from segflux_cli.compiler.leaves.related import RecordDocument
from segflux_cli.compiler.rendering.fragments import spell_fragment
from segflux_cli.compiler.rendering.macros import MacroSession
from segflux_cli.compiler.values.judged_times import judged_times
from segflux_cli.compiler.values.moments import AS_OF, ago
from segflux_cli.compiler.values.values import EventDocument
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.computed_traits import ComputedTrait
from segflux_cli.spec.declared.conditions import Condition
from segflux_cli.spec.declared.operators import Filter
from segflux_cli.spec.declared.patterns import Regularly, RollingPeriods
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.yaml.parts import parts_in

_Leaf = Mapping[str, Any]  # what a condition macro returns
_AT = "toUnixTimestamp64Milli(occurred_at)"
_BUILT_IN = ("'first_seen_at'", "'last_seen_at'")
_LASTING = ("known", "sample", "listed", "model")  # kinds of leaves that no time changes
_NOT_WORKED_OUT = {
    "rank": "it compares with other people",
    "rfm": "it compares with other people",
    "segment": "it asks about another segment",
    "left": "it asks about another segment",
    "own": "it asks about earlier evaluations",
    "entity": "it asks about what the person belongs to",
    "sql": "its expression may ask the clock itself",
}


class NotWorkedOutError(Exception):
    """Why it is not told when time alone changes a leaf."""


@dataclass(frozen=True)
class ComparedTimes:
    """A select of `at`, milliseconds or null, and the moments in a time zone that these are compared with."""

    select: str
    moments: frozenset[str]
    time_zone: str


@dataclass(frozen=True)
class RowTimes:
    """Finds the times for the leaves of a segment; `read` has the relations, `computed` traits by their name in SQL."""

    session: MacroSession
    read: Mapping[str, str]
    number: int
    as_of: int
    computed: Mapping[str, ComputedTrait]

    def of(self, leaf: _Leaf, condition: Condition | None) -> tuple[ComparedTimes, ...]:
        """All times that matter to a leaf, compiled from the condition; raises NotWorkedOutError."""
        kind = leaf["kind"]
        if kind in _NOT_WORKED_OUT:
            raise NotWorkedOutError(_NOT_WORKED_OUT[kind])
        if kind in _LASTING:
            return ()
        if kind == "universe":
            return (self._all_rows(),)
        found = {
            "trait": self._of_trait,
            "record": self._of_records,
            "sequence": self._of_sequence,
            "events": self._of_behavior,
        }[kind](leaf, condition)
        return (*found, *self._beside(leaf))

    def _of_trait(self, leaf: _Leaf, _condition: object) -> Iterator[ComparedTimes]:
        name, zone = leaf["trait"], _zone(leaf)
        moments = frozenset(moments_in(leaf["test"]))
        yield from self._of_value(name, leaf["computed"])
        if leaf["is_of_everybody"]:
            yield self._all_rows()
        if name in leaf["computed"] and moments:
            if self.computed[name].type != "time":
                raise NotWorkedOutError("it reads a computed value as a time")
            yield ComparedTimes(self._events_of(leaf["computed"][name]), moments, zone)
        elif name in _BUILT_IN:
            yield self._all_rows(moments, zone)
        elif moments:
            time = self.session.call("milliseconds_of", "value")
            yield ComparedTimes(f"select {time} as at from {self._rows_of(name)}", moments, zone)
        held = frozenset(moments_in(leaf["held"]))
        if held:
            yield ComparedTimes(f"select {_AT} as at from {self._rows_of(name)}", held, zone)

    def _of_behavior(self, leaf: _Leaf, condition: object) -> Iterator[ComparedTimes]:
        yield from self._of_events(leaf, condition, _periods(condition))

    def _of_sequence(self, leaf: _Leaf, condition: object) -> Iterator[ComparedTimes]:
        parts = [part for step in leaf["steps"] for part in (step, *step["absences"])]
        asked = (f"({part['events'] or 'true'} and {part['where'] or 'true'})" for part in parts)
        whole = {**leaf, "events": "", "where": f"({' or '.join(asked)})"}
        yield from self._of_events(whole, condition)
        for absence in leaf["steps"][-1]["absences"]:
            ends = f"select {absence['by']} as at from ({self._events_of(whole)})"
            yield ComparedTimes(ends, frozenset({AS_OF}), _zone(leaf))

    def _of_records(self, leaf: _Leaf, condition: object) -> Iterator[ComparedTimes]:
        """The rows of all records that ever were the person's: one to come may give it to somebody else."""
        name = spell_text(str(self.session.call("record_trait", leaf["record"])))
        own = f"select source, JSONExtractString(value, 'id') from {self._rows_of(name)}"
        rows = (
            f"(select occurred_at, JSONExtractRaw(value, 'properties') as properties from {self.read['traits']}"
            f" where trait = {name} and (source, JSONExtractString(value, 'id')) in ({own}))"
        )
        yield ComparedTimes(f"select {_AT} as at from {rows}", frozenset({AS_OF}), _zone(leaf))
        moments = frozenset(moments_in(leaf["where"]))
        yield from self._judged(condition, RecordDocument(), rows, moments, _zone(leaf))

    def _beside(self, part: _Leaf) -> Iterator[ComparedTimes]:
        """Of the traits on the right of operators."""
        for name, _ in part["others"]:
            yield from self._of_value(name, part["computed"])

    def _of_value(self, name: str, computed: Mapping[str, _Leaf]) -> Iterator[ComparedTimes]:
        """When the value of a trait may change."""
        if name in computed:
            yield from self._of_events(computed[name], self.computed[name])
            yield from self._beside(computed[name])
        elif name in _BUILT_IN:
            yield self._all_rows()
        else:
            yield ComparedTimes(f"select {_AT} as at from {self._rows_of(name)}", frozenset({AS_OF}), "UTC")

    def _of_events(self, part: _Leaf, spec: object, moments: Iterable[str] = ()) -> Iterator[ComparedTimes]:
        """The events that a leaf or a computed trait looks at, and the values in them that it reads as times."""
        texts = (part["where"], part.get("having") or "", part.get("value") or "")
        ends = (part[word] for word in ("after", "since", "until") if part[word])
        found = frozenset({AS_OF, *ends, *moments, *(each for text in texts for each in moments_in(text))})
        yield ComparedTimes(self._events_of(part), found, _zone(part))
        rows = f"{self.read['events']} where {part['events'] or 'true'}"
        yield from self._judged(spec, EventDocument(), rows, found, _zone(part))

    def _events_of(self, part: _Leaf) -> str:
        """By name alone where the filter asks the clock or another trait."""
        is_fixed = not moments_in(part["where"]) and not part["others"]
        tests = [part["events"], part["where"] if is_fixed else ""]
        where = " and ".join(f"({test})" for test in tests if test) or "true"
        return f"select {_AT} as at from {self.read['events']} where {where}"

    def _judged(
        self, spec: object, document: EventDocument, rows: str, moments: frozenset[str], zone: str
    ) -> Iterator[ComparedTimes]:
        arrays = [each for where in parts_in(spec, Filter) for each in judged_times(where, document)]
        for array in dict.fromkeys(arrays):
            spelled = self.session.render("{{ " + spell_fragment(array) + " }}").sql
            yield ComparedTimes(f"select arrayJoin({spelled}) as at from {rows}", moments, zone)

    def _all_rows(self, moments: frozenset[str] = frozenset(), zone: str = "UTC") -> ComparedTimes:
        """Every row of the person that is still to come, and of the others the first and the last that was seen."""
        own = f"profile_number = {self.number}"
        markers = f"{self.read['traits']} where trait = '' and {own}"
        rows = (
            f"select {_AT} as one, true as is_seen from {self.read['events']} where {own} union all"
            f" select {_AT} as one, value = '\"trait\"' as is_seen from {markers}"
        )
        known = f"one <= {self.as_of}"
        seen = f"minIf(one, {known} and is_seen), maxIf(one, {known} and is_seen)"
        kept = f"arrayConcat(groupUniqArrayIf(one, not ({known})), [{seen}])"
        return ComparedTimes(
            f"select arrayJoin({kept}) as at from ({rows})", frozenset({AS_OF, *moments}), zone
        )

    def _rows_of(self, trait: str) -> str:
        return f"{self.read['traits']} where trait = {trait} and profile_number = {self.number}"


def _zone(part: _Leaf) -> str:
    return part.get("time_zone") or "UTC"


def _periods(condition: object) -> Iterator[str]:
    """The ends of rolling periods, which are counted and not spelled where their length is exact."""
    if isinstance(condition, Regularly) and isinstance(condition.periods, RollingPeriods):
        length = condition.periods.length
        for number in range(1, condition.periods.of_last + 1):
            yield ago(Duration(length.amount * number, length.unit))
