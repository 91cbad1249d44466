"""Takes personal data and secrets out of what destinations say, before it is kept or shown."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from segflux_cli.destinations.protocol import Row

_ADDRESS = re.compile(r"[^\s\"'<>@,;:()\[\]]+@[^\s\"'<>@,;:()\[\]]+")
_LONG_NUMBER = re.compile(r"\+?\d[\d\s().-]{6,}\d")
_HASH = re.compile(r"\b[0-9a-fA-F]{32,}\b")
_LONGEST = 300
_SHORTEST_SECRET = 4


def scrub(text: str, hidden: Iterable[str] = ()) -> str:
    """The text on one line with addresses, phone numbers, hashes and the hidden values as `…`, cut to 300."""
    shown = text.encode(errors="replace").decode()  # halves of surrogates can be neither stored nor shown
    for value in _found(hidden, shown.lower()):
        shown = re.sub(re.escape(value), "…", shown, flags=re.IGNORECASE)
    for pattern in (_ADDRESS, _HASH, _LONG_NUMBER):
        shown = pattern.sub("…", shown)
    line = " ".join(shown.split())
    return f"{line[:_LONGEST]}…" if len(line) > _LONGEST else line


def values_of(rows: Iterable[Row]) -> Iterator[str]:
    """Every identifier and field of the rows as text, also the items of lists and objects."""
    for row in rows:
        yield from row.ids.values()
        yield from _texts(list(row.fields.values()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _shown_of(value: str) -> str:
    """What messages show of a value that is an address: they leave out what follows its path."""
    return value.split("?", 1)[0].rstrip("/") if "://" in value else value


def _found(hidden: Iterable[str], lowered: str) -> list[str]:
    """The hidden values that stand in the text, as they are or as JSON and addresses spell them; longest first."""
    long = {part for each in hidden for part in (each, _shown_of(each)) if len(part) >= _SHORTEST_SECRET}
    spelled = {spelling for each in long for spelling in (each, json.dumps(each)[1:-1], quote(each, safe=""))}
    return sorted((each for each in spelled if each.lower() in lowered), key=len, reverse=True)
