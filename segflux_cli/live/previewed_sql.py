"""The one select that evaluates a segment: its leaves, those of the segments it reads, and the algebra over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segflux_cli.compiler.macros import MacroSession
from segflux_cli.literals import spell_text
from segflux_cli.live.case_segments import CaseSegment
from segflux_cli.live.previewed_events import EventColumns

MODEL_PREFIX = "seg_"  # of the view of a segment

_REFERENCES = ("segment", "left")  # kinds of leaves that speak of another segment


@dataclass(frozen=True)
class PreviewSql:
    """Spells selects over the tables of a build, with the macros that the build uses."""

    session: MacroSession
    segments: Mapping[str, CaseSegment]
    events: EventColumns
    relations: Mapping[str, str]
    as_of: int
    slices: Sequence[int]

    def counted(self, name: str, sets: Sequence[str], sample: int) -> str:
        """The select of the sizes of sets over the leaves of a segment, and a sample of the first."""
        ids = list(self.segments[name].said["leaves"])
        return str(self.session.call("counted_sets_sql", self._packs(name), ids, list(sets), sample))

    def members(self, name: str) -> str:
        """The select of the members of a segment now: segment, slice, members."""
        if name not in self.segments:
            return self._written_by_hand(name)
        segment = self.segments[name]
        status = segment.compiled.segment.status
        if status == "paused":
            return self._stored(name)
        said = segment.said
        members = f"bitmapAndnot({said['base']}, {said['base']})" if status == "retired" else said["members"]
        return str(self.session.call("members_sql", name, self._packs(name), list(said["leaves"]), members))

    def _packs(self, name: str) -> list[str]:
        """The selects of the leaves of a segment."""
        said = self.segments[name].said
        leaves: Mapping[str, Any] = said["leaves"]
        others = {name: leaf for name, leaf in leaves.items() if leaf["kind"] in _REFERENCES}
        plain = {name: leaf for name, leaf in leaves.items() if name not in others}
        read = {
            "events": self.events.with_facets(said["facets"], self.session),
            "traits": self.relations["int_traits_resolved"],
            "identifiers": self.relations["dim_identifiers"],
        }
        packs: Any = self.session.call("leaf_selects", plain, self.as_of, read, list(self.slices))
        return [*packs, *(self._reference(name, leaf) for name, leaf in others.items())]

    def _reference(self, leaf_id: str, leaf: Mapping[str, Any]) -> str:
        """The select of a leaf about another segment, whose members now are computed on the spot."""
        tables = {
            "current": f"({self.members(leaf['segment'])})",
            "overrides": self.relations["profile_overrides"],
            "log": self.relations["fct_segment_bitmaps"],
        }
        run = {"as_of": self.as_of}
        return str(self.session.call("reference_select", leaf_id, leaf, tables, run, list(self.slices)))

    def _stored(self, name: str) -> str:
        """A paused segment keeps the members of its last evaluation."""
        log, spelled = self.relations["fct_segment_bitmaps"], spell_text(name)
        upto = f"segment = {spelled} and as_of <= fromUnixTimestamp64Milli({self.as_of}, 'UTC')"
        last = (
            f"(select segment, as_of, slice, members from {log} where {upto}"
            f" and as_of = (select max(as_of) from {log} where {upto}))"
        )
        given = (last, self.relations["profile_overrides"])
        return f"select segment, slice, members from ({self.session.call('renumbered_members_sql', *given)})"

    def _written_by_hand(self, name: str) -> str:
        """The view of a segment that no spec declares, as it stands."""
        numbers = self.relations["profile_numbers"]
        return (
            f"select {spell_text(name)} as segment, toUInt8(bitShiftRight(profile_number, 24)) as slice,"
            f" groupBitmapState(profile_number) as members from {numbers} where profile_id in"
            f" (select profile_id from {self.relations[MODEL_PREFIX + name]}) group by slice"
        )
