"""Reads names, which may be numbers or hold any character, and keys that must be there."""

from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, describe


def read_name(node: Node, what: str, faults: Faults) -> str | None:
    """The text of a scalar; an empty one, a list and a mapping are faults."""
    if not isinstance(node, Scalar):
        faults.add(node.place, f"{what} came as {describe(node)}; write one word or text")
        return None
    if node.value is None or node.text == "":
        faults.add(node.place, f"{what} is empty; write a text")
        return None
    if "\0" in node.text:
        faults.add(node.place, f"{what} holds the character \\0, which no name may; take it out")
        return None
    return node.text


def required(mapping: Mapping, key: str, why: str, faults: Faults) -> Node | None:
    """The value of a key that must stand there."""
    node = mapping.get(key)
    if node is None:
        faults.add(mapping.place, f'"{key}" is missing: {why}')
    return node
