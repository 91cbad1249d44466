"""S1 and the types of a case file: which identifiers are one person.

A profile here is its set of identifiers; the hash of S0 and the naming of S4 only choose how the
engine calls that set, so who is in a segment does not depend on them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.oracle.values import Value, is_no_value, lowered, text_of, trimmed

Identifier = tuple[str, str]

NAMED_TYPES = ("user_id", "anonymous_id", "email", "phone")
STRONG_TYPES = frozenset({"user_id", "email", "phone"})
_BLOCKED_WORDS = frozenset(
    ["", "null", "none", "undefined", "nan", "anonymous", "unknown", "-1", "test@test.com"]
)
_BLOCKED_PATTERN = re.compile(r"[0-]*|noreply@.*", re.DOTALL)


def identifiers_of(row: Mapping[str, Any]) -> list[Identifier]:
    """The cleaned identifiers of a row, blocked ones left out (S1)."""
    named = [(kind, row[kind]) for kind in NAMED_TYPES if kind in row]
    pairs = named + list(row.get("ids", {}).items())
    found = [
        (kind, cleaned(kind, value))
        for kind, values in pairs
        for value in (values if isinstance(values, list) else [values])
        if not is_no_value(value)
    ]
    return [identifier for identifier in found if not is_blocked(identifier[1])]


def cleaned(kind: str, value: Value) -> str:
    """Numbers become text, everything is trimmed, an email is lowered."""
    text = trimmed(text_of(value) or "")
    return lowered(text) if kind == "email" else text


def is_blocked(value: str) -> bool:
    """Compared after trimming, ignoring case (S1)."""
    lower = lowered(value)
    return lower in _BLOCKED_WORDS or _BLOCKED_PATTERN.fullmatch(lower) is not None


def people(rows: Iterable[list[Identifier]]) -> dict[Identifier, frozenset[Identifier]]:
    """Every identifier with all those it is linked to, over any number of rows."""
    groups: dict[Identifier, set[Identifier]] = {}
    for identifiers in rows:
        merged = set(identifiers).union(*(groups.get(one, {one}) for one in identifiers))
        groups.update(dict.fromkeys(merged, merged))
    return {one: frozenset(group) for one, group in groups.items()}
