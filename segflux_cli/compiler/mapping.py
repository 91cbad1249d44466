"""A hash of what a source says of its rows: while it stands, rows loaded earlier were read as they would be now."""

import hashlib
from dataclasses import fields, is_dataclass

from segflux_cli.errors import Place
from segflux_cli.spec.sources import Source

# How far back a build looks, and which of two rows that came together is first, changes no row that is stored.
_WITHOUT_EFFECT = ("look_back", "order")


def mapping_of(source: Source) -> str:
    """16 hex digits that change with anything in the entry which decides what its rows become."""
    told = [
        (field.name, _plain(getattr(source, field.name)))
        for field in fields(source)
        if field.name not in _WITHOUT_EFFECT and getattr(source, field.name) is not None
    ]
    return hashed(repr(told))


def hashed(text: str) -> str:
    """16 hex digits of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    """The value without the places it stands at; what is not said is left out, so that new words change no hash."""
    if isinstance(value, Place):
        return None
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if is_dataclass(value):
        parts = [(field.name, _plain(getattr(value, field.name))) for field in fields(value)]
        return tuple((name, part) for name, part in parts if part not in (None, ()))
    return value
