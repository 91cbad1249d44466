"""What is wrong with `renamed_from`: a segment's past can go to one name only, and from one that is free."""

from collections.abc import Iterable, Mapping

from segflux_cli.spec.declared.conditions import Block, Condition
from segflux_cli.spec.declared.population import Sample
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted


def check_renames(segments: Iterable[Segment], models: Iterable[str], faults: Faults) -> None:
    """Adds a fault for every past that cannot be carried over; `models` are segments written by hand."""
    listed = tuple(segments)
    by_name = {segment.name: segment for segment in listed}
    known = {*by_name, *models}
    heirs: dict[str, Segment] = {}
    for segment in listed:
        if segment.renamed_from is None:
            continue
        if fault := _fault(segment, segment.renamed_from, by_name, known, heirs):
            faults.add(segment.renamed_place or segment.place, fault)
        elif any(
            _draws_by_name(each) for each in (segment.who, segment.base, segment.rules.leave_when) if each
        ):
            message = "its sample is drawn by the segment's name, which is new, so other people will be in it"
            advice = f'to keep them, write "seed: {segment.renamed_from}" beside "share"'
            faults.warn(segment.place, f"{message}; {advice}")


def _fault(
    segment: Segment, old: str, by_name: Mapping[str, Segment], known: set[str], heirs: dict[str, Segment]
) -> str:
    heir = heirs.setdefault(old, segment)
    if old == segment.name:
        return f"the segment {quoted(old)} is renamed from itself; leave renamed_from out, or write its former name"
    if circle := _circle(segment, by_name):
        return f"renamed in a circle: {circle}; leave out the renamed_from that is not true"
    if old in by_name and by_name[old].renamed_from:
        chain = f"{by_name[old].renamed_from} → {old} → {segment.name}"
        return f"renamed in a chain: {chain}; keep one of the last two, renamed_from: {by_name[old].renamed_from}"
    if old in known:
        advice = "remove its file, or leave renamed_from out if both are to be"
        return f"the segment {quoted(old)} still exists, so its past cannot become that of another; {advice}"
    if heir is not segment:
        message = f"the segment {quoted(heir.name)} is renamed from {quoted(old)} too"
        return f"{message}; the past of one goes to one: leave renamed_from out of the other"
    return ""


def _circle(segment: Segment, by_name: Mapping[str, Segment]) -> str:
    """The way back to the segment by former names; '' where there is none."""
    path = [segment.name]
    found: Segment | None = segment
    while found and found.renamed_from and found.renamed_from not in path:
        path.append(found.renamed_from)
        found = by_name.get(found.renamed_from)
    is_back = found is not None and found.renamed_from == segment.name and len(path) > 1
    return " → ".join([*reversed(path), path[-1]]) if is_back else ""


def _draws_by_name(condition: Condition) -> bool:
    if isinstance(condition, Block):
        return any(_draws_by_name(part) for part in condition.conditions)
    return isinstance(condition, Sample) and condition.seed is None
