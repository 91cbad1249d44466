"""Times as values: text or a number, read exactly to the millisecond."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from segflux_cli.spec.yaml.nodes import Node, Scalar

_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_BLANKS = " \t\r\n"
_SECONDS_END = 10**11  # from this size on a number counts milliseconds
_MILLISECONDS_END = 10**15  # far past the year 9999, which is the last one that text can name
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EXAMPLE = "2026-06-01T09:00:00Z"


def instant_of(node: Node) -> int | None:
    """Milliseconds since 1970 that a value means, or None where it reads as no time."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool) or node.value is None:
        return None
    text = node.value.strip(_BLANKS) if isinstance(node.value, str) else repr(node.value)
    if _NUMBER.fullmatch(text):
        return _of_number(Decimal(text))
    found = _TIME.fullmatch(text)
    return _of_parts(found) if found else None


def _of_number(number: Decimal) -> int | None:
    size = number.copy_abs()
    if size >= _MILLISECONDS_END:
        return None
    return math.floor(number * 1000 if size < _SECONDS_END else number)


def _of_parts(found: re.Match[str]) -> int | None:
    day, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{minute or '00:00'}:{second or '00'}+00:00")
        moment = moment.replace(tzinfo=_zone(zone))
        whole = (moment - _EPOCH) // timedelta(seconds=1)
    except (ValueError, OverflowError):
        return None
    return whole * 1000 + int((fraction or "0").ljust(3, "0")[:3])


def _zone(zone: str | None) -> timezone:
    if zone in (None, "Z"):
        return UTC
    digits = str(zone)[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if str(zone).startswith("-") else minutes))
