"""Reads the names in `sources.yml`, which may be numbers or hold any character."""

from collections.abc import Iterable

from segflux_cli.spec.faults import Faults
from segflux_cli.spec.nodes import Mapping, Node, Scalar, Sequence, describe
from segflux_cli.spec.sources import Column


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


def read_column(node: Node, what: str, faults: Faults) -> Column | None:
    """The name of a column, where it stands."""
    text = read_name(node, f"the column of {what}", faults)
    return None if text is None else Column(node.place, text)


def read_columns(node: Node, what: str, faults: Faults) -> tuple[Column, ...]:
    """One column or a list of columns."""
    nodes: Iterable[Node] = node.items if isinstance(node, Sequence) else (node,)
    if isinstance(node, Sequence) and not node.items:
        faults.add(node.place, f"the list of columns of {what} is empty; name at least one column")
    columns = [read_column(item, what, faults) for item in nodes]
    return tuple(column for column in columns if column)


def required(mapping: Mapping, key: str, why: str, faults: Faults) -> Node | None:
    """The value of a key that must stand there."""
    node = mapping.get(key)
    if node is None:
        faults.add(mapping.place, f'"{key}" is missing: {why}')
    return node
