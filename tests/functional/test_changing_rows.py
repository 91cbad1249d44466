"""Rows that say something new: versions of mutable ones, and what other rules of identity make of a row."""

from typing import Any

import pytest

from segflux_cli.errors import MacroError
from tests.arrivals.histories import START, Row
from tests.arrivals.raw import land, mirror
from tests.arrivals.scenes import CARTS, CONTACTS, NOW, ORDERS, SURVEY, WEB, Scene, event, row_of
from tests.arrivals.shapes import DAY

WAIT = "settings mutations_sync = 2"
OWNERS = """
    inner join built.dim_identifiers as owners on e.node = owners.node group by identifier_type
"""
PLANS = """
    select identifier_value, value_text from built.int_traits_resolved as traits
    inner join built.dim_identifiers as owners on traits.node = owners.node where trait = 'plan' order by all
"""


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
    old = event("c", source="carts", properties='{"n":"old"}')
    new = event(
        "c", source="carts", arrived_at=START + 5, occurred_at=START - 900 * DAY, properties='{"n":"new"}'
    )
    land(scene.client, "raw", {"carts__events": [old, new]})
    scene.declare(CARTS).build(NOW)
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


def test_mirrored_traits_stay_while_new_rows_wait(scene: Scene) -> None:
    """Whose row is whose isn't told where rows have no key: those stay of whom the table says nothing else."""
    built = scene.declare(SURVEY)
    row = row_of("survey", traits='{"plan":"pro"}')
    bob, cy = ({"identifiers": [("user_id", name)]} for name in ("bob", "cy"))
    mirror(scene.client, "raw", {"survey__traits": [row, row | bob]})
    built.build(NOW)
    edited = [
        row | {"identifiers": [("user_id", "new")]},
        row | bob | {"traits": '{"plan":"free"}'},
        row | cy,
    ]
    built.build(NOW + 1, midway=lambda: mirror(scene.client, "raw", {"survey__traits": edited}))
    assert scene.rows(PLANS) == [("ada", "pro"), ("bob", "free")]
    built.build(NOW + 2)
    assert scene.rows(PLANS) == [("bob", "free"), ("cy", "pro"), ("new", "pro")]


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
