"""One chart as a file of its own."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from segflux_cli.compiler.jinja import page
from segflux_cli.report.charts import Evaluation, size_chart

_TEMPLATE = Path(__file__).parent / "templates" / "picture.svg"


def picture_of(segment: str, sizes: Iterable[tuple[datetime, int]]) -> str:
    """Sizes over time as SVG; who entered and left is not known between instants that no build evaluated."""
    history = [Evaluation(as_of, size, 0, 0) for as_of, size in sizes]
    return page(_TEMPLATE, chart=size_chart(history), segment=segment)
