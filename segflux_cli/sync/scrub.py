"""Takes personal data and secrets out of what destinations say, before it is kept or shown."""

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"[^\s\"'<>@,;:()\[\]]+@[^\s\"'<>@,;:()\[\]]+")
_LONG_NUMBER = re.compile(r"\+?\d[\d\s().-]{6,}\d")
_HASH = re.compile(r"\b[0-9a-fA-F]{32,}\b")
_LONGEST = 300
_SHORTEST_SECRET = 4


def scrub(text: str, hidden: Iterable[str] = ()) -> str:
    """The text on one line with addresses, phone numbers, hashes and the hidden values as `…`, cut to 300."""
    shown = text
    for value in sorted({each for each in hidden if len(each) >= _SHORTEST_SECRET}, key=len, reverse=True):
        shown = re.sub(re.escape(value), "…", shown, flags=re.IGNORECASE)
    for pattern in (_ADDRESS, _HASH, _LONG_NUMBER):
        shown = pattern.sub("…", shown)
    line = " ".join(shown.split())
    return f"{line[:_LONGEST]}…" if len(line) > _LONGEST else line
