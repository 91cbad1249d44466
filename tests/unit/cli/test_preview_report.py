"""What a preview says besides numbers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from segflux_cli.cli.preview_report import print_preview
from segflux_cli.live.preview.previewing import Preview, SegmentPreview
from segflux_cli.warehouse.segments.cost import Cost

SECOND = SegmentPreview("second", "live", 5, 100, "too_small", 10, None, (), (), Cost(1, 1, 1.0))


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"yields_to": ("first", "other")}, "By priority it has nobody who is in first or other."),
        ({"has_rules": True}, "Its rules under membership keep people in or out"),
        ({"status": "paused"}, "It is paused: a build keeps the members that it has."),
    ],
)
def test_a_size_that_the_conditions_do_not_tell_is_accounted_for(
    changes: dict[str, object], note: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for segment in (SECOND, replace(SECOND, **changes)):  # type: ignore[arg-type]
        print_preview(Preview(datetime(2026, 6, 1, tzinfo=UTC), None, (segment,), ()))
    printed = capsys.readouterr().out
    assert printed.count(note) == 1


def test_bounds_that_no_size_is_within_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    segment = replace(SECOND, size=0, base_size=2, least=100, most=1)
    print_preview(Preview(datetime(2026, 6, 1, tzinfo=UTC), None, (segment,), ()))
    told = "(bounds at least 100 and at most 1: no size of so small a base is within both)"
    assert told in capsys.readouterr().out
