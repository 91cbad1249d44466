"""Operators on one value (D6 to D9): boolean SQL that is never null."""

from collections.abc import Callable

from segflux_cli.compiler.rendering.fragments import call
from segflux_cli.compiler.values.comparisons import compares_with
from segflux_cli.compiler.values.moments import AS_OF, ago, bound, day_after, midnight
from segflux_cli.compiler.values.narrowing import known_as
from segflux_cli.compiler.values.numbers import SIGNS, as_number, compares
from segflux_cli.compiler.values.other_traits import value_of
from segflux_cli.compiler.values.values import RawValue, Value
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.operators import Operator, OtherTrait
from segflux_cli.spec.declared.text_form import text_form
from segflux_cli.spec.times.times import Ago, Duration, Instant, LocalDate

_COMPLEMENTS = {
    "is_not": "is",
    "does_not_contain": "contains",
    "does_not_match": "matches",
    "has_none": "has_any",
}


def is_negative(operator: Operator) -> bool:
    """Whether the operator is the complement of another."""
    return operator.word in _COMPLEMENTS or (operator.word == "exists" and operator.values == (False,))


def positive_test(value: Value, operator: Operator, variable: str = "element") -> str:
    """The test of the operator or, for a negative one, of what it is the complement of.

    `variable` names what stands for an element of a list, where the operator looks at elements.
    """
    word = _COMPLEMENTS.get(operator.word, operator.word)
    right = operator.values[0]
    if isinstance(right, OtherTrait):
        return compares_with(value, word, value_of(right), variable)
    if word in ("has_any", "has_all"):
        return _has(value, operator.values, word, variable)
    return _TESTS[word](value, operator.values)


def _has(value: Value, wanted: tuple[object, ...], word: str, variable: str) -> str:
    """Elements are compared as by `is`; on no list there are none."""
    groups = [wanted] if word == "has_any" else [(one,) for one in wanted]
    tests = (
        f"arrayExists({variable} -> {_is(RawValue(variable), group)}, {value.elements()})" for group in groups
    )
    return " and ".join(tests)


def _is(value: Value, wanted: tuple[object, ...]) -> str:
    """Numbers are compared as numbers, texts and booleans as text forms, exactly."""
    texts = sorted({text_form(one) for one in wanted if isinstance(one, str | bool)})
    numbers = sorted(
        {as_number(one) for one in wanted if isinstance(one, int | float) and not isinstance(one, bool)}
    )
    tests = [_is_text(value, texts)] * bool(texts) + [compares(value, "=", one) for one in numbers]
    return tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"


def _is_text(value: Value, texts: list[str]) -> str:
    spelled = [spell_text(text) for text in texts]
    compared = f"= {spelled[0]}" if len(spelled) == 1 else f"in ({', '.join(spelled)})"
    return f"ifNull({value.text()} {compared}, false)"


def _number_test(word: str) -> Callable[[Value, tuple[object, ...]], str]:
    return lambda value, wanted: compares(value, SIGNS[word], as_number(wanted[0]))


def _text_test(template: str) -> Callable[[Value, tuple[object, ...]], str]:
    def test(value: Value, wanted: tuple[object, ...]) -> str:
        part = known_as(str, wanted[0])
        spelled = spell_text(part.lower()) if part.isascii() else call("lowered", spell_text(part))
        return f"ifNull({template.format(call('lowered', value.text()), spelled)}, false)"

    return test


def _matches(value: Value, wanted: tuple[object, ...]) -> str:
    """RE2 as its manual has it: by default the engine would let a dot match a line's end."""
    return f"ifNull(match({value.text()}, {spell_text('(?-s)' + known_as(str, wanted[0]))}), false)"


def _between(value: Value, wanted: tuple[object, ...]) -> str:
    """Numbers include both ends; times end before the second bound."""
    first, last = wanted
    if isinstance(first, int | float):
        ends = compares(value, ">=", first), compares(value, "<=", as_number(last))
        return f"({ends[0]} and {ends[1]})"
    time = value.milliseconds()
    return f"ifNull({time} >= {_at(_bound(first))} and {time} < {_at(_bound(last))}, false)"


def _newer_than(value: Value, wanted: tuple[object, ...]) -> str:
    """A time to come is not new."""
    time = value.milliseconds()
    return f"ifNull({time} > {_at(ago(_length(wanted)))} and {time} <= {_at(AS_OF)}, false)"


def _on(value: Value, wanted: tuple[object, ...]) -> str:
    day = known_as(LocalDate, wanted[0]).day
    time, end = value.milliseconds(), midnight(day_after(day))
    return f"ifNull({time} >= {_at(midnight(day))} and {time} < {_at(end)}, false)"


def _anniversary_within(value: Value, wanted: tuple[object, ...]) -> str:
    """The plan knows today, so it spells the days of the year that lie ahead."""
    days = _length(wanted).amount
    return f"arrayExists(time -> {{anniversary within {days} days of time}}, [{value.milliseconds()}])"


def _length(wanted: tuple[object, ...]) -> Duration:
    return known_as(Duration, wanted[0])


def _bound(moment: object) -> str:
    if isinstance(moment, Ago | LocalDate):
        return bound(moment)
    return bound(known_as(Instant, moment))


def _at(words: str) -> str:
    """A moment that the plan resolves to milliseconds; no literal can hold a brace."""
    return f"{{at {words}}}"


_TESTS: dict[str, Callable[[Value, tuple[object, ...]], str]] = {
    "is": _is,
    **{word: _number_test(word) for word in SIGNS},
    "between": _between,
    "contains": _text_test("position({0}, {1}) > 0"),
    "starts_with": _text_test("startsWith({0}, {1})"),
    "ends_with": _text_test("endsWith({0}, {1})"),
    "matches": _matches,
    "exists": lambda value, _: value.exists(),
    "newer_than": _newer_than,
    "older_than": lambda value, wanted: (
        f"ifNull({value.milliseconds()} <= {_at(ago(_length(wanted)))}, false)"
    ),
    "after": lambda value, wanted: f"ifNull({value.milliseconds()} >= {_at(_bound(wanted[0]))}, false)",
    "before": lambda value, wanted: f"ifNull({value.milliseconds()} < {_at(_bound(wanted[0]))}, false)",
    "on": _on,
    "anniversary_within": _anniversary_within,
}
