"""Reads `traits.yml`, the computed traits of a project, and lists of them in cases."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from segflux_cli.spec.conditions.computed_reader import read_computed_trait
from segflux_cli.spec.declared.catalog import BUILT_IN_TRAITS, Catalog
from segflux_cli.spec.declared.computed_traits import ComputedTrait
from segflux_cli.spec.declared.other_traits import other_traits_in
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.project.project import Project
from segflux_cli.spec.segments.segment_reader import LONGEST_NAME, NAME
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_text
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode
from segflux_cli.spec.yaml.nodes import Node, Scalar, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import check_keys
from segflux_cli.spec.yaml.yaml_reader import read_yaml

TRAITS_FILE = "traits.yml"
_EXAMPLE = '"{trait: orders, count: order_completed}"'


def with_computed_traits(folder: Path, project: Project, known: Catalog, faults: Faults) -> Project:
    """The project with the traits that its `traits.yml` declares; `known` are the names of its sources."""
    read = _with_file(folder, project, known, faults)
    return replace(read, catalog=read.catalog.as_read(faults))


def _with_file(folder: Path, project: Project, known: Catalog, faults: Faults) -> Project:
    path = folder / TRAITS_FILE
    root = read_yaml(path, TRAITS_FILE, faults) if path.exists() else None
    if root is None:
        return project
    if not isinstance(root, MappingNode):
        message = f'traits.yml is a mapping with "traits" and a list, not {describe(root)}'
        faults.add(root.place, message)
        return project
    check_keys(root, ("traits",), faults)
    listed = root.get("traits")
    if listed is None or (isinstance(listed, Scalar) and listed.value is None):
        return project
    catalog = project.catalog.with_names(known)
    traits = read_computed_traits(listed, Reading(faults, project.time_zone, catalog))
    return with_traits(project, traits)


def with_traits(project: Project, traits: Mapping[str, ComputedTrait]) -> Project:
    """The project with these computed traits, which its catalog knows."""
    catalog = replace(project.catalog, computed=traits)
    return replace(project, traits=traits, catalog=catalog)


def read_computed_traits(node: Node, reading: Reading) -> Mapping[str, ComputedTrait]:
    """The traits of a list by name; names that sources have, repeats and circles are faults."""
    if not isinstance(node, Sequence):
        reading.faults.add(node.place, f"traits needs a list such as - {_EXAMPLE}, not {describe(node)}")
        return {}
    named = [(item, _read_name(item, reading)) for item in node.items]
    # in a closed catalog the traits of the file are known to each other
    names = frozenset(name for _, name in named if name)
    known = replace(reading, catalog=replace(reading.catalog, traits=reading.catalog.traits | names))
    found: dict[str, ComputedTrait] = {}
    for item, name in named:
        if name is None or not isinstance(item, MappingNode):
            continue
        _check_name(item, name, found, reading)
        if trait := read_computed_trait(item, name, known):
            found[name] = trait
    _check_circles(found, reading.faults)
    return found


def _read_name(item: Node, reading: Reading) -> str | None:
    if not isinstance(item, MappingNode) or "trait" not in item:
        came = "no name" if isinstance(item, MappingNode) else describe(item)
        reading.faults.add(item.place, f"{came} came; a computed trait is a mapping such as {_EXAMPLE}")
        return None
    node = item.get("trait")
    name = read_text(node, "trait", reading.faults) if node else None
    if name is not None and (not NAME.fullmatch(name) or len(name) > LONGEST_NAME):
        allowed = f"letters, digits and _, not _ first, at most {LONGEST_NAME} characters"
        reading.faults.add(item.place, f"the trait {quoted(name)} has a name that is none: {allowed}")
        return None
    return name


def _check_name(item: MappingNode, name: str, earlier: Iterable[str], reading: Reading) -> None:
    if name in BUILT_IN_TRAITS:
        reading.faults.add(item.place, f"the trait {quoted(name)} is built in; give yours another name")
    elif name in reading.catalog.traits:
        message = f"the trait {quoted(name)} is declared by a source or in segflux.yml too"
        reading.faults.add(item.place, f"{message}; give the computed one another name")
    elif name.lower() in {other.lower() for other in earlier}:
        reading.faults.add(item.place, f"the trait {quoted(name)} is declared twice; rename one")


def _check_circles(traits: Mapping[str, ComputedTrait], faults: Faults) -> None:
    for name, trait in traits.items():
        way = _way_back(name, name, traits, ())
        if way and name == min(way):
            message = f"the trait {quoted(name)} would be computed from itself: {' → '.join((*way, name))}"
            faults.add(trait.place, f"{message}; leave one of these comparisons out")


def _way_back(
    name: str, to: str, traits: Mapping[str, ComputedTrait], path: tuple[str, ...]
) -> tuple[str, ...]:
    ahead = (*path, name)
    for other in other_traits_in(traits[name]):
        if other == to:
            return ahead
        if other in traits and other not in ahead and (found := _way_back(other, to, traits, ahead)):
            return found
    return ()
