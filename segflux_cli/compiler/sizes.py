"""The size a segment should have, as the plan reads it."""

from dataclasses import dataclass

from segflux_cli.spec.segments import Size, SizeBound


@dataclass(frozen=True)
class SizeWords:
    """Bounds as numbers of people and as shares of the base from 0 to 1; None is no bound."""

    minimum: float | None
    minimum_share: float | None
    maximum: float | None
    maximum_share: float | None
    moves_at_most: float | None
    otherwise: str


def size_words(size: Size) -> SizeWords:
    """The bounds of a size, of which each is a number or a share."""
    return SizeWords(
        _count(size.at_least),
        _share(size.at_least),
        _count(size.at_most),
        _share(size.at_most),
        None if size.moves_at_most is None else size.moves_at_most / 100,
        size.otherwise or "warn",
    )


def _count(bound: SizeBound | None) -> float | None:
    return None if bound is None or bound.is_percent else bound.amount


def _share(bound: SizeBound | None) -> float | None:
    return bound.amount / 100 if bound is not None and bound.is_percent else None
