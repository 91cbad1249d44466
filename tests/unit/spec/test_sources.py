"""`sources.yml` is read whole, and every fault in it is told with its place and a way out."""

from pathlib import Path

import pytest

from segflux_cli.errors import Place, SpecError
from segflux_cli.spec.declared.sources import Column, Source, TimeColumn, ValueColumn, columns_of, event_names
from segflux_cli.spec.sources.source_reader import read_sources
from segflux_cli.spec.times.times import Duration, Instant

ORDERS = """
sources:
  - source: shop
    kind: events
    table: raw.orders
    at: {column: ordered, format: '%Y%m%d', time_zone: Europe/Berlin}
    arrived_at: _loaded_at
    look_back: 3 days
    order: _row_number
    event_id: number
    event: {column: state, map: {1: order_placed, paid: order_completed}, unmapped: leave_out}
    identifiers: {user_id: customer, email: [mail, billing mail]}
    properties:
      revenue: {column: amount, type: number}
      brand: brand
    mutable: number
    first_seen_at: seen
"""


def _read(tmp_path: Path, text: str) -> tuple[Source, ...]:
    (tmp_path / "sources.yml").write_text(text)
    return read_sources(tmp_path)


def _faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SpecError) as error:
        _read(tmp_path, text)
    return [str(fault) for fault in error.value.faults]


def test_a_source_is_read_whole(tmp_path: Path) -> None:
    (source,) = _read(tmp_path, ORDERS)
    assert (source.name, source.kind, source.database, source.table) == ("shop", "events", "raw", "orders")
    assert source.at == TimeColumn(Column(Place("sources.yml", 6, 18), "ordered"), "%Y%m%d", "Europe/Berlin")
    assert source.look_back == Duration(3, "day")
    assert source.event is not None
    assert source.event.names == (("1", "order_placed"), ("paid", "order_completed"))
    assert event_names(source) == ("order_placed", "order_completed")
    types = [(each.type, each.column.name) for each in source.identifiers]
    assert types == [("user_id", "customer"), ("email", "mail"), ("email", "billing mail")]
    assert isinstance(source.values, tuple)
    assert [(value.name, value.type) for value in source.values] == [("revenue", "number"), ("brand", None)]
    assert {column.name for column in columns_of(source)} >= {"_row_number", "seen", "state", "amount"}


def test_a_project_without_the_file_has_no_sources(tmp_path: Path) -> None:
    assert read_sources(tmp_path) == ()


def test_traits_may_have_one_time_for_all_rows_and_a_whole_json_column(tmp_path: Path) -> None:
    text = "{source: crm, kind: traits, table: {database: a.b, table: c}, at: {constant: 2020-01-01}"
    (source,) = _read(tmp_path, f"sources: [{text}, identifiers: {{email: mail}}, traits: payload}}]")
    assert (source.database, source.table) == ("a.b", "c")
    assert source.at == Instant(1577836800000)
    assert isinstance(source.values, Column)


def test_a_list_names_columns_that_are_called_like_their_values(tmp_path: Path) -> None:
    text = "{source: crm, kind: traits, table: a.b, at: seen, identifiers: {email: mail}"
    (source,) = _read(tmp_path, f"sources: [{text}, traits: [country, 'é{{{{x}}}}\"']}}]")
    assert isinstance(source.values, tuple)
    assert [value.name for value in source.values] == ["country", 'é{{x}}"']


def test_identifiers_need_no_time(tmp_path: Path) -> None:
    (source,) = _read(
        tmp_path,
        "sources: [{source: map, kind: identifiers, table: a.b, identifiers: {email: m, user_id: u}}]",
    )
    assert source.at is None
    assert not isinstance(source.values, ValueColumn)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "kind: events",
            "kind: event",
            'yml:4:11: "event" is not a legal kind. Did you mean "events"?',
        ),
        ("    table: raw.orders\n", "", 'sources.yml:3:5: "table" is missing'),
        ("raw.orders", "orders", 'the table came as "orders"; write it as database.table'),
        (
            "identifiers:",
            "identifers:",
            'yml:12:5: "identifers" is not a word Segflux',
        ),
        ("look_back: 3 days", "look_back: 3 months", 'yml:8:16: "look_back" needs an exact length'),
        (
            "look_back: 3 days",
            "look_back: soon",
            'yml:8:16: "look_back" needs a length such as 7 days',
        ),
        (
            "    arrived_at: _loaded_at\n",
            "",
            're-read by "arrived_at", which is missing',
        ),
        ("'%Y%m%d'", "'%d/%m'", 'the format "%d/%m" has no year'),
        ("'%Y%m%d'", "'%Y %Q'", '"%Q" is not a code of a time format'),
        ("'%Y%m%d'", "'%Y %Z'", "leave %Z out"),
        ("Europe/Berlin", "Europe/Berln", '"Europe/Berln" is not a time zone. Did you mean "Europe/Berlin"?'),
        ("unmapped: leave_out", "unmapped: drop", '"drop" is not a legal "unmapped"'),
        ("type: number", "type: numeric", '"numeric" is not a legal type. Did you mean "number"?'),
        ("type: number", "format: '%Y'", '"format" needs "type: time" beside it'),
        ("      brand: brand", "      item.brand: brand", '"item.brand" cannot be a name in "properties"'),
        (
            "mutable: number",
            "traits: [a]",
            '"traits" belongs to "kind: traits"',
        ),
        ("mutable: number", "mutable: []", 'the list of columns of "mutable" is empty'),
        ("source: shop", "source: My Shop", 'the source is called "My Shop"; use lower-case letters'),
        ("source: shop", "adapter: mixpanel", '"mixpanel" is not an adapter Segflux knows'),
        (
            "at: {column: ordered,",
            "at: {constant: 2020-01-01, column: ordered,",
            "a time of their own",
        ),
        ("arrived_at: _loaded_at", "arrived_at: [a]", "came as a list"),
        (
            "brand: brand",
            "brand: {type: text}",
            '"column" is missing: "brand" in "properties"',
        ),
    ],
)
def test_a_fault_names_its_place_and_the_way_out(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert any(expected in fault for fault in _faults(tmp_path, ORDERS.replace(old, new, 1)))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = ORDERS.replace("kind: events", "kind: eventz").replace("3 days", "x").replace("identifiers", "ids")
    assert len(_faults(tmp_path, text)) == 4


def test_two_sources_of_one_name_and_kind_are_refused(tmp_path: Path) -> None:
    twice = ORDERS + ORDERS.replace("\nsources:\n", "", 1)
    (fault,) = _faults(tmp_path, twice)
    assert 'the source "shop" has events already at line 3' in fault


@pytest.mark.parametrize("text", ["[]", "sources: {}", "sources: [a]", "sources:", "a: b"])
def test_other_shapes_are_told(tmp_path: Path, text: str) -> None:
    assert _faults(tmp_path, text)
