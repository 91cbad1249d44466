"""The geometry of the report's charts: numbers to points; the templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor, log10

_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Tick:
    """A mark on an axis, in the units of the drawing, and what it says."""

    at: float
    label: str


@dataclass(frozen=True)
class Bar:
    """What entered or left at one evaluation, from `top` down."""

    x: float
    top: float
    height: float
    title: str


@dataclass(frozen=True)
class Chart:
    """A line over time in a box of `width` x `height`, the area below it, and bars under it."""

    width: float
    height: float
    line: str
    area: str
    last: tuple[float, float]
    ticks: tuple[Tick, ...]
    dates: tuple[Tick, ...]
    entered: tuple[Bar, ...] = ()
    left: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """A segment's size at one instant, and how it moved."""

    as_of: datetime
    size: int
    entered: int
    left: int


def sparkline(history: Sequence[Evaluation], width: float = 120, height: float = 28) -> Chart:
    """The line alone, between its own least and largest value."""
    sizes = [point.size for point in history]
    least, largest = min(sizes), max(sizes)
    spread = (largest - least) or 1
    points = [
        (_x(point, history, width, 3), 3 + (height - 6) * (largest - point.size) / spread)
        for point in history
    ]
    if least == largest:
        points = [(x, height / 2) for x, _ in points]
    return _drawn(points, (width, height), (), ())


def size_chart(history: Sequence[Evaluation], width: float = 640, height: float = 165) -> Chart:
    """Sizes from zero on, with a band of bars for who entered and left below."""
    band, margin = 42.0, 4.0
    top = nice_ceiling(max(point.size for point in history))
    floor_line = height - band - 12

    def y(value: float) -> float:
        return floor_line - (floor_line - 8) * value / top

    points = [(_x(point, history, width, margin), y(point.size)) for point in history]
    ticks = tuple(Tick(y(top * share), f"{top * share:,.0f}") for share in (0, 0.5, 1))
    moved = history[1:]  # at the first evaluation everybody enters
    most = max((max(point.entered, point.left) for point in moved), default=0) or 1
    middle = height - band / 2
    entered, left = [], []
    for point, (x, _) in zip(moved, points[1:], strict=True):
        day = f"{point.as_of:%Y-%m-%d %H:%M}"
        rise, fall = (band / 2 - 2) * point.entered / most, (band / 2 - 2) * point.left / most
        entered.append(Bar(x, middle - rise, rise, f"{day}: {point.entered:,} entered"))
        left.append(Bar(x, middle, fall, f"{day}: {point.left:,} left"))
    drawn = _drawn(points, (width, floor_line), ticks, _dates(history, width, margin))
    return Chart(
        width, height, drawn.line, drawn.area, drawn.last, ticks, drawn.dates, tuple(entered), tuple(left)
    )


def nice_ceiling(value: float) -> float:
    """The least 1, 2 or 5 times a power of ten that is no smaller; 1 for nothing."""
    if value <= 0:
        return 1
    unit = 10.0 ** floor(log10(value))
    return next(float(step * unit) for step in _STEPS if step * unit >= value)


def _x(point: Evaluation, history: Sequence[Evaluation], width: float, margin: float) -> float:
    first, last = history[0].as_of, history[-1].as_of
    whole = (last - first).total_seconds()
    share = (point.as_of - first).total_seconds() / whole if whole else 1.0
    return margin + (width - 2 * margin) * share


def _dates(history: Sequence[Evaluation], width: float, margin: float) -> tuple[Tick, ...]:
    if len(history) == 1:
        return (Tick(width - margin, f"{history[0].as_of:%b %-d, %Y}"),)
    ends = (history[0], history[-1])
    return tuple(Tick(_x(point, history, width, margin), f"{point.as_of:%b %-d, %Y}") for point in ends)


def _drawn(
    points: Sequence[tuple[float, float]],
    box: tuple[float, float],
    ticks: tuple[Tick, ...],
    dates: tuple[Tick, ...],
) -> Chart:
    width, height = box
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = f"{points[0][0]:.1f},{height:.1f} {line} {points[-1][0]:.1f},{height:.1f}"
    return Chart(width, height, line, area, points[-1], ticks, dates)
