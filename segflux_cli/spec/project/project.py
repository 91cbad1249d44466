"""The project as `segflux.yml` declares it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from segflux_cli.spec.conditions.condition_reader import read_base
from segflux_cli.spec.declared.catalog import Catalog
from segflux_cli.spec.declared.computed_traits import ComputedTrait
from segflux_cli.spec.declared.conditions import Condition, Everyone
from segflux_cli.spec.declared.population import CELLS, Scores
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.segments import Size, SizeBound, no_size_fits
from segflux_cli.spec.project.rfm_cells import read_cells
from segflux_cli.spec.segments.detail_reader import read_size
from segflux_cli.spec.times.zones import read_time_zone
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_choice, read_texts, read_truth
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode
from segflux_cli.spec.yaml.nodes import Node, Scalar, describe
from segflux_cli.spec.yaml.words import check_keys
from segflux_cli.spec.yaml.yaml_reader import read_yaml

PROJECT_FILE = "segflux.yml"
PROJECT_WORDS = ("base", "time_zone", "catalog", "events", "traits", "properties", "size", "allow_sql")

DEFAULT_SIZE = Size(at_least=SizeBound(100), at_most=SizeBound(50, is_percent=True))


@dataclass(frozen=True)
class Project:
    """What holds for all segments that say nothing else."""

    base: Condition = field(default_factory=Everyone)
    time_zone: str = "UTC"
    catalog: Catalog = field(default_factory=Catalog)
    size: Size = DEFAULT_SIZE
    cells: Mapping[str, Scores] = field(default_factory=lambda: CELLS)
    traits: Mapping[str, ComputedTrait] = field(default_factory=dict)
    allows_sql: bool = False


def read_project(folder: Path, faults: Faults) -> Project:
    """The project in a folder; the defaults where it has no `segflux.yml` or the file is faulty."""
    cells = read_cells(folder, faults)
    path = folder / PROJECT_FILE
    if not path.exists():
        return Project(cells=cells)
    root = read_yaml(path, PROJECT_FILE, faults)
    if isinstance(root, MappingNode):
        return replace(_read(root, faults), cells=cells)
    if root is not None:
        message = f'segflux.yml is a mapping such as "time_zone: Europe/Berlin", not {describe(root)}'
        faults.add(root.place, message)
    return Project()


def size_of(declared: Size, project: Project) -> Size:
    """The bounds that hold for a segment: its own, else the project's."""
    bounds = _bounds(declared, project.size)
    return replace(bounds, moves_at_most=declared.moves_at_most, otherwise=declared.otherwise or "warn")


def _read(root: MappingNode, faults: Faults) -> Project:
    check_keys(root, PROJECT_WORDS, faults)
    zone = root.get("time_zone")
    time_zone = (read_time_zone(zone, faults) if zone else None) or "UTC"
    catalog = _read_catalog(root, faults)
    base = root.get("base")
    allowed = root.get("allow_sql")
    allows_sql = (read_truth(allowed, "allow_sql", faults) if allowed else None) or False
    reading = Reading(faults, time_zone, allows_sql=allows_sql)
    return Project(
        base=(read_base(base, reading) if base else None) or Everyone(),
        time_zone=time_zone,
        catalog=catalog,
        size=_read_size(root.get("size"), faults),
        allows_sql=allows_sql,
    )


def _read_catalog(root: MappingNode, faults: Faults) -> Catalog:
    written = root.get("catalog")
    word = read_choice(written, ("open", "closed"), "catalog", faults) if written else "open"
    return Catalog(
        events=_read_names("events", root, faults),
        traits=_read_names("traits", root, faults),
        properties=_read_names("properties", root, faults),
        is_closed=word == "closed",
    )


def _read_names(word: str, root: MappingNode, faults: Faults) -> frozenset[str]:
    node = root.get(word)
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return frozenset()
    return frozenset(read_texts(node, word, faults))


def _read_size(node: Node | None, faults: Faults) -> Size:
    if node is None:
        return DEFAULT_SIZE
    return _bounds(read_size(node, faults, ("at_least", "at_most")), DEFAULT_SIZE)


def _bounds(written: Size, default: Size) -> Size:
    """Those written and, for one that is not, the default, which gives way where no size could be within both."""
    filled = Size(written.at_least or default.at_least, written.at_most or default.at_most)
    return Size(written.at_least, written.at_most) if no_size_fits(filled) else filled
