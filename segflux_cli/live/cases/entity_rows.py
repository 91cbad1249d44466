"""Reads `entities` of what is given in a case: rows of their traits, and who is linked to them."""

from collections.abc import Iterator

from segflux_cli.live.cases.case import EntityRow, RecordRow
from segflux_cli.live.cases.row_reader import ENTITY_KEYS, MEMBERSHIP_KEYS, read_entity, read_record
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe
from segflux_cli.spec.yaml.words import check_keys

_PARTS = ("traits", "links")


def read_entities(node: Node | None, faults: Faults) -> tuple[tuple[EntityRow, ...], tuple[RecordRow, ...]]:
    """The rows of traits and the links of all kinds."""
    traits: list[EntityRow] = []
    links: list[RecordRow] = []
    for kind, block in _mappings(node, "entities", "kinds with traits and links", faults):
        check_keys(block, _PARTS, faults)
        traits += [read_entity(row, kind, faults) for row in _rows(block, "traits", ENTITY_KEYS, faults)]
        links += [read_record(row, kind, faults) for row in _rows(block, "links", MEMBERSHIP_KEYS, faults)]
    return tuple(traits), tuple(links)


def _mappings(node: Node | None, what: str, needed: str, faults: Faults) -> Iterator[tuple[str, Mapping]]:
    if node is None:
        return
    if not isinstance(node, Mapping):
        faults.add(node.place, f"{describe(node)} came for {what}; write {needed}")
        return
    for entry in node.entries:
        if isinstance(entry.value, Mapping):
            yield entry.key, entry.value
        else:
            faults.add(
                entry.value.place, f"{describe(entry.value)} came for {entry.key}; write traits and links"
            )


def _rows(block: Mapping, part: str, keys: tuple[str, ...], faults: Faults) -> Iterator[Mapping]:
    listed = block.get(part)
    if listed is None or (isinstance(listed, Scalar) and listed.value is None):
        return
    for row in listed.items if isinstance(listed, Sequence) else (listed,):
        if isinstance(row, Mapping):
            check_keys(row, keys, faults)
            yield row
        else:
            faults.add(row.place, f"{describe(row)} came; a row of {part} is a mapping")
