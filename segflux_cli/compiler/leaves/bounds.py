"""Measures against the bounds of number operators, exactly."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from segflux_cli.compiler.values.numbers import SIGNS, as_number
from segflux_cli.spec.declared.operators import Operator


@dataclass(frozen=True)
class Scale:
    """How a measure is held: its decimal places, a factor, the widest bound, and how SQL spells a bound."""

    places: int
    factor: int
    widest: Decimal
    spelling: str


WHOLE = Scale(0, 1, Decimal(10) ** 18, "{}")
DECIMAL = Scale(6, 1, Decimal("9" * 32 + ".999999"), "toDecimal128('{}', 6)")
MILLIONTHS = Scale(0, 10**6, Decimal(10) ** 70, "toInt256('{}')")


def compares_measure(sql: str, operator: Operator, scale: Scale) -> str:
    """The comparison; null where the measure is unknown. Bounds between two steps never round a test away."""
    bounds = [_scaled(value, scale) for value in operator.values]
    if operator.word in ("is", "is_not"):
        return _is(sql, bounds, scale, is_negated=operator.word == "is_not")
    if operator.word == "between":
        first, last = _step(bounds[0], scale, ROUND_CEILING), _step(bounds[1], scale, ROUND_FLOOR)
        return f"{sql} >= {_spell(first, scale)} and {sql} <= {_spell(last, scale)}"
    rounding = ROUND_CEILING if operator.word in ("at_least", "less_than") else ROUND_FLOOR
    return f"{sql} {SIGNS[operator.word]} {_spell(_step(bounds[0], scale, rounding), scale)}"


def _is(sql: str, bounds: list[Decimal], scale: Scale, *, is_negated: bool) -> str:
    reachable = [bound for bound in bounds if bound == _step(bound, scale, ROUND_FLOOR)]
    if not reachable:
        return f"{sql} {'=' if is_negated else '!='} {sql}"
    if is_negated:
        return " and ".join(f"{sql} != {_spell(bound, scale)}" for bound in reachable)
    return f"({' or '.join(f'{sql} = {_spell(bound, scale)}' for bound in reachable)})"


def _scaled(value: object, scale: Scale) -> Decimal:
    """A double means its shortest decimal digits."""
    with localcontext(prec=500):
        return Decimal(repr(as_number(value))) * scale.factor


def _step(bound: Decimal, scale: Scale, rounding: str) -> Decimal:
    with localcontext(prec=500):
        clamped = max(-scale.widest, min(scale.widest, bound))
        return clamped.quantize(Decimal(1).scaleb(-scale.places), rounding)


def _spell(bound: Decimal, scale: Scale) -> str:
    is_whole = bound == bound.to_integral_value()
    with localcontext(prec=500):
        digits = f"{bound.to_integral_value() if is_whole else bound.normalize():f}"
    is_plain = is_whole and abs(bound) < 2**31
    return digits if is_plain else scale.spelling.format(digits)
