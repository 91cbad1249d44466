"""Reads the columns that `sources.yml` names."""

from collections.abc import Iterable

from segflux_cli.spec.declared.sources import Column
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.names import read_name
from segflux_cli.spec.yaml.nodes import Node, Sequence


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
