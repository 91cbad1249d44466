from datetime import UTC, datetime, timedelta

import pytest

from segflux_cli.report.charts import Evaluation, nice_ceiling, size_chart, sparkline

START = datetime(2026, 5, 1, tzinfo=UTC)


def history(*sizes: int) -> list[Evaluation]:
    return [Evaluation(START + timedelta(days=day), size, 1, 2) for day, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (1, 1), (3, 5), (99, 100), (100, 100), (101, 200), (2_400, 5_000)]
)
def test_axes_end_at_round_numbers(value: float, top: float) -> None:
    assert nice_ceiling(value) == top


def test_larger_is_higher_and_later_is_further_right() -> None:
    chart = size_chart(history(10, 40, 20))
    points = [tuple(map(float, point.split(","))) for point in chart.line.split()]
    assert points[0][0] < points[1][0] < points[2][0]
    assert points[1][1] < points[2][1] < points[0][1]
    assert all(0 <= y <= chart.height for _, y in points)


def test_the_first_evaluation_has_no_bar_since_everybody_enters_there() -> None:
    chart = size_chart(history(10, 40, 20))
    assert len(chart.entered) == len(chart.left) == 2
    assert chart.left[0].height > chart.entered[0].height


@pytest.mark.parametrize("sizes", [(0,), (5,), (0, 0, 0), (7, 7)])
def test_flat_and_single_histories_are_drawn(sizes: tuple[int, ...]) -> None:
    for chart in (sparkline(history(*sizes)), size_chart(history(*sizes))):
        assert len(chart.line.split()) == len(sizes)
        assert "nan" not in chart.area
