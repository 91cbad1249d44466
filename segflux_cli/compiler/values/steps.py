"""Lengths of time added to moments of a row, which no evaluation knows beforehand (D4's `minus` and `plus`)."""

from segflux_cli.compiler.rendering.fragments import call
from segflux_cli.literals import spell_text
from segflux_cli.spec.times.spans import MILLISECONDS, MONTHS
from segflux_cli.spec.times.times import Duration

TIME = "toUnixTimestamp64Milli(occurred_at)"


def minus(moment: str, length: Duration, time_zone: str) -> str:
    """The moment, in milliseconds, so much earlier."""
    return _stepped(moment, length, -1, time_zone)


def plus(moment: str, length: Duration, time_zone: str) -> str:
    """The moment, in milliseconds, so much later."""
    return _stepped(moment, length, 1, time_zone)


def needs_zone(length: Duration | None) -> bool:
    """Whether a step of this length depends on the time zone."""
    return length is not None and length.unit in MONTHS


def _stepped(moment: str, length: Duration, sign: int, time_zone: str) -> str:
    if length.unit in MILLISECONDS:
        return f"({moment} {'+' if sign > 0 else '-'} {length.amount * MILLISECONDS[length.unit]})"
    months = sign * length.amount * MONTHS[length.unit]
    return call("months_later", moment, str(months), spell_text(time_zone))
