"""Reads paths of event properties: names joined by dots, `[]` after a name meaning its elements."""

import re

from segflux_cli.errors import Place
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_text
from segflux_cli.spec.yaml.nodes import Node, quoted

_INDEX = re.compile(r"\[[0-9]+\]$", re.ASCII)


def check_path(path: str, place: Place, faults: Faults) -> bool:
    """Whether the path is legal; a fault says what is wrong with it."""
    advice = _advice(path)
    if advice:
        faults.add(place, f"{quoted(path)} is not a property path: {advice}")
    return advice is None


def read_path(node: Node, what: str, reading: Reading) -> str | None:
    """A legal path, known to the catalog."""
    path = read_text(node, what, reading.faults)
    if path is None or not check_path(path, node.place, reading.faults):
        return None
    reading.catalog.check_property(path, node.place, reading.faults)
    return path


def has_elements(path: str) -> bool:
    """Whether the path stands for the values of a list's elements."""
    return any(part.endswith("[]") for part in path.split("."))


def _advice(path: str) -> str | None:
    for part in path.split("."):
        name = part.removesuffix("[]")
        if not part:
            return "a part is empty; write names joined by single dots, such as cart.total"
        if not name or "[]" in name:
            return "[] stands once, after a name, such as items[].price"
        if _INDEX.search(name):
            return "elements have no numbers here; write [] for any element"
    return None
