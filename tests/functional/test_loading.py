"""What a load promises, one promise a test: rejected, repeated, waiting, removed, refused."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import Error

from segflux_cli.errors import MacroError
from segflux_cli.warehouse.embedded import open_embedded
from tests.arrivals.build import Warehouse
from tests.arrivals.histories import START, STEP, Row
from tests.arrivals.raw import create_raw, land
from tests.arrivals.shapes import DAY, Declared

WEB = Declared("web", "events", 86_400)
ORDERS = Declared("orders", "events", 86_400, is_mutable=True)
CRM = Declared("crm", "traits", 86_400)
DEVICES = Declared("devices", "identifiers", 86_400)
NOW = START + STEP


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An engine of this module's own."""
    opened = open_embedded(str(Path(tmp_path_factory.mktemp("loading")) / "warehouse"))
    yield opened
    opened.close()


@pytest.fixture
def warehouse(client: Client) -> Callable[..., Warehouse]:
    """Makes an empty warehouse with the given sources."""
    client.command("drop database if exists built")
    create_raw(client, "raw")
    return lambda *sources: Warehouse(client, "built", "raw", sources)


def _event(event_id: str, **changes: Any) -> Row:
    row: Row = {
        "source": "web",
        "event_id": event_id,
        "occurred_at": START,
        "arrived_at": START,
        "arrival_order": 0,
        "event_name": "page_viewed",
        "identifiers": [("user_id", "ada")],
        "properties": "{}",
        "first_seen_at": None,
    }
    return row | changes


def _rows(client: Client, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in client.query(sql).result_rows]


def _counts(client: Client, source: str = "web") -> dict[str, int]:
    """The counts of the source's latest load."""
    found = client.query(
        "select columns('^rows_') from built.event_loads "
        f"where source = '{source}' order by arrived_until desc limit 1"
    )
    return dict(zip(found.column_names, found.result_rows[0], strict=True))


def test_rows_that_cannot_be_used_are_shown(client: Client, warehouse: Callable[..., Warehouse]) -> None:
    """Each is counted once however often it is read, and its identifiers make no profile."""
    bob = [("user_id", "bob")]
    rows = [
        _event("no name", event_name="", identifiers=bob),
        _event("no time", occurred_at=None, identifiers=bob),
        _event("too old", occurred_at=-DAY, identifiers=bob),
        _event("too new", occurred_at=START + 2 * DAY, identifiers=bob),
        _event("a list", properties="[]", identifiers=bob),
        _event(
            "blocked", identifiers=[("user_id", " NULL "), ("email", "NoReply@x.org"), ("phone", "000-00")]
        ),
        _event("fine"),
    ]
    built = warehouse(WEB)
    land(client, "raw", {"web__events": rows})
    client.command(
        "insert into raw.web__events select source, 'not text', occurred_at, arrived_at, arrival_order, event_name, "
        "[('user_id', 'bob')], first_seen_at, unhex('7B2261223A22FF227D') from raw.web__events where event_id = 'fine'"
    )
    built.build(NOW)
    assert (_counts(client)["rows_read"], _counts(client)["rows_rejected"]) == (8, 7)
    reasons = [
        ("impossible time", 2),
        ("no event name", 1),
        ("no identifier", 1),
        ("no readable time", 1),
        ("properties is not UTF-8", 1),
        ("properties is not a JSON object", 1),
    ]
    shown = "select reason, count() from built.rejected_rows group by reason order by reason"
    assert _rows(client, shown) == reasons
    built.build(NOW + 1)
    assert _rows(client, shown) == reasons
    assert _rows(client, "select identifier_value from built.dim_identifiers") == [("ada",)]
    assert _rows(client, "select event_id from built.fct_events") == [("fine",)]
    key = "select row_key from built.rejected_rows where row_key = sipHash64('blocked')"
    assert len(_rows(client, key)) == 1


