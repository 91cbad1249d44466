"""What a load promises, one promise a test: rejected, repeated, waiting, removed."""

from tests.arrivals.histories import START
from tests.arrivals.raw import land, mirror
from tests.arrivals.scenes import (
    CARTS,
    CRM,
    DEVICES,
    NOW,
    ORDERS,
    WEB,
    Scene,
    event,
    row_of,
)
from tests.arrivals.shapes import DAY


def test_rows_that_cannot_be_used_are_shown(scene: Scene) -> None:
    """Each is counted once however often it is read, and its identifiers make no profile."""
    bob = [("user_id", "bob")]
    rows = [
        event("no name", event_name="", identifiers=bob),
        event("no time", occurred_at=None, identifiers=bob),
        event("too old", occurred_at=-DAY, identifiers=bob),
        event("too new", occurred_at=START + 2 * DAY, identifiers=bob),
        event("a list", properties="[]", identifiers=bob),
        event(
            "blocked", identifiers=[("user_id", " NULL "), ("email", "NoReply@x.org"), ("phone", "000-00")]
        ),
        event("fine"),
    ]
    built = scene.declare(WEB)
    land(scene.client, "raw", {"web__events": rows})
    scene.client.command(
        "insert into raw.web__events select source, 'not text', occurred_at, arrived_at, arrival_order, event_name, "
        "[('user_id', 'bob')], first_seen_at, unhex('7B2261223A22FF227D') from raw.web__events where event_id = 'fine'"
    )
    built.build(NOW)
    assert (scene.counts()["rows_read"], scene.counts()["rows_rejected"]) == (8, 7)
    reasons = [
        ("impossible time", 2),
        ("no event name", 1),
        ("no identifier", 1),
        ("no readable time", 1),
        ("properties is not UTF-8", 1),
        ("properties is not a JSON object", 1),
    ]
    shown = "select reason, count() from built.rejected_rows group by reason order by reason"
    assert scene.rows(shown) == reasons
    built.build(NOW + 1)
    assert scene.rows(shown) == reasons
    assert scene.rows("select identifier_value from built.dim_identifiers") == [("ada",)]
    assert scene.rows("select event_id from built.fct_events") == [("fine",)]
    key = "select row_key from built.rejected_rows where row_key = sipHash64('blocked')"
    assert len(scene.rows(key)) == 1


def test_the_first_delivery_counts_at_any_distance(scene: Scene) -> None:
    """A repeat with another time is counted; an earlier delivery that turns up later takes the place."""
    built = scene.declare(WEB)
    land(
        scene.client,
        "raw",
        {"web__events": [event("e", arrived_at=START + 5000, occurred_at=START - 900 * DAY)]},
    )
    built.build(NOW)
    land(scene.client, "raw", {"web__events": [event("e", arrived_at=START + 9000)]})
    built.build(NOW + 1)
    stored = "select toUnixTimestamp64Milli(occurred_at) from built.fct_events"
    assert scene.rows(stored) == [(START - 900 * DAY,)]
    assert (scene.counts()["rows_repeated"], scene.counts()["rows_moved"]) == (1, 1)
    land(scene.client, "raw", {"web__events": [event("e", arrived_at=START + 1000, occurred_at=START - 5)]})
    built.build(NOW + 2)
    assert scene.rows(stored) == [(START - 5,)]
    assert (scene.counts()["rows_replaced"], scene.counts()["rows_inserted"]) == (1, 0)


def test_rows_that_land_during_a_build_wait(scene: Scene) -> None:
    """Their people have no number yet; the next build's look-back takes them."""
    built = scene.declare(WEB)
    land(scene.client, "raw", {"web__events": [event("before"), event("ahead", arrived_at=NOW + 5000)]})
    late = {"web__events": [event("during", identifiers=[("user_id", "new")])]}
    built.build(NOW, midway=lambda: land(scene.client, "raw", late))
    assert scene.counts()["rows_waiting"] == 2
    built.build(NOW + 9000)
    assert scene.counts()["rows_waiting"] == 0
    assert scene.rows("select count() from built.fct_events") == [(3,)]


