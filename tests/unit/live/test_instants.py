"""Times as values are read to the millisecond, and only as the language says."""

import pytest

from segflux_cli.errors import Place
from segflux_cli.live.cases.instants import instant_of
from segflux_cli.live.cases.plain_nodes import node_of


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2026-01-01", 1767225600000),
        ("2026-01-01T00:00", 1767225600000),
        ("2026-01-01 00:00:00.9999Z", 1767225600999),
        (" 2026-01-01T02:30:00+02:30\n", 1767225600000),
        ("2026-01-01T02:00:00+02", 1767225600000),
        ("2025-12-31T22:30:00-0130", 1767225600000),
        ("1969-12-31T23:59:59.9999Z", -1),
        (1767225600, 1767225600000),
        (1767225600000, 1767225600000),
        ("1767225600.0019", 1767225600001),
        (-0.0015, -2),
        (99999999999, 99999999999000),
        (100000000000, 100000000000),
        ("1e3", 1000000),
    ],
)
def test_times_are_read(value: object, instant: int) -> None:
    assert instant_of(node_of(value, Place("x"))) == instant


@pytest.mark.parametrize(
    "value",
    [
        *("", "soon", "2026-02-29", "31/03/2021", "2026-01-01T24:00", "2026-01-01T1:00", "2026-1-1", "٣"),
        *("2026-01-01Z", "2026-01-01T00:00:00 +02:00", "1e999999999", float("nan"), True, None, [1], {}),
    ],
)
def test_anything_else_is_no_time(value: object) -> None:
    assert instant_of(node_of(value, Place("x"))) is None
