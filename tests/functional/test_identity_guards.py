"""Identity: history joins the person, numbers are guarded, used properties are filled."""

import pytest
from clickhouse_connect.driver.exceptions import Error

from segflux_cli.errors import MacroError
from tests.arrivals.build import Warehouse
from tests.arrivals.histories import START
from tests.arrivals.raw import land
from tests.arrivals.scenes import DEVICES, NOW, WEB, Scene, event, row_of


def test_anonymous_history_joins_the_person(scene: Scene) -> None:
    """After sign-in on another source, events stored before belong to the person, without being rewritten."""
    built = scene.declare(WEB, DEVICES)
    land(scene.client, "raw", {"web__events": [event("a", identifiers=[("anonymous_id", "x")]), event("b")]})
    built.build(NOW)
    baked = "select event_id, profile_number from built.fct_events order by event_id"
    first = scene.rows(baked)
    assert first[0][1] != first[1][1]
    link = row_of("devices", identifiers=[("anonymous_id", "x"), ("user_id", "ada")])
    land(scene.client, "raw", {"devices__identifiers": [link]})
    built.build(NOW + 1)
    assert scene.rows(baked) == first
    assert scene.rows("select uniqExact(profile_number) from built.int_events_resolved") == [(1,)]
    assert scene.rows("select count(), any(user_id) from built.dim_profiles") == [(1, "ada")]


def test_what_was_done_before_sign_in_is_the_persons_as_far_back_as_it_shall(scene: Scene) -> None:
    """The rest stays with a profile of its own; a link that turns out to be older takes it along. Nothing is lost."""
    never, days = {"unit": "second", "amount": 0}, {"unit": "day", "amount": 2}
    built = scene.declare(WEB, DEVICES, identity_rules={"backdate": never})
    day = 86_400_000
    times = {"a": START - 10 * day, "b": START - 1_000, "c": START, "d": START + 1_000}
    device = [("anonymous_id", "x")]
    events = [event(name, occurred_at=at, identifiers=device) for name, at in times.items()]
    link = row_of("devices", identifiers=[*device, ("user_id", "ada")])
    land(scene.client, "raw", {"web__events": events})

    def of_ada(turn: int, backdate: object) -> str:
        built.variables = {"identity_rules": {"backdate": backdate}}
        built.build(NOW + turn)
        rows = scene.rows(
            "select event_id, profile_number in (select profile_number from built.dim_identifiers"
            " where identifier_value = 'ada') from built.int_events_resolved order by event_id"
        )
        assert [row[0] for row in rows] == list(times)
        return "".join(str(row[0]) for row in rows if row[1])

    assert of_ada(0, never) == ""
    land(scene.client, "raw", {"devices__identifiers": [link]})
    assert of_ada(1, never) == "cd"
    past = "select count(), countIf(user_id = 'ada'), uniqExact(profile_id) from built.dim_profiles"
    assert scene.rows(past) == [(2, 1, 2)]
    assert people_as_of(built, NOW) == [(4, "x")]
    assert people_as_of(built, NOW + 1) == [(2, ""), (2, "ada x")]
    assert of_ada(2, days) == "bcd"
    assert of_ada(3, None) == "abcd"
    assert scene.rows(past) == [(1, 1, 1)]
    land(scene.client, "raw", {"devices__identifiers": [link | {"occurred_at": START - 11 * day}]})
    assert of_ada(4, never) == "abcd"


def people_as_of(built: Warehouse, until: int) -> list[tuple[int, str]]:
    """How many events each person has as people were told apart at an instant, with their identifiers."""
    names = {
        "identifiers": "int_identifiers_seen",
        "links": "int_links_seen",
        "people": "dim_identifiers",
        "numbers": "profile_numbers",
        "nodes": "profile_node_overrides",
        "scratch": "as_of",
        "events": "int_events_resolved",
        "traits": "int_traits_resolved",
    }
    tables: dict[str, object] = {word: built.relation(name) for word, name in names.items()}
    made = built.call("identity_as_of", tables | {"overrides": None}, {"run_id": "study"}, until)
    assert isinstance(made, dict)
    found = built.client.query(
        f"""
        select count(), whose.names from {made["int_events_resolved"]} as events
        left join (
            select profile_number, arrayStringConcat(arraySort(groupArray(identifier_value)), ' ') as names
            from {made["dim_identifiers"]} group by profile_number
        ) as whose on events.profile_number = whose.profile_number
        group by whose.names order by whose.names
        """
    )
    built.call("drop_leftovers", tables["scratch"])
    return [tuple(row) for row in found.result_rows]


def test_numbers_of_another_space_are_refused(scene: Scene) -> None:
    """The message says what to do, and a full refresh does it."""
    built = scene.declare(WEB)
    land(scene.client, "raw", {"web__events": [event("e")]})
    built.build(NOW)
    scene.client.command("drop table built.profile_numbers")
    with pytest.raises(MacroError, match=r"another number space.*dbt build --full-refresh"):
        built.build(NOW + 1)
    built.build(NOW + 2, is_full=True)
    built.build(NOW + 3)
    assert scene.rows("select count() from built.int_events_resolved") == [(1,)]


def test_numbers_are_given_once_and_end_at_32_bits(scene: Scene) -> None:
    """The next number follows the last; beyond 32 bits a build is refused instead of wrapping."""
    built = scene.declare(WEB)
    land(scene.client, "raw", {"web__events": [event("e")]})
    built.build(NOW)
    last = "select 4294967295, 1, 'last', any(number_space) from built.profile_numbers"
    scene.client.command(f"insert into built.profile_numbers {last}")
    land(scene.client, "raw", {"web__events": [event("f", identifiers=[("user_id", "bob")])]})
    with pytest.raises(Error, match="start a new schema"):
        built.build(NOW + 1)


def test_two_identifiers_of_one_node_are_refused(scene: Scene) -> None:
    """A collision of hashes would merge strangers."""
    built = scene.declare(WEB)
    land(scene.client, "raw", {"web__events": [event("e")]})
    built.build(NOW)
    scene.client.command(
        "alter table built.int_identifiers_seen update identifier_value = 'eve' where 1 settings mutations_sync = 2"
    )
    with pytest.raises(Error, match="share one 64-bit node; ignore one of them"):
        built.build(NOW + 1)


def test_a_used_property_is_filled_for_all_history(scene: Scene) -> None:
    """A column added later, or whose filling was cut short, is complete before anything reads it."""
    built = scene.declare(WEB)
    land(scene.client, "raw", {"web__events": [event("e", properties='{"plan":"pro","n":2}')]})
    built.build(NOW)
    assert scene.rows("select `plan text` from built.int_events_resolved") == [("pro",)]
    columns = [
        {"column": "n number", "type": "Nullable(Float64)", "expression": "JSONExtractFloat(properties, 'n')"}
    ]
    built.call("add_used_columns", built.relation("fct_events"), columns)
    assert scene.rows("select `n number` from built.fct_events") == [(2.0,)]
    changed = [columns[0] | {"expression": "JSONExtractFloat(properties, 'n') * 10"}]
    built.call("add_used_columns", built.relation("fct_events"), changed)
    assert scene.rows("select `n number` from built.fct_events") == [(20.0,)]
