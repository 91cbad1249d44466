"""One chart as a file of its own, as SVG or PNG."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.compiler.rendering.jinja import page
from segflux_cli.report.charts import Chart, Evaluation, size_chart

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_TEMPLATE = Path(__file__).parent / "templates" / "picture.svg"
_LEFT, _ABOVE = 60, 28  # the room around the chart, as in the template
_FINE, _DOTS = 4, 2  # drawn with so many dots a unit, then made smaller, which smooths edges
_LINE, _AREA, _GRID, _INK, _PALE = "#2f5bd8", "#dfe7fb", "#e6e3dd", "#1d2129", "#5c6470"

Point = tuple[float, float]


def chart_of(sizes: Iterable[tuple[datetime, int]]) -> Chart:
    """Sizes over time; who entered and left is not known between instants that no build evaluated."""
    return size_chart([Evaluation(as_of, size, 0, 0) for as_of, size in sizes])


def svg_of(segment: str, chart: Chart) -> str:
    """The drawing as SVG."""
    return page(_TEMPLATE, chart=chart, segment=segment)


def png_of(segment: str, chart: Chart) -> bytes:
    """The same drawing as PNG."""
    from PIL import Image, ImageDraw

    width, height = round(chart.width + _LEFT + 12), round(chart.height + _ABOVE - 6)
    image = Image.new("RGB", (width * _FINE, height * _FINE), "#fff")
    draw = ImageDraw.Draw(image)
    _draw_scale(draw, segment, chart)
    _draw_sizes(draw, chart)
    file = BytesIO()
    image.reduce(_FINE // _DOTS).save(file, "PNG")
    return file.getvalue()


def _draw_scale(draw: "ImageDraw", segment: str, chart: Chart) -> None:
    _write(draw, (0, -10), segment, "ls", 15, _INK)
    for tick in chart.ticks:
        draw.line([_dot(0, tick.at), _dot(chart.width, tick.at)], fill=_GRID, width=_FINE)
        _write(draw, (-8, tick.at), tick.label, "rm", 11.5, _PALE)
    for place, date in enumerate(chart.dates):
        anchor = "ls" if place == 0 and len(chart.dates) > 1 else "rs"
        _write(draw, (date.at, chart.height - 34), date.label, anchor, 11.5, _PALE)


def _draw_sizes(draw: "ImageDraw", chart: Chart) -> None:
    draw.polygon(_dots(chart.area), fill=_AREA)
    draw.line(_dots(chart.line), fill=_LINE, width=2 * _FINE, joint="curve")
    draw.circle(_dot(*chart.last), 4 * _FINE, fill=_LINE)


def _write(draw: "ImageDraw", at: Point, text: str, anchor: str, size: float, color: str) -> None:
    from PIL import ImageFont

    draw.text(_dot(*at), text, color, ImageFont.load_default(size * _FINE), anchor)


def _dots(points: str) -> list[Point]:
    return [_dot(*map(float, pair.split(","))) for pair in points.split()]


def _dot(x: float, y: float) -> Point:
    return (x + _LEFT) * _FINE, (y + _ABOVE) * _FINE
