"""Six tools in one project, one line each: members across tools, and what a tool adds later is read, too."""

from pathlib import Path

import pytest

from tests.dbt_projects import execute, rows_of, segflux_project
from tests.functional.adapters.conftest import TOOLS, statements_of
from tests.functional.commands import WITHOUT_TESTS, call

SOURCES = """sources:
  - {source: web, adapter: segment, schema: segment_web}
  - {source: rudder, adapter: rudderstack, schema: rudder_web}
  - {source: tracker, adapter: snowplow, schema: atomic}
  - {source: product, adapter: posthog, schema: posthog}
  - {source: site, adapter: jitsu, schema: jitsu}
  - {source: ga, adapter: ga4, schema: analytics_123456}
"""
BUYERS = """segment: buyers
who:
  - any:
      - {did: order_completed, where: {revenue: {at_least: 10}}}
      - {did: purchase, where: {value: {at_least: 10}}}
      - {did: order completed, where: {"items[].sku": A}}
      - {did: basket_filled, where: {"lines[].sku": G-33}}
"""
SEGMENTS = {
    "segments/buyers.yml": BUYERS,
    "segments/known_plan.yml": "segment: known_plan\nwho:\n  - {trait: plan, is: pro}\n",
    "segments/gift_givers.yml": "segment: gift_givers\nwho:\n  - {did: gift_sent, where: {note: hello}}\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = segflux_project(tmp_path_factory.mktemp("tools"), {"sources.yml": SOURCES, **SEGMENTS})
    execute(folder, *(statement for tool in TOOLS for statement in statements_of(tool)))
    told = call(folder, "build", **WITHOUT_TESTS)
    assert told.exit_code == 0, told.errors
    return folder


def members(project: Path, segment: str) -> set[str]:
    return {
        row["user_id"]
        for row in call(project, "members", segment, "--identifiers", "--format", "json").answer["members"]
    }


def test_people_of_all_tools_are_members(project: Path) -> None:
    # u1: Segment, also RudderStack; u3: Snowplow's cookie; u7: PostHog; u8: GA4; u9: Jitsu
    assert members(project, "buyers") == {"u1", "u3", "u7", "u8", "u9"}
    assert members(project, "known_plan") == {"u7"}


def test_each_message_is_one_event(project: Path) -> None:
    counted = rows_of(
        project, "select source, count() from segflux_events.fct_events group by source order by source"
    )
    assert dict(counted) == {"ga": 2, "product": 3, "rudder": 3, "site": 2, "tracker": 4, "web": 5}


def test_a_table_and_a_column_that_come_later_are_read_by_the_next_build(project: Path) -> None:
    execute(
        project,
        """create table segment_web.gift_sent (id String, received_at DateTime64(6, 'UTC'), event String,
            event_text String, user_id String, note String) engine MergeTree order by id""",
        "insert into segment_web.gift_sent values ('g1', now64(6), 'gift_sent', 'Gift Sent', 'u2', 'hello')",
        "alter table segment_web.identifies add column plan Nullable(String)",
        """insert into segment_web.identifies (id, received_at, timestamp, user_id, plan)
            values ('i9', now64(6), now64(6), 'u2', 'pro')""",
    )
    told = call(project, "build")
    assert told.exit_code == 0, told.errors
    assert "read anew" not in told.errors
    assert members(project, "gift_givers") == {"u2"}
    assert members(project, "known_plan") == {"u2", "u7"}
    assert members(project, "buyers") == {"u1", "u3", "u7", "u8", "u9"}
