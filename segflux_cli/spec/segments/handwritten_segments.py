"""Segments whose model a person wrote: `seg_<name>.sql` in the folder of the segments' models."""

from dataclasses import dataclass
from pathlib import Path

from segflux_cli.errors import Place
from segflux_cli.spec.segments.segment_reader import LONGEST_NAME, NAME
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.files import is_generated, place_name
from segflux_cli.spec.yaml.nodes import quoted

_ALONE, _PACKAGED = "models/segments", "models/segflux"
_PREFIX = "seg_"


@dataclass(frozen=True)
class HandwrittenSegment:
    """A model by the name of its segment; the place is that of the file."""

    name: str
    place: Place
    text: str


def find_handwritten_segments(folder: Path, faults: Faults) -> tuple[HandwrittenSegment, ...]:
    """The handwritten models of segments of the project in a folder, by name."""
    root = folder / _PACKAGED if (folder / _PACKAGED).is_dir() else folder / _ALONE
    paths = sorted(root.rglob(f"{_PREFIX}*.sql"))
    found = [_read(path, folder, faults) for path in paths if not is_generated(path)]
    return tuple(sorted((each for each in found if each), key=lambda each: each.name))


def _read(path: Path, folder: Path, faults: Faults) -> HandwrittenSegment | None:
    place = Place(place_name(path, folder))
    name = path.stem.removeprefix(_PREFIX)
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        advice = f"name the file {_PREFIX}<name>.sql with letters, digits and _, {LONGEST_NAME} at most"
        faults.add(place, f"{quoted(name)} cannot name a segment; {advice}")
        return None
    return HandwrittenSegment(name, place, path.read_text(encoding="utf-8", errors="replace"))
