"""The size a segment should have, as the plan reads it."""

from dataclasses import dataclass

from segflux_cli.spec.declared.segments import Size, SizeBound


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


def verdict_of(size: int, base_size: int, words: SizeWords) -> str:
    """What a build would say of a size: `too_small`, `too_broad` or `actionable`."""
    least, most = bounds_in(base_size, words)
    if size < least:
        return "too_small"
    return "too_broad" if most is not None and size > most else "actionable"


def bounds_in(base_size: int, words: SizeWords) -> tuple[float, float | None]:
    """The smallest and the largest size that can be acted on, as numbers of people; None is no bound."""
    least = max(words.minimum or 0, (words.minimum_share or 0) * base_size)
    most = [words.maximum, None if words.maximum_share is None else words.maximum_share * base_size]
    return least, min((bound for bound in most if bound is not None), default=None)
