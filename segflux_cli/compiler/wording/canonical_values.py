"""How values, lengths and windows are spelled in canonical words (D25)."""

import re
from datetime import UTC, datetime, timedelta

from segflux_cli.spec.declared.operators import OtherTrait, Scalar
from segflux_cli.spec.declared.text_form import text_form
from segflux_cli.spec.times.times import (
    Ago,
    Between,
    Duration,
    Instant,
    LocalDate,
    NamedPeriod,
    RelativePeriod,
    TimeBound,
    Unit,
    Window,
    Within,
)
from segflux_cli.spec.yaml.core_schema import resolve

_PLAIN = re.compile(r"[\w/][\w./@+*-]*(?: [\w./@+*-]+)*")
_LARGER: dict[Unit, tuple[int, Unit]] = {
    "second": (60, "minute"),
    "minute": (60, "hour"),
    "hour": (24, "day"),
    "day": (7, "week"),
    "month": (12, "year"),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def spell_value(value: Scalar) -> str:
    """The value as YAML reads it back, in quotes only where it needs them."""
    if not isinstance(value, str):
        return text_form(value)
    if _PLAIN.fullmatch(value) and isinstance(resolve(value), str):
        return value
    return '"' + "".join(_character(character) for character in value) + '"'


def spell_side(side: Scalar | Duration | TimeBound | OtherTrait) -> str:
    """The right-hand side of an operator."""
    if isinstance(side, OtherTrait):
        return f"{{trait: {spell_value(side.name)}}}"
    if isinstance(side, Duration):
        return spell_length(side)
    if isinstance(side, Instant | LocalDate | Ago):
        return spell_bound(side)
    return spell_value(side)


def spell_length(length: Duration) -> str:
    """The length in its largest exact unit: `24 hours` is `1 day`, `14 days` are `2 weeks`."""
    amount, unit = length.amount, length.unit
    while unit in _LARGER and amount % _LARGER[unit][0] == 0:
        amount, unit = amount // _LARGER[unit][0], _LARGER[unit][1]
    return _count_units(amount, unit)


def spell_days(length: Duration) -> str:
    """The length as written, for a word that takes whole days and no weeks."""
    return _count_units(length.amount, length.unit)


def _count_units(amount: int, unit: Unit) -> str:
    return f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"


def spell_bound(bound: TimeBound) -> str:
    """A date, an instant in UTC or a length ago."""
    if isinstance(bound, Ago):
        return f"{spell_length(bound.length)} ago"
    if isinstance(bound, LocalDate):
        return bound.day.isoformat()
    moment = _EPOCH + timedelta(milliseconds=bound.milliseconds)
    precision = "milliseconds" if bound.milliseconds % 1000 else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def spell_window(window: Window) -> str:
    """The word of the window and what follows it."""
    if isinstance(window, Within):
        return f"within: {spell_length(window.length)}"
    if isinstance(window, Between):
        return _between(window)
    period = window.period
    words = _relative(period) if isinstance(period, RelativePeriod) else _named(period)
    return f"during: {words}"


def _between(window: Between) -> str:
    if window.start and window.end:
        return f"between: [{spell_bound(window.start)}, {spell_bound(window.end)}]"
    if window.start:
        return f"after: {spell_bound(window.start)}"
    return f"before: {spell_bound(window.end)}" if window.end else ""


def _relative(period: RelativePeriod) -> str:
    if period.unit == "day" and period.count < 2:
        return "yesterday" if period.count else "today"
    if period.count == 0:
        return f"this {period.unit}"
    return f"last {period.unit}" if period.count == 1 else f"last {period.count} {period.unit}s"


def _named(period: NamedPeriod) -> str:
    days = (period.end - period.start).days
    if days == 1:
        return period.start.isoformat()
    return period.start.isoformat()[:7] if days < 32 else period.start.isoformat()[:4]


def _character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
