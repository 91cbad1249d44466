"""Times in source columns are read as D8 says, by a named format, and in the zone that is named."""

from typing import Any

import pytest

from segflux_cli.compiler.rendering.macros import MacroSession


def _read(engine: Any, macros: MacroSession, values: str, **words: str) -> list[str | None]:
    read = macros.call("read_time", "given.value", **words)
    sql = f"select toString({read}) from (select arrayJoin({values}) as value) as given"
    return [row[0] for row in engine.query(sql).result_rows]


def _text(value: str) -> str:
    return f"['{value}']"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2020-01-01", "2020-01-01 00:00:00.000"),
        ("2019-10-01 00:00:00 UTC", "2019-10-01 00:00:00.000"),
        ("2020-07-01 12:00:00 Europe/Berlin", "2020-07-01 10:00:00.000"),
        ("2020-07-01 12:00 EST", "2020-07-01 17:00:00.000"),
        (" 2020-07-01T12:00:00.1239Z ", "2020-07-01 12:00:00.123"),
        ("1969-12-31 23:59:59.9999", "1969-12-31 23:59:59.999"),
        ("2020-07-01 12:00:00+02:00", "2020-07-01 10:00:00.000"),
        ("1577836800", "2020-01-01 00:00:00.000"),
        ("1577836800000", "2020-01-01 00:00:00.000"),
        ("2020-02-30", None),
        ("2020-07-01 25:00:00", None),
        ("2020-07-01 12:00:00 Nowhere/City", None),
        ("31/03/2021", None),
        ("2020-01-1: 10:00:00", None),
        ("20 0-01-10 10:00:00", None),
        ("1899-12-31 10:00:00", None),
        ("1950-12-31 10:00:00", "1950-12-31 10:00:00.000"),
        ("", None),
    ],
)
def test_text_is_read_as_the_language_says(
    engine: Any, macros: MacroSession, value: str, expected: str | None
) -> None:
    assert _read(engine, macros, _text(value)) == [expected]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2020-01-01", "2019-12-31 23:00:00.000"),
        ("2020-03-29 02:30:00", "2020-03-29 01:30:00.000"),  # skipped by the clock: moves on by the gap
        ("2020-10-25 02:30:00", "2020-10-25 00:30:00.000"),  # shown twice by the clock: the earlier
        ("2020-07-01 12:00:00Z", "2020-07-01 12:00:00.000"),
        ("2020-07-01 12:00:00 America/New_York", "2020-07-01 16:00:00.000"),
        ("1577836800", "2020-01-01 00:00:00.000"),
    ],
)
def test_a_local_time_is_read_in_its_zone(
    engine: Any, macros: MacroSession, value: str, expected: str
) -> None:
    assert _read(engine, macros, _text(value), time_zone="Europe/Berlin") == [expected]


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        ("19970101", "%Y%m%d", "1997-01-01 00:00:00.000"),
        (" 19970101 UTC", "%Y%m%d", "1997-01-01 00:00:00.000"),
        ("19970230", "%Y%m%d", None),
        ("19970101x", "%Y%m%d", None),
        ("199701+1", "%Y%m%d", None),
        ("5/4/2026 3:07 PM", "%m/%d/%Y %I:%M %p", "2026-05-04 15:07:00.000"),
        ("4 May 2026 7:05", "%d %B %Y %H:%M", "2026-05-04 07:05:00.000"),
        ("13/4/2026", "%m/%d/%Y", None),
        ("20260504100000.1239999", "%Y%m%d%H%M%S.%f", "2026-05-04 10:00:00.123"),
        ("1:.02.1960", "%d.%m.%Y", None),
        ("01x02.1960", "%d.%m.%Y", None),
        ("01.02.1960 03:04:05 PM", "%d.%m.%Y %I:%M:%S %p", "1960-02-01 15:04:05.000"),
        ("03 Feb 2021 01:02:03 +02:00", "%d %b %Y %H:%M:%S %z", "2021-02-02 23:02:03.000"),
        ("03/February/2021 01:02:03.1239999", "%d/%B/%Y %H:%M:%S.%f", "2021-02-03 01:02:03.123"),
        ("1577836800", "seconds", "2020-01-01 00:00:00.000"),
        ("-1.5", "milliseconds", "1969-12-31 23:59:59.998"),
        ("1577836800000999", "microseconds", "2020-01-01 00:00:00.000"),
        ("1577836800000999999", "nanoseconds", "2020-01-01 00:00:00.000"),
        ("soon", "seconds", None),
    ],
)
def test_a_named_format_is_followed(
    engine: Any, macros: MacroSession, value: str, form: str, expected: str | None
) -> None:
    assert _read(engine, macros, _text(value), format=form) == [expected]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("[toDateTime('2020-07-01 12:00:00', 'Europe/Berlin')]", "2020-07-01 10:00:00.000"),
        ("[toDateTime64('1969-12-31 23:59:59.9999', 6, 'UTC')]", "1969-12-31 23:59:59.999"),
        ("[toDate('2020-01-01')]", "2020-01-01 00:00:00.000"),
        ("[toNullable(toUInt32(1577836800))]", "2020-01-01 00:00:00.000"),
        ("[1577836800.25]", "2020-01-01 00:00:00.250"),
        ("[toDecimal64(1577836800.25, 2)]", "2020-01-01 00:00:00.250"),
        ("[cast(null as Nullable(DateTime))]", None),
    ],
)
def test_a_column_of_any_type_is_read(
    engine: Any, macros: MacroSession, values: str, expected: str | None
) -> None:
    assert _read(engine, macros, values) == [expected]


@pytest.mark.parametrize("kind", [None, "text", "json"])
def test_the_padding_of_a_fixed_string_is_no_part_of_its_value(
    engine: Any, macros: MacroSession, kind: str | None
) -> None:
    read = macros.call("read_value", "given.value", kind)
    sql = f"select {read} from (select arrayJoin([toNullable(toFixedString('pro', 8)), null]) as value) as given"
    assert engine.query(sql).result_rows == [('"pro"',), ("null",)]


def test_digits_in_a_number_column_follow_the_format(engine: Any, macros: MacroSession) -> None:
    assert _read(engine, macros, "[19970101]", format="%Y%m%d") == ["1997-01-01 00:00:00.000"]


def test_every_zone_of_the_engine_is_read(engine: Any, macros: MacroSession) -> None:
    zones = "(select groupArray('2020-07-01 12:00:00 ' || time_zone) from system.time_zones)"
    assert None not in _read(engine, macros, zones)
