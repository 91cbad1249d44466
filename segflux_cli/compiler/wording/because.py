"""Compares the `because` of an example with the leaves that decide (D25)."""

from segflux_cli.compiler.wording.canonical import canonical
from segflux_cli.spec.conditions.condition_reader import read_condition
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.yaml_reader import parse_yaml


def canonical_because(text: str) -> str:
    """The canonical words of a condition on one line; text that is no whole condition stays itself."""
    faults = Faults()
    node = parse_yaml(f"{{{text}}}", "because", faults)
    condition = read_condition(node, Reading(faults)) if node else None
    return text.strip() if condition is None or faults.errors else canonical(condition)


def begins(leaf: str, because: str) -> bool:
    """Whether the canonical words of a leaf begin with the given ones, whole words only."""
    words = canonical_because(because)
    return leaf == words or leaf.startswith(f"{words},")