def test_the_first_delivery_counts_at_any_distance(
    client: Client, warehouse: Callable[..., Warehouse]
) -> None:
    """A repeat with another time is counted; an earlier delivery that turns up later takes the place."""
    built = warehouse(WEB)
    land(
        client, "raw", {"web__events": [_event("e", arrived_at=START + 5000, occurred_at=START - 900 * DAY)]}
    )
    built.build(NOW)
    land(client, "raw", {"web__events": [_event("e", arrived_at=START + 9000)]})
    built.build(NOW + 1)
    stored = "select toUnixTimestamp64Milli(occurred_at) from built.fct_events"
    assert _rows(client, stored) == [(START - 900 * DAY,)]
    assert (_counts(client)["rows_repeated"], _counts(client)["rows_moved"]) == (1, 1)
    land(client, "raw", {"web__events": [_event("e", arrived_at=START + 1000, occurred_at=START - 5)]})
    built.build(NOW + 2)
    assert _rows(client, stored) == [(START - 5,)]
    assert (_counts(client)["rows_replaced"], _counts(client)["rows_inserted"]) == (1, 0)


def test_the_newest_version_of_a_mutable_row_counts(
    client: Client, warehouse: Callable[..., Warehouse]
) -> None:
    """Also when an older version lands after it."""
    built = warehouse(ORDERS)
    for number, (arrived, state) in enumerate(((2000, "open"), (9000, "paid"), (5000, "late"))):
        row = _event("o", source="orders", arrived_at=START + arrived, properties=f'{{"state":"{state}"}}')
        land(client, "raw", {"orders__events": [row]})
        built.build(NOW + number)
    assert _rows(client, "select properties from built.fct_events") == [('{"state":"paid"}',)]


def test_rows_that_land_during_a_build_wait(client: Client, warehouse: Callable[..., Warehouse]) -> None:
    """Their people have no number yet; the next build's look-back takes them."""
    built = warehouse(WEB)
    land(client, "raw", {"web__events": [_event("before"), _event("ahead", arrived_at=NOW + 5000)]})
    late = {"web__events": [_event("during", identifiers=[("user_id", "new")])]}
    built.build(NOW, midway=lambda: land(client, "raw", late))
    assert _counts(client)["rows_waiting"] == 2
    built.build(NOW + 9000)
    assert _counts(client)["rows_waiting"] == 0
    assert _rows(client, "select count() from built.fct_events") == [(3,)]


def test_anonymous_history_joins_the_person(client: Client, warehouse: Callable[..., Warehouse]) -> None:
    """After sign-in on another source, events stored before belong to the person, without being rewritten."""
    built = warehouse(WEB, DEVICES)
    land(client, "raw", {"web__events": [_event("a", identifiers=[("anonymous_id", "x")]), _event("b")]})
    built.build(NOW)
    baked = "select event_id, profile_number from built.fct_events order by event_id"
    first = _rows(client, baked)
    assert first[0][1] != first[1][1]
    row = {
        key: value for key, value in _event("").items() if key not in {"event_id", "event_name", "properties"}
    }
    link = row | {"source": "devices", "identifiers": [("anonymous_id", "x"), ("user_id", "ada")]}
    land(client, "raw", {"devices__identifiers": [link]})
    built.build(NOW + 1)
    assert _rows(client, baked) == first
    assert _rows(client, "select uniqExact(profile_number) from built.int_events_resolved") == [(1,)]
    assert _rows(client, "select count(), any(user_id) from built.dim_profiles") == [(1, "ada")]


def test_a_source_declared_no_more_is_removed(client: Client, warehouse: Callable[..., Warehouse]) -> None:
    """A renamed source doesn't count twice; declared again it is read from the first row."""
    land(client, "raw", {"web__events": [_event("w")], "orders__events": [_event("o", source="orders")]})
    warehouse(WEB, ORDERS).build(NOW)
    warehouse(ORDERS).build(NOW + 5 * DAY)
    assert _rows(client, "select event_id from built.fct_events") == [("o",)]
    assert _counts(client)["rows_removed"] == 1
    warehouse(WEB, ORDERS).build(NOW + 6 * DAY)
    assert _rows(client, "select event_id from built.fct_events order by event_id") == [("o",), ("w",)]


def test_numbers_of_another_space_are_refused(client: Client, warehouse: Callable[..., Warehouse]) -> None:
    """The message says what to do, and a full refresh does it."""
    built = warehouse(WEB)
    land(client, "raw", {"web__events": [_event("e")]})
    built.build(NOW)
    client.command("drop table built.profile_numbers")
    with pytest.raises(MacroError, match=r"another number space.*dbt build --full-refresh"):
        built.build(NOW + 1)
    built.build(NOW + 2, is_full=True)
    built.build(NOW + 3)
    assert _rows(client, "select count() from built.int_events_resolved") == [(1,)]


