"""A source that is read anew ends as if it had always been read so, also after a kill at any statement."""

import re
from typing import Any

import pytest

from segflux_cli.errors import MacroError
from tests.arrivals.build import KilledError, Warehouse
from tests.arrivals.raw import land
from tests.arrivals.scenes import DEVICES, NOW, ORDERS, WEB, Scene, event, row_of
from tests.arrivals.shapes import DAY

WRONG_COLUMN = "update identifiers = arrayConcat(identifiers, [('email', 'of@all.org')]) where true"
RIGHT_COLUMN = "update identifiers = arraySlice(identifiers, 1, 1) where true"
LATER = NOW + 5 * DAY  # no look-back reaches the rows any more
ROWS = [event(str(number), identifiers=[("user_id", f"u{number % 3}")]) for number in range(9)]


def map_as(built: Warehouse, mapping: str) -> None:
    """The sources as `dim_sources` lists them once their entries have this hash."""
    for source in built.sources:
        source["mapping"] = mapping


def stored(scene: Scene) -> list[tuple[Any, ...]]:
    """The events without what tells of the load."""
    return scene.rows("select event_id, event_name, node from built.fct_events order by all")


def test_a_reading_anew_that_is_killed_is_finished_by_the_next_build(scene: Scene) -> None:
    """Also when the entry that changed is put back, and when the next build is not asked to reload."""
    built = scene.declare(WEB, ORDERS)
    land(scene.client, "raw", {"web__events": ROWS, "orders__events": [event("order", source="orders")]})
    map_as(built, "first")
    built.build(LATER)
    before = stored(scene)
    built.variables = {"reload": ["web"]}
    built.sent.clear()
    built.build(LATER + 1)
    deleted = next(
        place for place, sql in enumerate(built.sent, 1) if re.match("delete from .*fct_events", sql)
    )
    for attempt, place in enumerate(range(deleted - 2, len(built.sent) + 1, 4)):
        map_as(built, f"changed {attempt}" if attempt % 2 else "first")
        built.variables = {} if attempt % 2 else {"reload": ["web"]}
        built.statements, built.kill_after = 0, place
        with pytest.raises(KilledError):
            built.build(LATER + 10 * attempt + 10)
        built.kill_after, built.variables = None, {}
        map_as(built, "first")
        built.build(LATER + 10 * attempt + 15)
        assert stored(scene) == before
    built.build(LATER + 900)
    assert (scene.counts()["rows_inserted"], scene.counts()["rows_removed"]) == (0, 0)


@pytest.mark.parametrize("gone", ["a full refresh", "a table that is gone"])
def test_a_source_that_was_away_is_read_from_its_first_row(scene: Scene, gone: str) -> None:
    land(scene.client, "raw", {"web__events": ROWS, "orders__events": [event("order", source="orders")]})
    scene.declare(WEB, ORDERS).build(LATER)
    before = stored(scene)
    if gone == "a table that is gone":
        scene.client.command("drop table built.fct_events")
    scene.declare(ORDERS).build(LATER + DAY, is_full=gone == "a full refresh")
    assert len(stored(scene)) == 1
    scene.declare(WEB, ORDERS).build(LATER + 5 * DAY)
    assert stored(scene) == before


def test_a_table_that_was_gone_is_filled_whole_though_its_first_build_is_killed(scene: Scene) -> None:
    built = scene.declare(WEB, ORDERS)
    land(scene.client, "raw", {"web__events": ROWS, "orders__events": [event("order", source="orders")]})
    built.build(LATER)
    scene.client.command("drop table built.fct_events")
    built.sent.clear()
    built.build(LATER + 1)
    before = stored(scene)
    inserts = [place for place, sql in enumerate(built.sent, 1) if re.match("insert into .*fct_events", sql)]
    scene.client.command("drop table built.fct_events")
    built.statements, built.kill_after = 0, inserts[-1]
    with pytest.raises(KilledError):
        built.build(LATER + 2 * DAY + 1)
    built.kill_after = None
    built.build(LATER + 2 * DAY + 2)
    assert stored(scene) == before


def refused(scene: Scene, change: str, lost: int) -> Warehouse:
    """Rows were loaded, then the raw table changed and so did the entry: nothing is read anew."""
    built = scene.declare(WEB)
    land(scene.client, "raw", {"web__events": ROWS})
    map_as(built, "first")
    built.build(NOW)
    before = stored(scene)
    scene.client.command(f"alter table raw.web__events {change} settings mutations_sync = 2")
    map_as(built, "second")
    scene.client.command(f"alter table raw.web__events {WRONG_COLUMN} settings mutations_sync = 2")
    with pytest.raises(MacroError, match=f"{lost} of the rows that were loaded would be lost"):
        built.build(NOW + 1)
    assert stored(scene) == before
    assert len(scene.rows("select node from built.int_identifiers_seen")) == 3
    scene.client.command(f"alter table raw.web__events {RIGHT_COLUMN} settings mutations_sync = 2")
    return built


def test_copies_by_a_rule_that_was_taken_back_are_not_called_rows_that_are_gone(scene: Scene) -> None:
    """What the source gives is stored twice, read with the tablet and without; a reload takes the copy out."""
    built = scene.declare(DEVICES)
    map_as(built, "first")
    pair = [("user_id", "ada"), ("anonymous_id", "tablet")]
    land(scene.client, "raw", {"devices__identifiers": [row_of("devices", identifiers=pair)]})
    rules: list[dict[str, object]] = [{}, {"ignore": ["tablet"]}, {}]
    for turn, identity_rules in enumerate(rules):
        built.variables = {"identity_rules": identity_rules}
        built.build(NOW + turn)
    markers = "select count() from built.fct_traits where trait = ''"
    assert scene.rows(markers) == [(2,)]
    map_as(built, "second")
    with pytest.raises(
        MacroError, match=r"1 of .*, or they are copies of rows that were read again with other"
    ):
        built.build(NOW + 3)
    built.variables = {"reload": ["devices"]}
    built.build(NOW + 4)
    assert scene.rows(markers) == [(1,)]


def test_a_loss_is_refused_before_anything_is_loaded(scene: Scene) -> None:
    built = refused(scene, "delete where event_id = '3'", 1)
    before = stored(scene)
    map_as(built, "first")
    built.build(NOW + 2)
    assert scene.counts()["rows_missing"] == 1
    assert stored(scene) == before
    built.variables = {"reload": ["web"]}
    map_as(built, "second")
    built.build(NOW + 3)
    assert [row[0] for row in stored(scene)] == list("01245678")


def test_other_rows_in_the_place_of_those_that_were_loaded_are_a_loss_too(scene: Scene) -> None:
    """A file that replaced another one has as many rows."""
    refused(scene, "update event_id = concat('new ', event_id) where event_id < '3'", 3)
