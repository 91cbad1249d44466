"""The page over rows as the warehouse gives them: what it says, and that no value becomes markup."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from segflux_cli.report.contents import Contents, contents_of, summary_of
from segflux_cli.report.page import page_of
from segflux_cli.spec.project.project import Project
from segflux_cli.spec.project.specs import Specs
from segflux_cli.warehouse.segments.report_tables import ReportRows

HOSTILE = "</style><script>alert(1)</script>\"'&{{ 7 * 7 }}"
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def segment(name: str, **said: Any) -> dict[str, Any]:
    row = {
        "segment": name,
        "label": name.title(),
        "about": "",
        "sentence": "Everyone.",
        "owner": "",
        "status": "live",
    }
    lists = {"kinds": [], "read_events": ["ordered"], "read_traits": ["plan"], "read_segments": []}
    goal = {
        "goal_metric": "",
        "goal_event": "",
        "goal_within": "",
        "goal_target": None,
        "goal_baseline": None,
    }
    return row | lists | goal | said


def size(name: str, count: int) -> dict[str, Any]:
    row = {"segment": name, "as_of": AT, "size": count, "base_size": 100, "share": count / 100}
    return row | {"verdict": "actionable", "entered": 2, "left": 1}


def contents(**rows: Any) -> Contents:
    names = ("segments", "sizes", "findings", "overlaps", "differences", "goals", "sources")
    given = ReportRows(**{name: rows.get(name, []) for name in names})
    return contents_of(given, Specs(Project(), (), ()), "shop", AT)


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def everything(text: str) -> Contents:
    overlap = {
        "segment": "one",
        "other_segment": "two",
        "shared_size": 5,
        "share": 0.5,
        "jaccard": 0.1,
        "lift": 1.0,
    }
    difference = {"segment": "one", "trait": text, "value": text, "segment_share": 0.5, "base_share": 0.25}
    goal = {
        "segment": "one",
        "entered": 10,
        "converted": 4,
        "total": 0.0,
        "entered_complete": 8,
        "converted_complete": 2,
    }
    finding = {"segment": "one", "finding": "twin", "other_segment": "two", "jaccard": 0.95, "since": AT}
    said = {
        "label": text,
        "about": text,
        "sentence": text,
        "owner": text,
        "kinds": [text],
        "read_events": [text],
    }
    ends = {"goal_metric": "conversion", "goal_event": text, "goal_within": "7 days"}
    return contents(
        segments=[segment("one", **said, **ends), segment("two")],
        sizes=[size("one", 10), size("two", 20)],
        findings=[finding],
        overlaps=[overlap, overlap | {"segment": "two", "other_segment": "one"}],
        differences=[difference],
        goals=[goal],
        sources=[{"source": text, "shape": "events", "row_count": 3, "loaded_at": AT}],
    )


def test_no_value_becomes_markup() -> None:
    page = page_of(everything(HOSTILE))
    assert set(Elements(page).found) == set(Elements(page_of(everything("plain"))).found)
    assert "script" not in Elements(page).found
    assert "{{ 7 * 7 }}" in page


def test_it_needs_nothing_beside_itself() -> None:
    page = page_of(everything("plain"))
    assert all(address.startswith("#") for address in Elements(page).addresses)
    assert "url(" not in page
    assert "@import" not in page


def test_links_lead_to_the_parts_of_segments() -> None:
    page = page_of(everything("plain"))
    assert {address[1:] for address in Elements(page).addresses} <= set(re.findall(r'id="(\w+)"', page))


def test_goals_are_told_of_complete_windows_where_there_are_any() -> None:
    (one, _) = everything("plain").parts
    assert one.goal
    assert (one.goal.entered, one.goal.converted, one.goal.is_complete) == (8, 2, True)
    assert "2 of 8 who entered did it\n" in re.sub(r" +", " ", page_of(everything("plain")))


@pytest.mark.parametrize(
    ("metric", "target", "said"),
    [("conversion", 0.065, "baseline 2%; target 6.5%."), ("total", 1500.5, "baseline 0.02; target 1,500.5.")],
)
def test_what_a_goal_is_compared_with_stands_beside_it(metric: str, target: float, said: str) -> None:
    goal = {"goal_metric": metric, "goal_baseline": 0.02, "goal_target": target}
    shown = page_of(contents(segments=[segment("one", **goal)], sizes=[size("one", 10)]))
    assert said in " ".join(shown.split())


def test_the_total_of_a_goal_is_of_the_windows_that_are_counted() -> None:
    figures = {"segment": "one", "entered": 10, "converted": 4, "total": 70.0}
    complete = {"entered_complete": 8, "converted_complete": 2, "total_complete": 20.0}
    for goal, total in ((figures | complete, 20.0), (figures | {"entered_complete": 0}, 70.0)):
        page = contents(segments=[segment("one", goal_metric="total")], sizes=[size("one", 10)], goals=[goal])
        (one,) = page.parts
        assert one.goal
        assert one.goal.total == total


def test_a_segment_without_an_evaluation_is_left_out_and_no_segment_is_said() -> None:
    assert contents(segments=[segment("new")]).parts == ()
    assert "No segment has been evaluated yet" in page_of(contents(segments=[segment("new")]))


def test_the_summary_has_the_figures_of_the_page() -> None:
    told: Any = summary_of(everything("plain"))
    assert told["as_of"] == "2026-06-01T09:00:00Z"
    assert [one["size"] for one in told["segments"]] == [10, 20]
    assert told["findings"][0]["finding"] == "twin"


@pytest.mark.parametrize("finding", ["empty", "twin", "unchanged", "not_evaluated", "review_due"])
def test_every_finding_has_words(finding: str) -> None:
    row = {"segment": "one", "finding": finding, "other_segment": "", "jaccard": None, "since": None}
    found = contents(segments=[segment("one")], sizes=[size("one", 1)], findings=[row]).findings[0]
    assert found.says
    assert found.advice


def test_two_segments_alike_are_one_thing_to_look_at() -> None:
    names = [f"seg_{number}" for number in range(9)]
    pairs = [(names[0], other) for other in names[1:]]
    rows = [
        {"segment": one, "finding": "twin", "other_segment": other, "jaccard": 0.95, "since": None}
        for first, second in pairs
        for one, other in ((first, second), (second, first))
    ]
    given = contents(
        segments=[segment(name) for name in names], sizes=[size(name, 1) for name in names], findings=rows
    )
    assert [(found.segment, found.other) for found in given.looks] == pairs
    assert "3 more like this" in page_of(given)
    assert len(given.findings) == 2 * len(pairs)
