"""D6 and D7: what a JSON value is as text, as a number, or as nothing."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

Value = Any  # whatever JSON can hold: None, bool, int, float, str, list, dict
Number = int | float

_SMALLEST_INTEGER = -(2**63)
_LARGEST_INTEGER = 2**64 - 1
_TRIMMED = " \t\r\n"
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_WIDEST_PLAIN_DOUBLE = 21
_SMALLEST_PLAIN_EXPONENT = -6


def trimmed(text: str) -> str:
    """The text without space, tab, CR and LF at its ends (D7)."""
    return text.strip(_TRIMMED)


def is_no_value(value: Value) -> bool:
    """Missing and null are no value (D6), NaN and infinities too (D7)."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def is_list_or_object(value: Value) -> bool:
    """Lists and objects have no text form (D7)."""
    return isinstance(value, list | tuple | Mapping)


def number_of(value: Value) -> Number | None:
    """The number a value reads as: a JSON number or text that looks like one; never a boolean (D7)."""
    if is_no_value(value) or isinstance(value, bool) or is_list_or_object(value):
        return None
    if isinstance(value, int):
        return _integer_or_double(value)
    if isinstance(value, float):
        return value
    return _number_of_text(trimmed(value))


def _number_of_text(text: str) -> Number | None:
    if not _NUMBER.fullmatch(text):
        return None
    double = float(text)
    if not math.isfinite(double):
        return None
    return _integer_or_double(int(text)) if _INTEGER.fullmatch(text) else double


def _integer_or_double(integer: int) -> Number | None:
    """Integers are exact from -2^63 to 2^64 - 1 and doubles beyond (D7)."""
    if _SMALLEST_INTEGER <= integer <= _LARGEST_INTEGER:
        return integer
    try:
        return float(integer)
    except OverflowError:
        return None


def text_of(value: Value) -> str | None:
    """The text form; lists, objects and no value have none (D7)."""
    if is_no_value(value) or is_list_or_object(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    number = number_of(value)
    return None if number is None else text_of_number(number)


def text_of_number(number: Number) -> str:
    """Integers in all digits, doubles as ECMAScript writes them, -0 as 0 (D7)."""
    if isinstance(number, int):
        return str(number)
    if number == 0:
        return "0"
    return ("-" if number < 0 else "") + _text_of_double(abs(number))


def _text_of_double(double: float) -> str:
    """ECMAScript's Number::toString for a positive finite number."""
    decimal = Decimal(repr(double)).as_tuple()
    digits = "".join(str(digit) for digit in decimal.digits)
    point = len(digits) + int(decimal.exponent)
    digits = digits.rstrip("0")
    if len(digits) <= point <= _WIDEST_PLAIN_DOUBLE:
        return digits + "0" * (point - len(digits))
    if 0 < point <= _WIDEST_PLAIN_DOUBLE:
        return f"{digits[:point]}.{digits[point:]}"
    if _SMALLEST_PLAIN_EXPONENT < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{mantissa}e{point - 1:+d}"


def exact(number: Number) -> Fraction:
    """The number its text form says, as an exact fraction."""
    return Fraction(text_of_number(number))


def lowered(text: str) -> str:
    """Each code point's own lower-case mapping: no folding, no rule that looks at neighbors (D7)."""
    return "".join(character.lower() for character in text)
