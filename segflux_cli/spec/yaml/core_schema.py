"""What an unquoted YAML scalar means: the core schema of YAML 1.2, nothing of YAML 1.1."""

import re

from segflux_cli.spec.yaml.nodes import ScalarValue

SMALLEST_INTEGER = -(2**63)
LARGEST_INTEGER = 2**64 - 1

_WORDS: dict[str, ScalarValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_FIRST_OF_NUMBER = frozenset("+-.0123456789")
_DECIMAL = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OCTAL = re.compile(r"0o([0-7]+)", re.ASCII)
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]+)", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)


def resolve(text: str) -> ScalarValue:
    """The value of an unquoted scalar; `NO`, `on`, `yes`, `12:30` and `2026-01-31` stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST_OF_NUMBER:
        return text
    return _number(text)


def _number(text: str) -> ScalarValue:
    if _DECIMAL.fullmatch(text):
        return _whole(text, 10)
    if octal := _OCTAL.fullmatch(text):
        return _whole(octal.group(1), 8)
    if hexadecimal := _HEXADECIMAL.fullmatch(text):
        return _whole(hexadecimal.group(1), 16)
    return float(text) if _FLOAT.fullmatch(text) else text


def _whole(digits: str, base: int) -> int | float:
    # beyond 30 digits no integer is exact, and int() refuses the longest texts
    significant = digits.lstrip("+-").lstrip("0")
    if len(significant) > 30:
        return float(digits) if base == 10 else float("inf")
    number = int(digits, base)
    return number if SMALLEST_INTEGER <= number <= LARGEST_INTEGER else float(number)
