"""Computed traits are columns of `dim_profiles`, and what segments, explanations and breakdowns say of them agrees."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.dbt_projects import rows_of
from tests.functional.commands import call
from tests.functional.reading.conftest import SECOND, preview

_COLUMNS = """
select profile_id, profile_number, lifetime_value, orders_90d, favorite_category, recent_campaigns
from segflux_profiles.dim_profiles order by profile_id
"""
_ORDERS = """
select
    profile_number,
    sum(JSONExtractFloat(properties, 'revenue')),
    countIf(occurred_at > parseDateTime64BestEffort('2026-06-01T09:00:00Z', 3, 'UTC') - interval 90 day)
from segflux_events.int_events_resolved
where event_name = 'order_completed' and occurred_at <= parseDateTime64BestEffort('2026-06-01T09:00:00Z', 3, 'UTC')
group by profile_number
"""


def people(project: Path) -> list[dict[str, Any]]:
    names = ("id", "number", "value", "orders", "category", "campaigns")
    return [dict(zip(names, row, strict=True)) for row in rows_of(project, _COLUMNS)]


def test_the_columns_hold_what_the_events_say(project: Path) -> None:
    orders = {int(row[0]): (round(float(row[1]), 2), int(row[2])) for row in rows_of(project, _ORDERS)}
    found = {
        int(one["number"]): (round(float(one["value"]), 2), int(one["orders"])) for one in people(project)
    }
    assert found == {number: orders.get(number, (0.0, 0)) for number in found}
    assert 0 < sum(value > 0 for value, _ in found.values()) < len(found)


def test_a_segment_takes_those_whose_column_says_so(project: Path, tmp_path: Path) -> None:
    tests: dict[str, Callable[[dict[str, Any]], bool]] = {
        "{trait: orders_90d, is: 0}": lambda one: float(one["orders"]) == 0,
        "{trait: lifetime_value, at_least: 100}": lambda one: float(one["value"]) >= 100,
        "{trait: favorite_category, is: [toys, books]}": lambda one: one["category"] in ("toys", "books"),
        "{trait: recent_campaigns, exists: true}": lambda one: one["campaigns"] is not None,
    }
    spec = tmp_path / "some.yml"
    spec.write_text(
        "segments:\n- {segment: everybody, base: everyone, who: everyone}\n"
        + "".join(
            f"- {{segment: s{number}, base: everyone, who: [{who}]}}\n" for number, who in enumerate(tests)
        )
    )
    told = preview(project, spec, SECOND, "--sample", "1000")
    # the tablet of the demo is a profile by its identifier alone: no row is its own
    known = {member["profile_id"] for member in told["everybody"]["members"]}
    everybody = [one for one in people(project) if one["id"] in known]
    for number, test in enumerate(tests.values()):
        members = {member["profile_id"] for member in told[f"s{number}"]["members"]}
        assert members == {one["id"] for one in everybody if test(one)}, number
        assert members


def test_why_tells_the_value_and_the_events_behind_it(project: Path) -> None:
    one = next(one for one in people(project) if float(one["value"]) > 0)
    (project / "segments" / "valued.yml").write_text(
        "segment: valued\nwho: [{trait: lifetime_value, more_than: 0}]\n"
    )
    try:
        told = call(project, "why", one["id"], "valued", "--as-of", SECOND, "--format", "json")
    finally:
        (project / "segments" / "valued.yml").unlink()
    assert told.exit_code == 0, told.errors
    (condition,) = (each for each in told.answer["conditions"] if each["words"].startswith("trait:"))
    assert (float(condition["measured"]["value"]), condition["holds"]) == (float(one["value"]), True)
    assert {row["what"] for row in condition["evidence"]} == {"order_completed"}


def test_a_breakdown_knows_them(project: Path) -> None:
    told = call(project, "breakdown", "big_spenders", "--by", "orders_90d", "--format", "json")
    assert told.exit_code == 0, told.errors
