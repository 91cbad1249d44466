"""Every adapter reads the tables that its tool writes as a person would: expectations are written by hand."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from tests.functional.adapters.conftest import FOLDER, TOOLS, Stage

Row = dict[str, Any]


@pytest.mark.parametrize("tool", TOOLS)
def test_an_adapter_reads_what_its_tool_wrote(stage: Stage, tool: str) -> None:
    expected = yaml.safe_load((FOLDER / f"{tool}.yml").read_text())
    staged = stage(yaml.safe_dump({"sources": [expected.pop("source")]}))
    for kind in ("events", "traits", "identifiers"):
        wanted = expected.get(kind, [])
        found = [_told(row) for row in staged.get(kind, [])]
        assert _sorted(_as_asked(wanted, found)) == _sorted(map(_plain, wanted)), kind


def _told(row: Row) -> Row:
    ids: Row = {}
    for kind, value in row["identifiers"]:
        ids.setdefault(kind, []).append(value)
    told = {
        "event": row.get("event_name"),
        "id": row.get("event_id"),
        "at": row["occurred_at"],
        "arrived": row["arrived_at"],
        "ids": ids,
    }
    return told | {word: json.loads(row[word]) for word in ("properties", "traits") if word in row}


def _as_asked(wanted: list[Row], found: list[Row]) -> list[Row]:
    """The found rows with only the words that the expectations of their kind use."""
    by_words = [{word for row in wanted for word in row if word != "arrived"}]
    words = by_words[0] if by_words else set()
    arrivals = {(row["id"], row["arrived"]) for row in map(_plain, wanted) if "arrived" in row}
    kept = []
    for row in found:
        has_arrival = (row["id"], row["arrived"]) in arrivals
        kept.append({word: row[word] for word in row if word in words or (word == "arrived" and has_arrival)})
    return kept


def _plain(row: Row) -> Row:
    plain = dict(row)
    plain["ids"] = {kind: value if isinstance(value, list) else [value] for kind, value in row["ids"].items()}
    for word in ("at", "arrived"):
        if isinstance(plain.get(word), datetime):
            at = plain[word]
            plain[word] = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return plain


def _sorted(rows: Any) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
