"""The macros that read values agree with the oracle on every JSON value, text and time."""

import json
import random
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from tests.oracle.amounts import rounded
from tests.oracle.times import time_of
from tests.oracle.values import exact, lowered, number_of, text_of, trimmed

TEXTS = (
    "+1.5", ".5", "1.", "1.e5", "007", "+007.50", "-.5e-3", " 12\t", "1e999", "", "e5", ".", "1_0", "٣", "0x10",
    "inf", "nan", "-0", "+0", "00", "1e5x", "9007199254740993", "+018446744073709551615", "18446744073709551616",
    "Straße ΟΔΟΣ", "İ", "2026-01-02", "2026-02-30", "2024-02-29", "1900-02-29", "2026-01-02T03:04",
    "2026-01-02 03:04:05.6789Z", "2026-01-02T03:04:05+02:30", "2026-01-02T03:04:05-02", "2026-13-01",
    "2026-01-02T24:00", "2026-01-02T03:04:60", "31/03/2021", "1700000000", "1700000000123", "1234567890.123",
    "-1.0005", "1e11", "99999999999.999", "0001-01-01", "9999-12-31T23:59:59.999", "1969-12-31T23:59:59.9999Z",
    "2026-01-02T03", "2026-01-02Z", "true", "null", "[1]", '"', "\\", "\n",
)  # fmt: skip


@pytest.fixture(scope="module")
def macros() -> MacroSession:
    """The macros of the project."""
    return load_macros(project_files()).session()


def _values() -> list[Any]:
    chance = random.Random(5)
    numbers = [chance.uniform(-1, 1) * 10.0 ** chance.randint(-20, 25) for _ in range(300)]
    integers = [chance.randint(-(2**63), 2**64 - 1) >> chance.randint(0, 60) for _ in range(300)]
    digits = ["".join(chance.choices("0123456789.+-eE ", k=chance.randint(1, 9))) for _ in range(600)]
    days = [
        f"{chance.randint(0, 9999):04}-{chance.randint(0, 13):02}-{chance.randint(0, 32):02}"
        for _ in range(300)
    ]
    amounts = [
        f"{'-' * chance.randint(0, 1)}{chance.randrange(10 ** chance.randint(1, 20))}.{chance.randrange(10**9)}"
        for _ in range(300)
    ]
    instants = [_garbled(chance, _instant(chance)) for _ in range(600)]
    fixed = [0.0, -0.0, 1e21, 1e20, 1e-7, 5e-324, True, False, None, [1, "a"], {"a": 1}, 2**64 - 1, -(2**63)]
    return [*fixed, *TEXTS, *numbers, *integers, *digits, *amounts, *days, *instants]


def _instant(chance: random.Random) -> str:
    day = f"{chance.randint(1890, 2310)}-{chance.randint(1, 12):02}-{chance.randint(1, 29):02}"
    time = f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"
    return chance.choice((day, f"{day}T{time}Z", f"{day}T{time}.{chance.randint(0, 999):03}Z"))


def _garbled(chance: random.Random, text: str) -> str:
    """Half of the texts with one sign that is another: `+` and `:` are next to the digits."""
    place = chance.randrange(2 * len(text))
    return text if place >= len(text) else text[:place] + chance.choice("+:- 07T") + text[place + 1 :]


def _read(client: Client, sql: str, values: list[Any]) -> list[Any]:
    """What an expression over `raw` gives for each value."""
    client.command("create or replace table documents (place UInt64, document String) engine = Memory")
    rows = [[place, json.dumps({"v": value})] for place, value in enumerate(values)]
    client.insert("documents", rows, ["place", "document"])
    query = f"select {sql} from (select place, JSONExtractRaw(document, 'v') as raw from documents) order by place"
    return list(client.query(query).result_columns[0])


def test_text_number_and_decimal_agree(client: Client, macros: MacroSession) -> None:
    """D7 and D10: text forms, what reads as a number, and rounding to 6 places."""
    values = _values()
    assert _read(client, str(macros.call("text_of", "raw")), values) == [text_of(value) for value in values]
    numbers = [number_of(value) for value in values]
    doubles = [None if number is None else float(number) for number in numbers]
    assert _read(client, str(macros.call("number_of", "raw")), values) == doubles
    decimals = _read(client, str(macros.call("decimal_of", "raw")), values)
    for value, number, decimal in zip(values, numbers, decimals, strict=True):
        if number is None or abs(number) < 10**31:
            assert decimal == (None if number is None else rounded(exact(number))), value


def test_integers_are_exact(client: Client, macros: MacroSession) -> None:
    """D7: whole numbers of 64 bits keep every digit, in text too."""
    values: list[Any] = [2**53 + 1, -(2**63), 2**64 - 1, f"{2**53 + 1}", " +007", 1.5, "x", True]
    found = _read(client, str(macros.call("integer_of", "raw")), values)
    assert found == [2**53 + 1, -(2**63), 2**64 - 1, 2**53 + 1, 7, None, None, None]


def test_times_agree(client: Client, macros: MacroSession) -> None:
    """D8: ISO texts of any year, and numbers of seconds or milliseconds."""
    values = _values()
    found = _read(client, str(macros.call("milliseconds_of", "raw")), values)
    for value, milliseconds in zip(values, found, strict=True):
        expected = time_of(value)
        if expected is None or abs(expected) < 2**53:
            assert milliseconds == expected, value


def test_texts_are_trimmed_and_lowered(client: Client, macros: MacroSession) -> None:
    """D7: space, tab, CR and LF go; lower case is that of each code point."""
    client.command("create or replace table texts (place UInt64, text String) engine = Memory")
    client.insert("texts", list(enumerate(TEXTS)), ["place", "text"])
    sql = (
        f"select {macros.call('trimmed', 'text')}, {macros.call('lowered', 'text')} from texts order by place"
    )
    assert client.query(sql).result_rows == [(trimmed(text), lowered(text)) for text in TEXTS]


def test_whole_numbers_beyond_64_bits_become_doubles(client: Client, macros: MacroSession) -> None:
    """The engine would hand them on as text; digits inside strings stay."""
    kept = {"c": f'x", {2**70},', "e": -(2**63)}
    text = json.dumps({"a": 2**64, "b": [10**25, 2**64 - 1], "d": -(2**63) - 1, **kept})
    sql = str(macros.call("whole_integers", "document"))
    found = client.query(f"select {sql} from (select {{text:String}} as document)", parameters={"text": text})
    rewritten = found.result_rows[0][0]
    assert json.loads(rewritten) == {"a": 2.0**64, "b": [1e25, 2**64 - 1], "d": -(2.0**63), **kept}
    assert rewritten.count("e0") == 3
    raw = client.query(
        "select JSONExtractRaw({text:String}, 'a')", parameters={"text": rewritten}
    ).result_rows[0][0]
    assert not raw.startswith('"')
    assert float(raw) == 2.0**64


@pytest.mark.parametrize("text", ["plain text", "o'dd", "{{ env_var('X') }}", "\\'; drop", "Ä\n\0", ""])
def test_spelled_means_the_text(client: Client, macros: MacroSession, text: str) -> None:
    """A literal and a name mean exactly the text that was given."""
    literal = macros.call("spelled", text)
    assert client.query(f"select {literal}").result_rows == [(text,)]
    assert not any(mark in str(literal)[1:-1] for mark in "'{}%#`")
