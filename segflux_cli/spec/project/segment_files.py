"""Reads all segments of a project: one file each, under `segments/`."""

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from segflux_cli.errors import Place
from segflux_cli.spec.declared.catalog import Catalog
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.project import Project
from segflux_cli.spec.segments.handwritten_segments import HandwrittenSegment
from segflux_cli.spec.segments.references import check_references
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.files import place_name
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.yaml_reader import read_yaml

SEGMENTS_FOLDER = "segments"
CASES_FOLDER = "tests"  # segments/tests/ holds case files


def read_segments(
    folder: Path, project: Project, known: Catalog, models: Iterable[HandwrittenSegment], faults: Faults
) -> tuple[Segment, ...]:
    """The segments that a project's files declare, by name.

    `known` are the names that its sources declare, `models` the segments whose model a person wrote.
    """
    catalog = project.catalog.with_names(known)
    reading = Reading(faults, project.time_zone, catalog, project.cells, project.allows_sql)
    paths = segment_files(folder, faults)
    segments = [read_segment_file(folder, path, reading) for path in paths]
    found = [segment for segment in segments if segment]
    check_names(found, faults)
    by_hand = {model.name: model for model in models}
    _check_clashes(by_hand.values(), found, faults)
    # one whose file is faulty is no unknown segment
    check_references(found, project.base, by_hand, faults, (path.stem for path in paths))
    return tuple(sorted(found, key=lambda segment: segment.name))


def _check_clashes(models: Iterable[HandwrittenSegment], segments: Iterable[Segment], faults: Faults) -> None:
    declared = {segment.name.lower(): segment for segment in segments}
    for model in models:
        if other := declared.get(model.name.lower()):
            message = f"the segment {quoted(other.name)} is declared in {other.place.path} too"
            faults.add(model.place, f"{message}; keep one of the two")


def segment_files(folder: Path, faults: Faults) -> tuple[Path, ...]:
    """The spec files of a project, sorted; a `.yaml` among them is a fault, since it would be overlooked."""
    found: list[Path] = []
    root = folder / SEGMENTS_FOLDER
    for parent, folders, names in os.walk(root, onerror=partial(_report, root=root, faults=faults)):
        hidden = {CASES_FOLDER} if Path(parent) == root else set()
        folders[:] = [name for name in folders if name not in hidden and not name.startswith(".")]
        found += [Path(parent) / name for name in names if not name.startswith(".")]
    for path in found:
        if path.suffix.lower() in {".yaml", ".yml"} and path.suffix != ".yml":
            faults.add(Place(place_name(path, folder)), "specs end in .yml; rename the file")
    return tuple(sorted(path for path in found if path.suffix == ".yml"))


def _report(error: OSError, root: Path, faults: Faults) -> None:
    if root.exists():
        place = Place(place_name(Path(str(error.filename)), root.parent))
        reason = error.strerror or str(error)
        faults.add(place, f"the folder cannot be read ({reason}); check what it is and its rights")


def read_segment_file(folder: Path, path: Path, reading: Reading) -> Segment | None:
    """The segment in a file of the project, whose name must be that of the file."""
    root = read_yaml(path, place_name(path, folder), reading.faults)
    segment = read_segment(root, reading) if root else None
    if segment and segment.name != path.stem:
        message = f"the segment {quoted(segment.name)} stands in {quoted(path.name)}"
        advice = f"rename the file to {segment.name}.yml or the segment to {quoted(path.stem)}"
        reading.faults.add(segment.place, f"{message}; both have one name: {advice}")
    return segment


def check_names(segments: Iterable[Segment], faults: Faults) -> None:
    """Adds a fault for every segment whose name an earlier one has; letter case makes no difference."""
    first: dict[str, Segment] = {}
    for segment in sorted(segments, key=lambda segment: segment.place):
        other = first.setdefault(segment.name.lower(), segment)
        if other is not segment:
            message = f"the segment {quoted(segment.name)} is declared twice, first in {other.place}"
            faults.add(segment.place, f"{message}; rename one")
