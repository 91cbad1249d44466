"""What the reader of specs has checked and the types of a spec can't say."""

from typing import TypeVar

T = TypeVar("T")


def known_as(kind: type[T], value: object) -> T:
    """The value, which is of the kind; anything else is a fault of ours."""
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} should be a {kind.__name__}")
    return value
