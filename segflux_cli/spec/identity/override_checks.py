"""Judges the seed that identity.yml names as overrides, row by row: one that says nothing would undo no merge."""

import csv
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TextIO

from segflux_cli.errors import Place
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.words import unknown_word

COLUMNS = ("action", "type_a", "value_a", "type_b", "value_b")
ACTIONS = ("merge", "split", "block")
_DELIMITERS = ",;\t|"  # of which dbt is told in the seed's config
_Row = Mapping[str | None, str | list[str] | None]


def check_overrides(seed: Path, shown: str, types: Collection[str], faults: Faults) -> None:
    """Adds every fault of the file, which is called `shown`; `types` of identifiers are known."""
    with seed.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        rows = _rows(file)
        missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
        if missing:
            message = f"overrides have the columns {', '.join(COLUMNS)}; missing here: {', '.join(missing)}"
            faults.add(Place(shown, 1, 1), message)
            return
        for row in rows:
            _check_row(row, Place(shown, rows.line_num, 1), types, faults)


def _rows(file: TextIO) -> "csv.DictReader[str]":
    head = file.readline()
    file.seek(0)
    return csv.DictReader(file, delimiter=next((each for each in _DELIMITERS if each in head), ","))


def _check_row(row: _Row, place: Place, types: Collection[str], faults: Faults) -> None:
    action = _text(row, "action").lower()
    if None in row:
        faults.add(place, "the row has more values than columns; quote a value that has a comma")
    elif action not in ACTIONS:
        faults.add(place, unknown_word(_text(row, "action"), ACTIONS, "an action of overrides"))
    elif any(not _text(row, column) for column in COLUMNS[1 : 3 if action == "block" else 5]):
        ends = "type_a and value_a" if action == "block" else "a type and a value of both identifiers"
        faults.add(place, f"{action} needs {ends}; a row without them does nothing")
    else:
        for kind in {_text(row, "type_a"), _text(row, "type_b")} - {"", *types}:
            faults.warn(place, unknown_word(kind, sorted(types), "a type of identifier"))


def _text(row: _Row, column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""
