"""Operators between two values, of which the spec knows neither (D7)."""

from collections.abc import Callable

from segflux_cli.compiler.rendering.fragments import call
from segflux_cli.compiler.values.numbers import SIGNS, Sign, compares_values
from segflux_cli.compiler.values.values import RawValue, Value

_TEXTS = {
    "contains": "position({0}, {1}) > 0",
    "starts_with": "startsWith({0}, {1})",
    "ends_with": "endsWith({0}, {1})",
}
_TIMES = {"after": ">=", "before": "<"}


def compares_with(value: Value, word: str, other: RawValue, variable: str) -> str:
    """The positive operator of that word; false where either has no value."""
    if word in ("has_any", "has_all"):
        return _has(value, word, other, variable)
    return _TESTS[word](value, other)


def _is(value: Value, other: RawValue) -> str:
    """With a number numbers are compared, with a text or a boolean text forms."""
    is_text = f"(startsWith({other.raw}, '\"') or {other.raw} in ('true', 'false'))"
    texts = f"ifNull({value.text()} = {other.text()}, false)"
    return f"if({is_text}, {texts}, {compares_values(value, '=', other)})"


def _has(value: Value, word: str, other: RawValue, variable: str) -> str:
    """What is no list stands for a list of itself; elements are compared as by `is`."""
    wanted = f"{variable}_wanted"
    listed = f"if(startsWith({other.raw}, '['), {other.elements()}, [{other.raw}])"
    found = f"arrayExists({variable} -> {_is(RawValue(variable), RawValue(wanted))}, {value.elements()})"
    function = "arrayExists" if word == "has_any" else "arrayAll"
    return f"({value.exists()} and {other.exists()} and {function}({wanted} -> {found}, {listed}))"


def _text_test(template: str) -> Callable[[Value, RawValue], str]:
    def test(value: Value, other: RawValue) -> str:
        sides = (call("lowered", side.text()) for side in (value, other))
        return f"ifNull({template.format(*sides)}, false)"

    return test


def _number_test(sign: Sign) -> Callable[[Value, RawValue], str]:
    return lambda value, other: compares_values(value, sign, other)


def _time_test(sign: str) -> Callable[[Value, RawValue], str]:
    return lambda value, other: f"ifNull({value.milliseconds()} {sign} {other.milliseconds()}, false)"


_TESTS: dict[str, Callable[[Value, RawValue], str]] = {
    "is": _is,
    **{word: _number_test(sign) for word, sign in SIGNS.items()},
    **{word: _text_test(template) for word, template in _TEXTS.items()},
    **{word: _time_test(sign) for word, sign in _TIMES.items()},
}
