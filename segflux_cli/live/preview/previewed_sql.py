"""The one select that evaluates a segment: its leaves, those of the segments it reads, and the algebra over them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from segflux_cli.compiler.rendering.macros import MacroSession
from segflux_cli.literals import spell_text
from segflux_cli.live.planned_segments import PlannedSegment
from segflux_cli.live.preview.previewed_events import EventColumns

_MODEL_PREFIX = "seg_"  # of the view of a segment
_POPULATION = ("rank", "rfm")  # kinds of leaves that compare profiles with all others


def built_segments(models: Iterable[str]) -> list[str]:
    """The segments that have their views among these models."""
    return [model.removeprefix(_MODEL_PREFIX) for model in models if model.startswith(_MODEL_PREFIX)]


@dataclass(frozen=True)
class PreviewSql:
    """Spells selects over the tables of a build, with the macros that the build uses."""

    session: MacroSession
    segments: Mapping[str, PlannedSegment]
    events: EventColumns
    relations: Mapping[str, str]
    as_of: int
    slices: Sequence[int]

    def counted(
        self, name: str, sets: Sequence[str], sample: int, also: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """The select of the sizes of sets over the leaves of a segment, and a sample of the first.

        `also` are selects of slice and members that stand in sets by a name of their own.
        """
        packs, ids = self._packs(name), list(self.segments[name].said["leaves"])
        return self.counted_in([*packs, *self.packed(also)], [*ids, *also], sets, sample)

    def counted_in(self, packs: Sequence[str], ids: Sequence[str], sets: Sequence[str], sample: int) -> str:
        """The select of the sizes of sets over leaves of any kind."""
        return str(self.session.call("counted_sets_sql", list(packs), list(ids), list(sets), sample))

    def packed(self, selects: Mapping[str, str]) -> list[str]:
        """Selects of slice and members as leaves of these names."""
        return [
            str(
                self.session.call(
                    "late_select", name, f"select slice, members from ({sql})", list(self.slices)
                )
            )
            for name, sql in selects.items()
        ]

    def members(self, name: str, *, is_holding: bool = False) -> str:
        """The select of the members of a segment now: segment, slice, members.

        As a holder it has everybody who would be in it if it yielded to nobody: whom those of its group have that it
        yields to, the segment that asks cannot have either, and the select grows no longer with every rank.
        """
        if name not in self.segments:
            return self._written_by_hand(name)
        segment = self.segments[name]
        status = segment.compiled.segment.status
        if status == "paused":
            return self.stored(name)
        said = segment.said
        members = f"bitmapAndnot({said['base']}, {said['base']})" if status == "retired" else said["members"]
        leaves = dict(said["leaves"])
        if is_holding and status != "retired":
            members = segment.compiled.qualifying
            leaves = {leaf_id: leaf for leaf_id, leaf in leaves.items() if f"{{{leaf_id}}}" in members}
        return str(self.session.call("members_sql", name, self.selects(name, leaves), list(leaves), members))

    def _packs(self, name: str) -> list[str]:
        """The selects of the leaves of a segment."""
        return self.selects(name, self.segments[name].said["leaves"])

    def selects(self, name: str, leaves: Mapping[str, Any]) -> list[str]:
        """The selects of some leaves of a segment."""
        late = {leaf_id: leaf for leaf_id, leaf in leaves.items() if leaf.get("is_late")}
        plain = {leaf_id: leaf for leaf_id, leaf in leaves.items() if leaf_id not in late}
        read = self.read(name)
        packs: Any = (
            self.session.call("leaf_selects", plain, self.as_of, read, list(self.slices)) if plain else []
        )
        return [*packs, *(self._late(name, leaf_id, leaf) for leaf_id, leaf in late.items())]

    def read(self, name: str) -> dict[str, str]:
        """The relations that the leaves of a segment read."""
        return {
            "events": self.events.with_facets(self.segments[name].said["facets"], self.session),
            "traits": self.relations["int_traits_resolved"],
            "identifiers": self.relations["dim_identifiers"],
            "numbers": self.relations["profile_numbers"],
            "lists": self.relations.get("int_segment_lists", ""),
            "overrides": self.relations["profile_overrides"],
        }

    def _late(self, name: str, leaf_id: str, leaf: Mapping[str, Any]) -> str:
        """The select of a leaf that waits for others."""
        return (
            self._population(name, leaf_id, leaf)
            if leaf["kind"] in _POPULATION
            else self._reference(leaf_id, leaf, is_holding=self._is_holding(name, leaf_id))
        )

    def _population(self, name: str, leaf_id: str, leaf: Mapping[str, Any]) -> str:
        """The select of a leaf about all of a base, which is computed on the spot."""
        all_leaves = self.segments[name].said["leaves"]
        ids: Any = self.session.call("leaf_ids_in", leaf["base"])
        packs = self.selects(name, {each: all_leaves[each] for each in ids})
        base = self.session.call("base_select", leaf["base"], packs)
        among = f"(select slice, members from ({self.members(leaf['segment'])}))" if leaf["segment"] else ""
        tables = {**self.read(name), "base": base, "among": among}
        run = {"as_of": self.as_of}
        return str(self.session.call("population_select", leaf_id, leaf, tables, run, list(self.slices)))

    def _is_holding(self, name: str, leaf_id: str) -> bool:
        """Whether a segment reads another for nothing but to yield to it."""
        holders = self.segments[name].compiled.holders
        return any(each.leaf_id == leaf_id and not each.is_read for each in holders)

    def _reference(self, leaf_id: str, leaf: Mapping[str, Any], *, is_holding: bool) -> str:
        """The select of a leaf about another segment, whose members now are computed on the spot."""
        tables = {
            # of itself a segment only asks what it was
            "current": ""
            if leaf["kind"] == "own"
            else f"({self.members(leaf['segment'], is_holding=is_holding)})",
            "overrides": self.relations["profile_overrides"],
            "log": self._log,
        }
        run = {"as_of": self.as_of}
        return str(self.session.call("reference_select", leaf_id, leaf, tables, run, list(self.slices)))

    def stored(self, name: str) -> str:
        """The select of the members that a segment had at its last evaluation, such as a paused one keeps."""
        log, spelled = self._log, spell_text(name)
        upto = f"segment = {spelled} and as_of <= fromUnixTimestamp64Milli({self.as_of}, 'UTC')"
        last = (
            f"(select segment, as_of, slice, members from {log} where {upto}"
            f" and as_of = (select max(as_of) from {log} where {upto}))"
        )
        given = (last, self.relations["profile_overrides"])
        return f"select segment, slice, members from ({self.session.call('renumbered_members_sql', *given)})"

    @property
    def _log(self) -> str:
        """The evaluations so far, under the names that segments have now."""
        said = [segment.said for segment in self.segments.values()]
        return str(self.session.call("renamed_log", self.relations["fct_segment_bitmaps"], said))

    def _written_by_hand(self, name: str) -> str:
        """The view of a segment that no spec declares, as it stands."""
        numbers = self.relations["profile_numbers"]
        return (
            f"select {spell_text(name)} as segment, toUInt8(bitShiftRight(profile_number, 24)) as slice,"
            f" groupBitmapState(profile_number) as members from {numbers} where profile_id in"
            f" (select profile_id from {self.relations[_MODEL_PREFIX + name]}) group by slice"
        )
