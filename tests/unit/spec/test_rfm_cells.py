"""`rfm.yml`: every pair of scores lies in one cell."""

from pathlib import Path

import pytest

from segflux_cli.spec.declared.population import CELLS
from segflux_cli.spec.project.rfm_cells import CELLS_FILE, read_cells
from segflux_cli.spec.yaml.faults import Faults


def faults_of(folder: Path, text: str) -> list[str]:
    (folder / CELLS_FILE).write_text(text, encoding="utf-8")
    faults = Faults()
    read_cells(folder, faults)
    return [str(fault) for fault in faults.errors]


def test_the_cells_of_the_language_cover_every_pair_once(tmp_path: Path) -> None:
    pairs = [(r, f) for scores in CELLS.values() for r in scores["r"] for f in scores["f"]]
    assert sorted(pairs) == [(r, f) for r in range(1, 6) for f in range(1, 6)]
    assert read_cells(tmp_path, Faults()) == CELLS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cells: {a: {r: [1, 2, 3, 4, 5], f: [1, 2, 3, 4]}}", "r 5 with f 5 lies in no cell"),
        (
            "cells: {a: {r: [1, 2, 3, 4, 5], f: [1, 2, 3, 4, 5]}, b: {r: 2, f: 2}}",
            "r 2 with f 2 lies in a and b",
        ),
        ("cells: {a: {r: [1, 2, 3, 4, 5]}}", "the cell a has no f"),
        ("cells: {a: {r: 6, f: 1}}", "a whole number from 1 to 5"),
        ("cells: {a: {r: 1, f: 1, m: 1}}", '"m" is not a word'),
        ("cells: []", "cells needs keys and values"),
        ("stars: {}", '"stars" is not a word'),
        ("[]", "rfm.yml is a mapping with cells"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, message: str) -> None:
    assert any(message in fault for fault in faults_of(tmp_path, text))
