"""What only a project can say changes who is in: `allow_sql`, `rfm.yml`, the base and the time zone of the project."""

from pathlib import Path

import pytest

from segflux_cli.live.cases.run import run_cases

pytestmark = pytest.mark.embedded_only(reason="examples run on an engine in memory, whatever the target")

FILES = {
    "segflux.yml": "allow_sql: true\nbase: known\ntime_zone: Europe/Berlin\n",
    "rfm.yml": "cells: {recent: {r: [3, 4, 5], f: [1, 2, 3, 4, 5]}, gone: {r: [1, 2], f: [1, 2, 3, 4, 5]}}\n",
}
SEGMENTS = {
    "expression": """
who:
  - sql: >-
      plan = '5' and arrayExists(one -> JSONExtractFloat(one.properties, 'price') > 10, bought)
      and bought[1].at <= bought[-1].at
    reads: {traits: [plan], events: [bought]}
examples:
  - name: a number of a trait is a text, and an event to come is none
    as_of: 2026-06-01
    given:
      traits:
        - {at: 2026-05-01, user_id: ada, traits: {plan: "5"}}
        - {at: 2026-05-01, user_id: bob, traits: {plan: 5.0}}
        - {at: 2026-05-01, user_id: cyd, traits: {plan: 5}}
        - {at: 2026-05-01, user_id: dan, traits: {plan: 5}}
      events:
        - {at: 2026-05-02, user_id: ada, event: bought, properties: {price: 11}}
        - {at: 2026-05-02, user_id: bob, event: bought, properties: {price: 11}}
        - {at: 2026-05-02, user_id: cyd, event: bought, properties: {price: 10}}
        - {at: 2026-06-01T00:00:00.001Z, user_id: dan, event: bought, properties: {price: 11}}
    expect: {exactly: [ada, bob]}
""",
    "unknown": """
who: [{sql: plan != 'pro', reads: {traits: [plan]}}]
examples:
  - name: what is unknown is not true
    as_of: 2026-06-01
    given:
      traits:
        - {at: 2026-05-01, user_id: ada, traits: {plan: free}}
        - {at: 2026-05-01, user_id: bob, traits: {plan: null}}
        - {at: 2026-05-01, user_id: cyd, traits: {other: 1}}
    expect: {exactly: [ada]}
""",
    "instants": """
who:
  - sql: "arrayExists(one -> one.at > as_of - interval 7 day and one.at <= as_of, `it's seen`)"
    reads: {events: it's seen}
examples:
  - name: times of events are exact, and as_of is the only clock
    as_of: 2026-06-01
    given:
      events:
        - {at: 2026-05-25T00:00:00.001Z, user_id: ada, event: it's seen}
        - {at: 2026-05-25T00:00:00.000Z, user_id: bob, event: it's seen}
        - {at: 2026-06-01T00:00:00.000Z, user_id: cyd, event: it's seen}
    expect: {exactly: [ada, cyd]}
""",
    "recent_buyers": """
who: [{rfm: {of: bought, cell: recent}}]
examples:
  - name: cells are those of rfm.yml
    as_of: 2026-06-01
    given:
      events:
        - {at: 2026-05-01, user_id: ada, event: bought}
        - {at: 2026-05-02, user_id: bob, event: bought}
        - {at: 2026-05-03, user_id: cyd, event: bought}
        - {at: 2026-05-04, user_id: dan, event: bought}
        - {at: 2026-05-05, user_id: eve, event: bought}
    expect: {exactly: [cyd, dan, eve]}
""",
    "quiet": """
who: [{did_not: bought, during: today}]
examples:
  - name: the base and the zone of the project count
    as_of: 2026-06-01T12:00:00Z
    given:
      events:
        - {at: 2026-05-31T22:00:00Z, user_id: ada, event: bought}
        - {at: 2026-05-31T21:59:59Z, user_id: bob, event: bought}
        - {at: 2026-05-01, anonymous_id: a1, event: seen}
    expect: {exactly: [bob]}
""",
}


def test_the_project_decides_with_its_segments(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "segments").mkdir()
    for name, text in SEGMENTS.items():
        (tmp_path / "segments" / f"{name}.yml").write_text(f"segment: {name}{text}", encoding="utf-8")
    told = run_cases(tmp_path, ())
    assert not told.failed, "\n".join(told.lines())
    assert len(told.results) == len(SEGMENTS)
