"""Reads `rfm.yml`: names for the cells of recency and frequency (D17)."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from segflux_cli.spec.conditions.rfm_reader import HIGHEST_SCORE, read_scores
from segflux_cli.spec.declared.population import CELLS, Score, Scores
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_mapping
from segflux_cli.spec.yaml.nodes import Entry, describe
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode
from segflux_cli.spec.yaml.words import check_keys
from segflux_cli.spec.yaml.yaml_reader import read_yaml

CELLS_FILE = "rfm.yml"
CELL_WORDS: tuple[Score, ...] = ("r", "f")
_EXAMPLE = '"champions: {r: 5, f: [4, 5]}"'


def read_cells(folder: Path, faults: Faults) -> Mapping[str, Scores]:
    """The cells of the project in a folder, those of the language where it has no file or a faulty one."""
    path = folder / CELLS_FILE
    root = read_yaml(path, CELLS_FILE, faults) if path.exists() else None
    if root is None:
        return CELLS
    if not isinstance(root, MappingNode):
        faults.add(root.place, f"{CELLS_FILE} is a mapping with cells, not {describe(root)}")
        return CELLS
    check_keys(root, ("cells",), faults)
    written = root.get("cells")
    block = read_mapping(written or root, "cells", _EXAMPLE, faults) if written else None
    if block is None:
        faults.add(root.place, f"{CELLS_FILE} names no cells; write cells: and under it {_EXAMPLE}")
        return CELLS
    cells = {entry.key: _read_cell(entry, faults) for entry in block.entries}
    _check_grid(cells, block, faults)
    return cells


def _read_cell(entry: Entry, faults: Faults) -> Scores:
    block = read_mapping(entry.value, entry.key, '"{r: 5, f: [4, 5]}"', faults)
    if block is None:
        return {}
    check_keys(block, CELL_WORDS, faults)
    for word in CELL_WORDS:
        if word not in block:
            faults.add(entry.place, f"the cell {entry.key} has no {word}; add it, such as {word}: [4, 5]")
    return read_scores(block, CELL_WORDS, faults)


def _check_grid(cells: Mapping[str, Scores], block: MappingNode, faults: Faults) -> None:
    """Every pair of scores lies in exactly one cell."""
    if not all(len(scores) == len(CELL_WORDS) for scores in cells.values()):
        return
    owners: dict[tuple[int, int], list[str]] = {pair: [] for pair in _pairs(range(1, HIGHEST_SCORE + 1))}
    for name, scores in cells.items():
        for recency in scores["r"]:
            for frequency in scores["f"]:
                owners[recency, frequency].append(name)
    for (recency, frequency), names in owners.items():
        if len(names) != 1:
            came = f"in {' and '.join(names)}" if names else "in no cell"
            message = f"r {recency} with f {frequency} lies {came}; every pair belongs to exactly one cell"
            faults.add(block.place, message)


def _pairs(scores: range) -> Iterator[tuple[int, int]]:
    return ((recency, frequency) for recency in scores for frequency in scores)
