"""Reads the file in which a provider tells whom it could not take: CSV or JSON, gzipped or not."""

import csv
import io
import json
import zlib
from typing import Any

from segflux_cli.destinations.failures import TransientError
from segflux_cli.destinations.http.transport import MOST_BYTES

_GZIP = b"\x1f\x8b"
_ANY_HEADER = 32 + zlib.MAX_WBITS


def read_error_file(content: bytes) -> Any:
    """What the file holds: a list of records by column (`Error Message` is `error_message`), or what JSON it is.

    Raises TransientError where it can't be read; the provider may be still writing it.
    """
    try:
        text = _unpacked(content).decode("utf-8-sig")
        return _json(text) if text.lstrip()[:1] in {"[", "{"} else _table(text)
    except (ValueError, RecursionError, zlib.error, csv.Error) as error:
        raise TransientError("the provider's file of errors can't be read") from error


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    unpacking = zlib.decompressobj(_ANY_HEADER)
    unpacked = unpacking.decompress(content, MOST_BYTES)
    if not unpacking.eof:
        raise ValueError("cut off, or too large")
    return unpacked


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _table(text: str) -> list[dict[str, str]]:
    header, *rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row] or [[]]
    names = ["_".join(name.lower().split()) for name in header]
    return [dict(zip(names, row, strict=False)) for row in rows]
