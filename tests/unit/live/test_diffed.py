"""Whom destinations would be told of by a diff."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from segflux_cli.live.diff.diffed import DestinationDiff, Diff, SegmentDiff

CHANGED = SegmentDiff(
    segment="buyers",
    change="changed",
    status_before="live",
    status="live",
    size_before=10,
    size=12,
    base_size=100,
    entering=5,
    leaving=3,
    staying=7,
    verdict_before="actionable",
    verdict="actionable",
    destinations=("crm",),
)


@pytest.mark.parametrize(
    ("changes", "to_add", "to_remove"),
    [
        ({}, 5, 3),
        ({"status": "paused"}, 0, 0),
        ({"status": "draft"}, 0, 0),
        ({"status": "retired", "size": 0, "entering": 0, "leaving": 10}, 0, 10),
        ({"status_before": "draft"}, 12, 0),
        ({"change": "renamed"}, 12, 10),
        ({"change": "renamed", "status": "draft"}, 0, 0),
        ({"change": "renamed", "status_before": "draft"}, 12, 0),
        ({"change": "removed", "status": None, "size": None, "entering": 0, "leaving": 10}, 0, 10),
        ({"change": "removed", "status_before": "draft", "status": None, "size": None, "entering": 0}, 0, 0),
        ({"destinations_new": ("crm",)}, 12, 0),
        ({"destinations_gone": ("crm",)}, 0, 10),
        ({"destinations_gone": ("crm",), "status": "draft"}, 0, 10),
        ({"destinations_new": ("crm",), "status": "paused"}, 0, 0),
        ({"destinations_new": ("mail",), "destinations_gone": ("ads",)}, 5, 3),
        ({"change": "new", "status_before": None, "size_before": None, "entering": 12, "leaving": 0}, 12, 0),
    ],
)
def test_destinations_are_told_of_whom_they_do_not_know_yet_and_lose_whom_they_had(
    changes: dict[str, object], to_add: int, to_remove: int
) -> None:
    found = replace(CHANGED, **changes)  # type: ignore[arg-type]
    assert (found.to_add("crm"), found.to_remove("crm")) == (to_add, to_remove)


def test_only_destinations_that_are_told_of_somebody_are_named() -> None:
    still = replace(CHANGED, segment="still", entering=0, leaving=0, destinations=("crm", "mail"))
    more = replace(still, segment="more", destinations_new=("crm",))
    diff = Diff(datetime(2026, 6, 1, tzinfo=UTC), "main", (CHANGED, still, more), (), (), ())
    assert diff.destinations == (DestinationDiff("crm", ("buyers", "more"), 17, 3),)
