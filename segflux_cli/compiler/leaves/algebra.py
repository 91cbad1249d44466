"""Bitmap algebra: blocks of leaves become one SQL expression over `{leaf id}`s."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Literal

UNIVERSE = "{universe}"


@dataclass(frozen=True)
class Members:
    """A set of profiles, or everyone outside it; no SQL means the empty set."""

    sql: str | None
    is_complement: bool = False

    @property
    def complement(self) -> "Members":
        """Everyone else."""
        return Members(self.sql, not self.is_complement)


NOBODY = Members(None)
EVERYONE = NOBODY.complement


def combine(mode: Literal["all", "any", "none"], parts: Iterable[Members]) -> Members:
    """All, any or none of the parts; complements stay signs as long as they can."""
    if mode == "all":
        return _intersection(tuple(parts))
    outside = _intersection(tuple(part.complement for part in parts))
    return outside if mode == "none" else outside.complement


def inside(members: Members, base: str) -> str:
    """The SQL of the members that lie in a base."""
    if members.sql is None:
        return base if members.is_complement else f"bitmapAndnot({base}, {base})"
    if members.is_complement:
        return f"bitmapAndnot({base}, {members.sql})"
    return f"bitmapAnd({members.sql}, {base})"


def _intersection(parts: tuple[Members, ...]) -> Members:
    if NOBODY in parts:
        return NOBODY
    without = [part.sql for part in parts if part.is_complement and part.sql is not None]
    within = [part.sql for part in parts if not part.is_complement and part.sql is not None]
    if within:
        common = reduce(lambda left, right: f"bitmapAnd({left}, {right})", within)
        return Members(reduce(lambda left, right: f"bitmapAndnot({left}, {right})", without, common))
    if not without:
        return EVERYONE
    return Members(reduce(lambda left, right: f"bitmapOr({left}, {right})", without), is_complement=True)
