"""The one select that evaluates a segment: its leaves, those of the segments it reads, and the algebra over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segflux_cli.compiler.macros import MacroSession
from segflux_cli.errors import MacroError
from segflux_cli.live.case_segments import CaseSegment
from segflux_cli.live.previewed_events import EventColumns

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
        """The select of the members of a segment: segment, slice, members."""
        if name not in self.segments:
            return f"select segment, slice, members from ({self._stored(name)})"
        said = self.segments[name].said
        ids = list(said["leaves"])
        return str(self.session.call("members_sql", name, self._packs(name), ids, said["members"]))

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
        raise MacroError(f"the members of {name} are not known here")
