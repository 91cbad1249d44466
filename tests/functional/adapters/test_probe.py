"""A probe says what it found of a source, and what a person should look at first."""

from pathlib import Path

import pytest

from segflux_cli.errors import SpecError, UsageError
from segflux_cli.live.probe.probed import ProbedSource
from segflux_cli.live.probe.probing import probe
from tests.dbt_projects import execute, segflux_project
from tests.functional.adapters.conftest import statements_of
from tests.functional.commands import call

SOURCES = """sources:
  - {source: web, adapter: segment, schema: segment_web}
  - {source: ga, adapter: ga4, schema: analytics_123456}
  - {source: odd, adapter: rudderstack, schema: odd}
  - source: shop
    kind: events
    table: raw.orders
    at: day
    event: ordered
    identifiers: {user_id: who, device: device}
  - source: app
    kind: events
    table: raw.actions
    at: at
    event: {column: action, map: {view: page_viewed, purchas: order_completed}}
    identifiers: {user_id: who}
    properties:
      registered: {column: registered, type: time}
      seats: {column: seats, type: number}
      is_new: {column: is_new, type: boolean}
      tags: {column: tags, type: json}
      who: {column: who, type: number}
  - {source: homes, kind: entities, table: raw.homes, at: at, entity: household, id: home, traits: [seats]}
"""
ODD_TABLES = (
    "create database odd",
    """create table odd.tracks (id String, event String, event_text String, received_at DateTime, user_id String,
        context_traits_email String) engine MergeTree order by id""",
    "insert into odd.tracks select toString(number), 'bought', 'Bought', now(), 'u', '' from numbers(100)",
    """create table odd.bought (id String, event String, event_text String, received_at DateTime, user_id String)
        engine MergeTree order by id""",
    "insert into odd.bought select toString(number), 'bought', 'Bought', now(), 'u' from numbers(60)",
    "create database raw",
    "create table raw.orders (day String, who String, device String) engine MergeTree order by day",
    "insert into raw.orders select '2026-05-01', toString(number + 1), 'kiosk' from numbers(30)",
    "insert into raw.orders values ('31.05.2026', 'a', 'b'), ('2199-01-01', 'a', 'b')",
    "insert into raw.orders select '2026-05-01', '', '' from numbers(10)",
    """create table raw.actions (at DateTime, action String, who String, registered String, seats String, is_new String,
        tags String) engine MergeTree order by at""",
    """insert into raw.actions values ('2026-05-01', 'view', 'ann', '2026-05-01', '7', 'yes', '["a"]'),
        ('2026-05-01', 'purchase', 'bob', '01/02/2023', '7,5 kg', 'maybe', '[a'),
        ('2026-05-01', 'purchase', '7', '', '', '', '')""",
    "create table raw.homes (at DateTime, home String, seats String) engine MergeTree order by at",
    "insert into raw.homes values ('2026-05-01', 'h0', '1')",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = segflux_project(tmp_path_factory.mktemp("probed"), {"sources.yml": SOURCES})
    tables = [*statements_of("segment"), *statements_of("ga4")]
    execute(folder, *tables, *ODD_TABLES)
    return folder


@pytest.fixture(scope="module")
def found(project: Path) -> dict[str, ProbedSource]:
    sources, warnings = probe(project, None)
    assert not warnings
    return {source.source: source for source in sources}


def test_tables_rows_and_events_are_counted(found: dict[str, ProbedSource]) -> None:
    web = found["web"]
    assert {each.table: each.rows for each in web.tables} == {
        "pages": 2,
        "order_completed": 2,
        "signed_up": 1,
        "tracks": 3,
        "identifies": 1,
        "groups": 1,
        "aliases": 1,
    }
    assert (web.missing, web.passed_by, web.doubts) == (("screens",), ("users",), ())
    events = web.rows[0]
    assert (events.rows, events.without_time, events.without_identifier, events.repeated) == (7, 0, 1, 1)
    assert dict(events.events)["trial_started"] == 2
    assert f"{events.newest_at:%Y-%m-%d %H:%M:%S}" == "2026-05-03 10:00:01"


def test_rows_without_arrivals_are_doubted(found: dict[str, ProbedSource]) -> None:
    assert found["ga"].passed_by == ("events_intraday_20260503", "pseudonymous_users_20260501")
    assert (
        "no column of events_20260501, events_20260502 says when rows of events arrived"
        in found["ga"].doubts[0]
    )
    assert "25% of the events have no identifier" in found["ga"].doubts[-1]


def test_tables_that_do_not_fit_together_are_doubted(found: dict[str, ProbedSource]) -> None:
    told = "\n".join(found["odd"].doubts)
    assert "the table bought has 60 events where the table of all events tells of 100" in told
    assert "there is no table of identify calls, and tracks carry context_traits_… columns" in told


def test_times_and_shared_identifiers_of_any_table_are_doubted(found: dict[str, ProbedSource]) -> None:
    told = "\n".join(found["shop"].doubts)
    assert 'rows of events without a readable time: 1, such as "31.05.2026": name its format' in told
    assert 'device "kiosk" stands beside 30 user ids in events and looks shared' in told
    assert (
        "rows of events at an impossible time (before 1971, or more than a day after they arrived): 1" in told
    )
    assert found["shop"].rows[0].without_identifier == 10
    assert f"{found['shop'].rows[0].newest_at:%Y-%m-%d}" == "2026-05-01"


def test_names_and_values_that_are_not_as_declared_are_doubted(found: dict[str, ProbedSource]) -> None:
    assert found["app"].doubts == (
        'no row has "purchas" in action, which the map of events names. Did you mean "purchase"?',
        'values of registered in events that do not read as time: 1, such as "01/02/2023": name its format',
        'values of seats in events that do not read as number: 1, such as "7,5 kg": they stay text',
        'values of is_new in events that do not read as boolean: 1, such as "maybe": they stay text',
        'values of tags in events that do not read as json: 1, such as "[a": they stay text',
        "values of who in events that do not read as number: 2: they stay text",
    )


def test_entities_need_no_identifiers(project: Path, found: dict[str, ProbedSource]) -> None:
    (rows,) = found["homes"].rows
    assert (rows.rows, rows.without_identifier, found["homes"].doubts) == (1, None, ())
    assert "entities     1  2026-05-01 00:00:00" in (text := call(project, "probe", "homes").text)
    assert "nothing doubtful" in text


def test_a_person_and_a_machine_are_told_the_same(project: Path) -> None:
    text, answer = call(project, "probe", "shop"), call(project, "probe", "shop", "--format", "json")
    assert text.exit_code == answer.exit_code == 0
    assert "doubt: " in text.text
    (source,) = answer.answer["sources"]
    assert (source["source"], source["place"]) == ("shop", "sources.yml:5:5")
    assert source["rows"][0]["rows"] == 42


def test_what_is_not_there_is_told_with_its_place(project: Path) -> None:
    with pytest.raises(UsageError, match='Did you mean "shop"'):
        probe(project, None, ["shpo"])
    (project / "sources.yml").write_text(SOURCES.replace("schema: odd", "schema: od"))
    with pytest.raises(SpecError, match=r'sources\.yml:4:49: the warehouse has no database "od"'):
        probe(project, None, ["odd"])


@pytest.mark.parametrize(
    "rule", ["ignore: [KIOSK]", "linked_to: {user_id: {at_most: 2}}"], ids=["ignored", "limited"]
)
def test_identifiers_are_those_of_identity_yml(project: Path, rule: str) -> None:
    """What a rule takes care of is no doubt any more."""

    def is_doubted() -> bool:
        ((shop,), _) = probe(project, None, ["shop"])
        return any("'kiosk'" in doubt or '"kiosk"' in doubt for doubt in shop.doubts)

    assert is_doubted()
    rules = project / "identity.yml"
    rules.write_text(f"types: [{{type: user_id}}, {{type: device, {rule}}}]")
    try:
        assert not is_doubted()
    finally:
        rules.unlink()
