"""A hash of what a source says of its rows: while it stands, rows loaded earlier were read as they would be now."""

import hashlib
from dataclasses import fields, is_dataclass

from segflux_cli.errors import Place
from segflux_cli.spec.declared.sources import Source

# How far back a build looks, and which of two rows that came together is first, changes no row that is stored.
_WITHOUT_EFFECT = ("look_back", "order")
# Told behind the hash, so that `why_anew` can say that only the ids changed: how they are made of whole rows, or of
# rows with the key of their versions.
_WAY_OF_IDS = "-3"


def mapping_of(source: Source) -> str:
    """A text that changes with anything in the entry, and in how ids are made, which decides what its rows become."""
    told = [
        (field.name, _plain(getattr(source, field.name)))
        for field in fields(source)
        if field.name not in _WITHOUT_EFFECT and getattr(source, field.name) is not None
    ]
    return hashed(repr(told)) + (_WAY_OF_IDS if source.is_numbered or source.is_keyed else "")


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
