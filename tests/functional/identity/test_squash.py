"""A squash writes merges and splits into the stored rows: nobody notices, and a kill at any statement loses nothing."""

from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.errors import MacroError
from tests.arrivals.build import RESOLVED, KilledError, Warehouse
from tests.arrivals.histories import START
from tests.arrivals.raw import land
from tests.arrivals.scenes import CRM, DEVICES, NOW, WEB, Scene, event, row_of

ADA, BOB = ("user_id", "ada"), ("user_id", "bob")
_APART = {"never_merge": [[{"type": "user_id", "value": "ada"}, {"type": "user_id", "value": "bob"}]]}
_TABLES = {
    "events": "fct_events",
    "traits": "fct_traits",
    "numbers": "profile_numbers",
    "overrides": "profile_overrides",
    "node_overrides": "profile_node_overrides",
    "nodes": "int_identifiers_resolved",
    "splits": "int_identifiers_split",
    "verdicts": "int_links_judged",
    "merges": "int_profiles_moved",
    "applied": "int_overrides_applied",
    "resolutions": "identity_resolutions",
}


def _device(name: str) -> tuple[str, str]:
    return ("anonymous_id", name)


def _ruled(built: Warehouse, turn: int, *, ignored: tuple[str, ...] = (), **rules: Any) -> None:
    built.variables = {"identity_rules": {"ignore": list(ignored), **rules}}
    built.build(NOW + turn)


def _merged_and_split(scene: Scene) -> Warehouse:
    """Rows of two months: a device merged into each person, two people merged and split, one device ignored."""
    built = scene.declare(WEB, DEVICES, CRM)
    who = {"x": [_device("x")], "y": [_device("y")], "z": [_device("z")], "ada": [ADA], "bob": [BOB]}
    times = {"new": START, "old": START - 60 * 86_400_000}
    events = [
        event(f"{name} {when}", identifiers=identifiers, occurred_at=at)
        for name, identifiers in who.items()
        for when, at in times.items()
    ]
    traits = [row_of("crm", identifiers=identifiers, traits='{"plan":"pro"}') for identifiers in who.values()]
    land(scene.client, "raw", {"web__events": events, "crm__traits": traits})
    _ruled(built, 0)
    pairs = (ADA, _device("x")), (BOB, _device("y")), (ADA, BOB), (BOB, _device("z"))
    links = [row_of("devices", identifiers=list(pair)) for pair in pairs]
    land(scene.client, "raw", {"devices__identifiers": links})
    _ruled(built, 1)
    _ruled(built, 2, ignored=("z",), **_APART)
    return built


def _rows(scene: Scene) -> tuple[list[Any], list[Any]]:
    """Whose the rows are, and who has which identifier.

    A row of links read again while one of its identifiers is ignored is another row; it says nothing else.
    """
    ids = "any left join built.profile_numbers using profile_number"
    events = scene.rows(f"select event_id, profile_id from built.int_events_resolved {ids} order by event_id")
    traits = scene.rows(
        f"select distinct node, trait, value, profile_id from built.int_traits_resolved {ids} order by all"
    )
    people = scene.rows("select identifier_value, profile_id from built.dim_identifiers order by node")
    return [*events, *traits], people


def _squash(built: Warehouse, **options: bool) -> Any:
    tables = {word: built.relation(name) for word, name in _TABLES.items()}
    return built.call("squash_identity", tables, {"run_id": "squashed"}, options)


def _squash_killed_at_every_statement(built: Warehouse, scene: Scene) -> Any:
    """Begun again until it comes to its end; after each kill everything reads as before."""
    before = _rows(scene)
    for statement in range(1, 200):
        built.statements, built.kill_after = 0, statement
        try:
            done = _squash(built)
        except KilledError:
            assert _rows(scene) == before, f"killed at statement {statement}"
        else:
            assert statement > 20
            built.kill_after = None
            return done
    return None


def test_nobody_notices_a_squash_even_if_it_is_killed_at_every_statement(client: Client) -> None:
    scene = Scene(client)
    built = _merged_and_split(scene)
    before = _rows(scene)
    stored = "select sum(cityHash64(event_id, profile_number)) from built.fct_events"
    numbers = scene.rows(stored)
    counted = _squash(built, is_dry=True)
    assert [each["rows"] > 0 for each in counted["rows"]] == [True, True]
    assert counted["rows"][0]["partitions"] == 2
    assert scene.rows(stored) == numbers

    _squash_killed_at_every_statement(built, scene)
    assert [each["rows"] for each in _squash(built, is_dry=True)["rows"]] == [0, 0]
    _ruled(built, 3, ignored=("z",), **_APART)
    assert _rows(scene) == before
    assert scene.rows("select countIf(is_stored) from built.profile_overrides") == [(0,)]
    assert scene.rows("select count() from built.profile_node_overrides") == [(1,)]  # the ignored one
    left = "select count() from system.tables where database = 'built' and startsWith(name, '__')"
    assert scene.rows(left) == [(0,)]


def test_after_a_squash_merges_and_splits_go_on(client: Client) -> None:
    """In builds of what is new as in one that reads everything anew."""
    scene = Scene(client)
    built = _merged_and_split(scene)
    before = _rows(scene)
    _squash(built)
    turns: list[dict[str, Any]] = [{}, {**_APART}, {}, {"ignored": ("z",), **_APART}]
    for turn, rules in enumerate(turns, 3):
        _ruled(built, turn, **rules)
        incremental = _rows(scene)
        built.build(NOW + turn, is_full=True)
        assert incremental == _rows(scene), f"turn {turn}"
        _squash(built)
        assert incremental == _rows(scene), f"squashed in turn {turn}"
    assert _rows(scene) == before


@pytest.mark.parametrize("cut_short", ["merge", "split"])
def test_what_a_build_that_was_cut_short_decided_is_not_written(client: Client, cut_short: str) -> None:
    """Nobody reads it yet: rows would change hands before members do. The next build publishes it."""
    scene = Scene(client)
    built = _merged_and_split(scene)
    if cut_short == "split":
        _ruled(built, 3)
    before = _rows(scene)
    tables = {word: built.relation(name) for word, name in RESOLVED.items()}
    built.variables = {"identity_rules": _APART if cut_short == "split" else {}}
    built.call(
        "resolve_identities", tables, {"run_id": "cut", "as_of": NOW, "started_at": NOW, "is_study": False}
    )
    with pytest.raises(MacroError, match="Run `segflux build` first"):
        _squash(built)
    assert _rows(scene) == before
    built.build(NOW + 4)
    after = _rows(scene)
    assert after != before
    _squash(built)
    assert _rows(scene) == after


def test_state_of_earlier_resolutions_goes(client: Client) -> None:
    """The latest word on each identifier and link stays, and the next build decides as before."""
    scene = Scene(client)
    built = _merged_and_split(scene)
    before = _rows(scene)
    told = _squash(built)
    assert sum(each["rows"] for each in told["state"]) > 0
    once = "select count() = uniqExact(node) from built.int_identifiers_resolved"
    assert scene.rows(once) == [(1,)]
    assert sum(each["rows"] for each in _squash(built)["state"]) == 0
    built.build(NOW + 3, is_full=True)
    assert _rows(scene) == before
