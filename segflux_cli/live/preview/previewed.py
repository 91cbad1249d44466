"""The segments of a file that a preview is asked for, saved or not, among those of the project."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from segflux_cli.errors import Fault, UsageError
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.computed_files import with_computed_traits
from segflux_cli.spec.project.project import Project, read_project
from segflux_cli.spec.project.segment_files import SEGMENTS_FOLDER, check_names, read_segment_file
from segflux_cli.spec.project.segment_files import segment_files as spec_files
from segflux_cli.spec.project.specs import names_in
from segflux_cli.spec.segments.handwritten_segments import find_handwritten_segments
from segflux_cli.spec.segments.references import all_references, check_references, former_names, references_of
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.sources.source_reader import read_sources
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.files import place_name
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe
from segflux_cli.spec.yaml.words import did_you_mean
from segflux_cli.spec.yaml.yaml_reader import parse_yaml, read_yaml

STANDARD_INPUT = "-"
_SHOWN_INPUT = "standard input"


@dataclass(frozen=True)
class Previewed:
    """The segments asked for, all that may be read by them, and what is odd about them."""

    project: Project
    asked: tuple[Segment, ...]
    others: tuple[Segment, ...]
    warnings: tuple[Fault, ...]


def read_previewed(
    folder: Path, spec: str, read_input: Callable[[], bytes], models: Iterable[str] = ()
) -> Previewed:
    """The segments of a file, of standard input (`-`) or of a name; raises SpecError with all faults.

    `models` are the segments that were built, declared or not. Faults in files that nothing here reads do not matter.
    """
    faults = Faults()
    known = names_in(folder, read_sources(folder, faults)).as_read(faults)
    project = with_computed_traits(folder, read_project(folder, faults), known, faults)
    catalog = project.catalog.with_names(known)
    reading = Reading(faults, project.time_zone, catalog, project.cells, project.allows_sql)
    root = _root(folder, spec, read_input, faults)
    read = [read_segment(node, reading) for node in _nodes(root, faults)] if root else []
    asked = tuple(segment for segment in read if segment)
    check_names(asked, faults)
    faults.raise_any()
    others = _others(folder, asked, project, reading)
    listed = (*asked, *others)
    check_references(listed, project.base, _without_former(models, listed, folder), faults)
    faults.raise_any()
    return Previewed(project, asked, others, faults.warnings)


def _without_former(models: Iterable[str], segments: Iterable[Segment], folder: Path) -> set[str]:
    """The segments built whose name was not given up by a rename since, and those written by hand."""
    by_hand = {each.name for each in find_handwritten_segments(folder, Faults())}
    return by_hand | (set(models) - former_names(segments).keys())


def needed(previewed: Previewed) -> tuple[Segment, ...]:
    """The segments asked for and all declared ones that they read, by name."""
    by_name = {segment.name: segment for segment in (*previewed.asked, *previewed.others)}
    references = all_references(by_name.values(), previewed.project.base)
    wanted, found = [segment.name for segment in previewed.asked], set[str]()
    while wanted:
        name = wanted.pop()
        found.add(name)
        read = (each.segment for each in references[name])
        wanted += [other for other in read if other in by_name and other not in found]
    return tuple(by_name[name] for name in sorted(found))


def _root(folder: Path, spec: str, read_input: Callable[[], bytes], faults: Faults) -> Node | None:
    if spec == STANDARD_INPUT:
        return parse_yaml(read_input(), _SHOWN_INPUT, faults)
    path = _found(folder, spec)
    return read_yaml(path, place_name(path, folder.resolve()), faults)


def _found(folder: Path, spec: str) -> Path:
    """The file of that path or, if there is none, of the segment of that name."""
    path = Path(spec)
    if path.exists():
        return path.resolve()
    named = {file.stem: file for file in sorted((folder / SEGMENTS_FOLDER).rglob("*.yml"))}
    if spec in named:
        return named[spec].resolve()
    question = did_you_mean(path.stem, named)
    raise UsageError(
        f'There is no file and no segment "{spec}".{question} '
        "Name a file of segments, a segment of the project, or - for standard input."
    )


def _nodes(root: Node, faults: Faults) -> tuple[Node, ...]:
    """One segment, a list of segments, or `segments:` and a list."""
    if isinstance(root, Mapping) and "segments" in root and "segment" not in root:
        listed = root.get("segments")
        return _nodes(listed, faults) if listed else ()
    if isinstance(root, Sequence):
        return root.items
    if isinstance(root, Scalar):
        faults.add(root.place, f"a segment or a list of segments is needed here, not {describe(root)}")
        return ()
    return (root,)


def _others(
    folder: Path, asked: tuple[Segment, ...], project: Project, reading: Reading
) -> tuple[Segment, ...]:
    """The rest of the project, where a segment asked for speaks of another or stands in a group."""
    if not any(segment.priority or references_of(segment, project.base) for segment in asked):
        return ()
    apart = Faults()  # what is wrong in other files is told only by what is missing then
    own = replace(reading, faults=apart)
    read = [read_segment_file(folder, path, own) for path in spec_files(folder, apart)]
    names = {segment.name for segment in asked}
    return tuple(segment for segment in read if segment and segment.name not in names)