def test_a_mirrored_event_stays_while_its_new_row_waits(scene: Scene) -> None:
    """Its table was edited in place while a build ran: nothing is known of the new person yet."""
    built = scene.declare(CARTS)
    stays, goes = event("stays", source="carts"), event("goes", source="carts")
    mirror(scene.client, "raw", {"carts__events": [stays, goes]})
    built.build(NOW)
    edited = {"carts__events": [stays | {"identifiers": [("user_id", "new")]}]}
    owners = (
        "select event_id, identifier_value from built.fct_events any join built.dim_identifiers using node"
    )
    built.build(NOW + 1, midway=lambda: mirror(scene.client, "raw", edited))
    assert scene.rows(owners) == [("stays", "ada")]
    built.build(NOW + 2)
    assert scene.rows(owners) == [("stays", "new")]


def test_a_source_declared_no_more_is_removed(scene: Scene) -> None:
    """A renamed source doesn't count twice; declared again it is read from the first row.

    Two sources may use the same event_id.
    """
    land(scene.client, "raw", {"web__events": [event("1")], "orders__events": [event("1", source="orders")]})
    scene.declare(WEB, ORDERS).build(NOW)
    scene.declare(ORDERS).build(NOW + 5 * DAY)
    assert scene.rows("select source, event_id from built.fct_events") == [("orders", "1")]
    assert scene.counts()["rows_removed"] == 1
    scene.declare(WEB, ORDERS).build(NOW + 6 * DAY)
    found = scene.rows("select source, event_id from built.fct_events order by source")
    assert found == [("orders", "1"), ("web", "1")]


def test_traits_keep_their_history(scene: Scene) -> None:
    """Every mention is a row with its text and number; the profile shows the latest one, null clears it."""
    built = scene.declare(CRM)
    rows = [
        row_of("crm") | {"traits": '{"plan":"free","age":41.0,"tags":["a"]}'},
        row_of("crm") | {"traits": '{"plan":"pro","age":null}', "occurred_at": START + 1000},
        row_of("crm") | {"traits": "nonsense"},
    ]
    land(scene.client, "raw", {"crm__traits": rows})
    built.build(NOW)
    history = "select trait, value, value_text, value_number from built.int_traits_resolved order by all"
    assert scene.rows(history) == [
        ("", '"trait"', "trait", None),
        ("", '"trait"', "trait", None),
        ("age", "41", "41", 41.0),
        ("age", "null", None, None),
        ("plan", '"free"', "free", None),
        ("plan", '"pro"', "pro", None),
        ("tags", '["a"]', None, None),
    ]
    assert scene.rows("select plan, age from built.dim_profiles") == [("pro", None)]
    assert scene.counts("crm")["rows_rejected"] == 1


def test_more_than_a_hundred_months_load(scene: Scene) -> None:
    """One insert may touch 100 partitions; slices of 24 months keep below, and each row is in one slice."""
    rows = [event(f"e{month}", occurred_at=START - month * 30 * DAY) for month in range(130)]
    land(scene.client, "raw", {"web__events": [*rows, event("bad", occurred_at=None)]})
    scene.declare(WEB).build(NOW)
    assert scene.rows("select count() from built.fct_events") == [(130,)]
    assert (scene.counts()["rows_read"], scene.counts()["rows_rejected"]) == (131, 1)


def test_empty_sources_build_and_fill_later(scene: Scene) -> None:
    """Nothing to load is no fault; the first rows are loaded when they come."""
    built = scene.declare(WEB, CRM, DEVICES)
    built.build(NOW)
    assert scene.rows("select count() from built.int_events_resolved") == [(0,)]
    land(scene.client, "raw", {"web__events": [event("e")], "crm__traits": [row_of("crm", traits="{}")]})
    built.build(NOW + 1)
    assert scene.rows("select count() from built.int_events_resolved") == [(1,)]
    assert scene.rows("select count() from built.int_traits_resolved") == [(1,)]
    assert scene.rows("select count() from built.dim_profiles") == [(1,)]
