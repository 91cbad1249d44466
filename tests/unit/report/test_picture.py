from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import click
import pytest
from PIL import Image

from segflux_cli.cli import history_report
from segflux_cli.report.picture import chart_of, png_of, svg_of

START = datetime(2026, 5, 1, tzinfo=UTC)
CHART = chart_of((START + timedelta(days=7 * week), size) for week, size in enumerate([0, 50, 100]))


def test_both_pictures_show_the_same_chart() -> None:
    assert "May 15, 2026" in svg_of("buyers", CHART)
    image = Image.open(BytesIO(png_of("buyers", CHART))).convert("RGB")
    width, height = image.size
    assert (width, height) == (2 * (640 + 72), 2 * (165 + 22))
    last = (round(2 * (CHART.last[0] + 60)), round(2 * (CHART.last[1] + 28)))
    assert image.getpixel(last) == (0x2F, 0x5B, 0xD8)
    assert image.getpixel((width - 1, 0)) == (255, 255, 255)
    assert any(image.getpixel((x, 28)) != (255, 255, 255) for x in range(120, 200))  # the name


def test_one_instant_is_a_picture_too() -> None:
    assert png_of("buyers", chart_of([(START, 0)])).startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_drawn_is_refused_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history_report.check_picture(tmp_path / "x.PNG")
    with pytest.raises(click.UsageError, match=r"an \.svg or \.png file"):
        history_report.check_picture(tmp_path / "x.gif")
    monkeypatch.setattr(history_report, "find_spec", lambda _name: None)
    history_report.check_picture(tmp_path / "x.svg")
    with pytest.raises(click.UsageError, match=r"segflux\[png\]"):
        history_report.check_picture(tmp_path / "x.png")