def test_numbers_are_given_once_and_end_at_32_bits(
    client: Client, warehouse: Callable[..., Warehouse]
) -> None:
    """The next number follows the last; beyond 32 bits a build is refused instead of wrapping."""
    built = warehouse(WEB)
    land(client, "raw", {"web__events": [_event("e")]})
    built.build(NOW)
    last = "select 4294967295, 1, 'last', any(number_space) from built.profile_numbers"
    client.command(f"insert into built.profile_numbers {last}")
    land(client, "raw", {"web__events": [_event("f", identifiers=[("user_id", "bob")])]})
    with pytest.raises(Error, match="start a new schema"):
        built.build(NOW + 1)


def test_two_identifiers_of_one_node_are_refused(client: Client, warehouse: Callable[..., Warehouse]) -> None:
    """A collision of hashes would merge strangers."""
    built = warehouse(WEB)
    land(client, "raw", {"web__events": [_event("e")]})
    built.build(NOW)
    client.command(
        "alter table built.int_identifiers_seen update identifier_value = 'eve' where 1 settings mutations_sync = 2"
    )
    with pytest.raises(Error, match="share one 64-bit node; block one of them"):
        built.build(NOW + 1)


def test_a_used_property_is_filled_for_all_history(
    client: Client, warehouse: Callable[..., Warehouse]
) -> None:
    """A column added later, or whose filling was cut short, is complete before anything reads it."""
    built = warehouse(WEB)
    land(client, "raw", {"web__events": [_event("e", properties='{"plan":"pro","n":2}')]})
    built.build(NOW)
    assert _rows(client, "select `plan text` from built.int_events_resolved") == [("pro",)]
    columns = [
        {"column": "n number", "type": "Nullable(Float64)", "expression": "JSONExtractFloat(properties, 'n')"}
    ]
    built.call("add_used_columns", built.relation("fct_events"), columns)
    assert _rows(client, "select `n number` from built.fct_events") == [(2.0,)]
    changed = [columns[0] | {"expression": "JSONExtractFloat(properties, 'n') * 10"}]
    built.call("add_used_columns", built.relation("fct_events"), changed)
    assert _rows(client, "select `n number` from built.fct_events") == [(20.0,)]


def test_traits_keep_their_history(client: Client, warehouse: Callable[..., Warehouse]) -> None:
    """Every mention is a row with its text and number; the profile shows the latest one, null clears it."""
    row = {
        key: value for key, value in _event("").items() if key not in {"event_id", "event_name", "properties"}
    }
    row["source"] = "crm"
    built = warehouse(CRM)
    rows = [
        row | {"traits": '{"plan":"free","age":41.0,"tags":["a"]}'},
        row | {"traits": '{"plan":"pro","age":null}', "occurred_at": START + 1000},
        row | {"traits": "nonsense"},
    ]
    land(client, "raw", {"crm__traits": rows})
    built.build(NOW)
    history = "select trait, value, value_text, value_number from built.int_traits_resolved order by all"
    assert _rows(client, history) == [
        ("", '"trait"', "trait", None),
        ("", '"trait"', "trait", None),
        ("age", "41", "41", 41.0),
        ("age", "null", None, None),
        ("plan", '"free"', "free", None),
        ("plan", '"pro"', "pro", None),
        ("tags", '["a"]', None, None),
    ]
    assert _rows(client, "select plan, age from built.dim_profiles") == [("pro", None)]
    assert _counts(client, "crm")["rows_rejected"] == 1


def test_more_than_a_hundred_months_load(client: Client, warehouse: Callable[..., Warehouse]) -> None:
    """One insert may touch 100 partitions; slices of 24 months keep below, and each row is in one slice."""
    rows = [_event(f"e{month}", occurred_at=START - month * 30 * DAY) for month in range(130)]
    land(client, "raw", {"web__events": [*rows, _event("bad", occurred_at=None)]})
    warehouse(WEB).build(NOW)
    assert _rows(client, "select count() from built.fct_events") == [(130,)]
    assert (_counts(client)["rows_read"], _counts(client)["rows_rejected"]) == (131, 1)
