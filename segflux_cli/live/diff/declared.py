"""Every segment that the specs in a folder declare, decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from segflux_cli.compiler.files.handwritten_segments import as_segments
from segflux_cli.compiler.segments.segments import CompiledSegment, compile_segments
from segflux_cli.live.preview.previewed import Previewed
from segflux_cli.spec.declared.conditions import FromModel
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.specs import Specs, read_specs
from segflux_cli.spec.yaml.faults import Faults

_HALTED = ("paused", "retired")  # what its definition says is not what it has


@dataclass(frozen=True)
class Declared:
    """The specs, and their segments by name; those written by hand among them."""

    specs: Specs
    compiled: Mapping[str, CompiledSegment]

    def is_by_hand(self, name: str) -> bool:
        """Whether a person wrote the segment's model, which no spec says anything of."""
        return name in self.compiled and isinstance(self.compiled[name].segment.who, FromModel)

    def read_by(self, name: str) -> Iterator[CompiledSegment]:
        """All segments that decide who is in one, those that these read among them."""
        found, wanted = {name}, [name]
        while wanted:
            one = self.compiled[wanted.pop()]
            if one.segment.status in _HALTED:
                continue
            held = (holder.segment for holder in one.holders)
            ahead = {each for each in (*one.references, *held) if each in self.compiled} - found
            yield from (self.compiled[each] for each in ahead)
            found |= ahead
            wanted += ahead

    def asking(self, names: Iterable[str]) -> Previewed:
        """Some of its segments to be evaluated, all others to be read by them."""
        wanted = set(names)
        asked = tuple(segment for segment in self.specs.segments if segment.name in wanted)
        others = tuple(segment for segment in self.specs.segments if segment.name not in wanted)
        return Previewed(self.specs.project, asked, others, self.specs.warnings)


def read_declared(folder: Path) -> Declared:
    """The specs in a folder; raises SpecError with all their faults."""
    specs, faults = read_specs(folder), Faults()
    handwritten = as_segments(specs.handwritten, specs.segments, faults)
    faults.raise_any()
    project = specs.project
    compiled = compile_segments(
        (*specs.segments, *handwritten), project.base, project.time_zone, project.traits
    )
    return Declared(specs, {each.segment.name: each for each in compiled})


def is_same_segment(before: Declared, now: Declared, name: str) -> bool:
    """Whether both have the same members whenever they are evaluated, and carry them to the same places."""
    first, second = (
        (each.segment.status, each.definition_hash, places_of(each.segment))
        for each in (before.compiled[name], now.compiled[name])
    )
    statuses = {each: compiled.segment.status for each, compiled in before.compiled.items()}
    return first == second and reads_alike(now, name, statuses)


def reads_alike(now: Declared, name: str, before: Mapping[str, str]) -> bool:
    """Whether all that a segment reads was paused or retired where it is so now, by the statuses of before."""
    for segment in (each.segment for each in now.read_by(name)):
        status = before.get(segment.name) or before.get(segment.renamed_from or "")
        is_halted = segment.status in _HALTED or status in _HALTED
        if status is None or (is_halted and status != segment.status):
            return False
    return True


def places_of(segment: Segment) -> frozenset[str]:
    """The destinations that the segment names."""
    return frozenset(sync.destination for sync in segment.syncs)
