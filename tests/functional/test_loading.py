"""What a load promises, one promise a test: rejected, repeated, waiting, removed."""

from collections.abc import Iterator
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.errors import MacroError
from tests.arrivals.histories import START, Row
from tests.arrivals.raw import land, mirror
from tests.arrivals.scenes import (
    CARTS,
    CONTACTS,
    CRM,
    DEVICES,
    NOW,
    ORDERS,
    WEB,
    Scene,
    event,
    opened,
    row_of,
)
from tests.arrivals.shapes import DAY, Declared


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An engine of this module's own."""
    with opened(tmp_path_factory.mktemp("loading")) as connected:
        yield connected


@pytest.fixture
def scene(client: Client) -> Scene:
    """An empty warehouse."""
    return Scene(client)


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


def test_the_newest_version_of_a_mutable_row_counts(scene: Scene) -> None:
    """Also when an older version lands after it."""
    built = scene.declare(ORDERS)
    for number, (arrived, state) in enumerate(((2000, "open"), (9000, "paid"), (5000, "late"))):
        row = event("o", source="orders", arrived_at=START + arrived, properties=f'{{"state":"{state}"}}')
        land(scene.client, "raw", {"orders__events": [row]})
        built.build(NOW + number)
    assert scene.rows("select properties from built.fct_events") == [('{"state":"paid"}',)]


def test_the_newest_version_of_a_mirrored_row_counts_whichever_slice_it_lies_in(scene: Scene) -> None:
    """A staging model of one's own may give all versions; what lies 24 months apart is loaded one after the other."""
    carts = Declared("carts", "events", None, is_mutable=True)
    old = event("c", source="carts", properties='{"n":"old"}')
    new = event(
        "c", source="carts", arrived_at=START + 5, occurred_at=START - 900 * DAY, properties='{"n":"new"}'
    )
    land(scene.client, "raw", {"carts__events": [old, new]})
    scene.declare(carts).build(NOW)
    assert scene.rows("select properties from built.fct_events") == [('{"n":"new"}',)]


def test_an_ignored_identifier_gives_way_to_the_next_one_on_rows_that_are_read_again(scene: Scene) -> None:
    """All of them or none; those that are behind the look-back belong to nobody, and are back with the rule."""
    built = scene.declare(WEB)
    rows = [
        event(
            str(n),
            occurred_at=START - 9 * DAY,
            arrived_at=START - n // 12 * 9 * DAY,
            identifiers=[("user_id", "kiosk"), ("email", f"{n}@x.org")],
        )
        for n in range(16)
    ]
    land(scene.client, "raw", {"web__events": rows})
    built.build(NOW)
    count = "select identifier_type, count() from built.int_events_resolved as e " + OWNERS
    for ignored, found in (
        (["kiosk"], [("email", 12)]),
        ([], [("user_id", 16)]),
    ):
        built.variables = {"identity_rules": {"ignore": ignored}}
        built.build(NOW + 2 - len(ignored))
        assert scene.rows(count) == found


def test_rows_that_arrive_while_an_identifier_is_blocked_by_hand_are_of_the_others_on_them(
    scene: Scene,
) -> None:
    """They stay theirs when the block goes, also behind the look-back."""
    built = scene.declare(WEB)
    columns = "action String, type_a String, value_a String, type_b String, value_b String"
    view = f"create or replace view built.int_identity_overrides as select * from values('{columns}', %s)"
    scene.client.command(
        view % "('block', 'user_id', 'kiosk', '', ''), ('block', 'user_id', 'nobody', '', '')"
    )
    rows = [event("before"), event("e", identifiers=[("user_id", "kiosk"), ("email", "k@x.org")])]
    land(scene.client, "raw", {"web__events": rows})
    built.build(NOW)
    whose = "select event_id, identifier_value from built.int_events_resolved as e "
    whose += "inner join built.dim_identifiers as o on e.profile_number = o.profile_number order by all"
    assert scene.rows(whose) == [("before", "ada"), ("e", "k@x.org")]
    scene.client.command(view % "('block', 'user_id', 'nobody', '', '')")
    built.build(NOW + 9 * DAY)
    assert scene.rows(whose) == [("before", "ada"), ("e", "k@x.org"), ("e", "kiosk")]


def contact(arrived_at: int, **changes: Any) -> dict[str, list[Row]]:
    """A version of the contact c7 as it lands."""
    row = row_of("contacts", arrived_at=arrived_at, mutable_key="c7")
    return {"contacts__traits": [row | {"traits": '{"plan":"pro"}'} | changes]}


WAIT = "settings mutations_sync = 2"
OWNERS = """
    inner join built.dim_identifiers as owners on e.node = owners.node group by identifier_type
"""
PLANS = """
    select identifier_value, value_text from built.int_traits_resolved as traits
    inner join built.dim_identifiers as owners on traits.node = owners.node where trait = 'plan' order by all
"""


def test_of_a_mutable_row_of_traits_the_newest_version_counts_whoever_it_is_of(scene: Scene) -> None:
    """It changes hands, then says something about an earlier time; another row that says the same stays."""
    built = scene.declare(CONTACTS)
    land(scene.client, "raw", contact(START))
    land(scene.client, "raw", contact(START, mutable_key="c8"))
    built.build(NOW)
    assert scene.rows(PLANS) == [("ada", "pro")] * 2
    land(scene.client, "raw", contact(START + 5, identifiers=[("user_id", "bob")]))
    built.build(NOW + 1)
    assert scene.rows(PLANS) == [("ada", "pro"), ("bob", "pro")]
    assert scene.counts("contacts")["rows_replaced"] == 1
    land(scene.client, "raw", contact(START + 9, occurred_at=START - DAY, traits='{"plan":"free"}'))
    built.build(NOW + 2)
    assert scene.rows(PLANS) == [("ada", "free"), ("ada", "pro")]
    land(scene.client, "raw", contact(START + 12, occurred_at=None))
    built.build(NOW + 3)
    assert scene.rows(PLANS) == [("ada", "pro")]  # nothing can be used of what the row says now


def test_rows_stored_before_their_versions_had_a_key_get_it_once(scene: Scene) -> None:
    """What the source gives no more may be gone or superseded: it stays, and is told."""
    built = scene.declare(CONTACTS)
    newest = str(built.sources[0]["relation"])
    land(scene.client, "raw", contact(START - 9 * DAY))
    land(scene.client, "raw", contact(START - 9 * DAY, mutable_key="gone", occurred_at=START - 9 * DAY))
    built.sources[0] |= {"mapping": "entry", "relation": f"(select * except (mutable_key) from {newest})"}
    built.build(NOW)
    scene.client.command("alter table built.fct_traits drop column mutable_key")
    scene.client.command(f"alter table raw.contacts__traits delete where mutable_key = 'gone' {WAIT}")
    built.sources[0] |= {"mapping": "entry-2", "relation": newest}
    built.build(NOW + 1)
    note = "select note from built.event_loads order by loaded_at desc limit 1"
    assert "give any more: 1; they stay" in scene.rows(note)[0][0]
    land(scene.client, "raw", contact(START, identifiers=[("user_id", "bob")]))
    built.build(NOW + 2)
    assert scene.rows(PLANS) == [("ada", "pro"), ("bob", "pro")]
    assert scene.rows(note) == [("",)]
    built.sources[0]["mapping"] = "changed-2"
    with pytest.raises(MacroError, match="1 of the rows that were loaded would be lost"):
        built.build(NOW + 3)
    built.variables = {"reload": ["contacts"]}
    built.build(NOW + 4)
    assert scene.rows(PLANS) == [("bob", "pro")]


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
