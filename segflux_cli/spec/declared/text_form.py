"""The text form of a value (D7): what text operators and comparisons of text look at."""

import math

from segflux_cli.spec.declared.operators import Scalar


def text_form(value: Scalar) -> str:
    """The value as text: booleans as `true` and `false`, numbers as JSON writes them, no `.0`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _text_of_double(value)


def _text_of_double(value: float) -> str:
    """A finite double as ECMAScript writes it."""
    if value == 0:
        return "0"
    mantissa, _, exponent_text = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent_text or 0)
    written = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(written)
    sign = "-" if math.copysign(1, value) < 0 else ""
    return sign + _place_point(written.rstrip("0"), point)


def _place_point(digits: str, point: int) -> str:
    if 0 < point <= 21:
        whole, fraction = digits[:point].ljust(point, "0"), digits[point:]
        return f"{whole}.{fraction}" if fraction else whole
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = point - 1
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}e{'+' if exponent > 0 else '-'}{abs(exponent)}"
