"""The parts of canonical words: counts, measures, filters, operators (D25)."""

from segflux_cli.compiler.wording.canonical_values import spell_days, spell_side, spell_value
from segflux_cli.spec.conditions.operator_reader import OPERATORS
from segflux_cli.spec.declared.measures import Count, Measure
from segflux_cli.spec.declared.operators import ElementTest, Filter, Operator, OtherTrait, PropertyTest
from segflux_cli.spec.times.times import Duration

_LIST_WORDS = frozenset({"between", "has_any", "has_all", "has_none"})


def count_words(count: Count) -> list[str]:
    """The count words; none for the default."""
    if count == Count(at_least=1):
        return []
    words = {"at_least": count.at_least, "at_most": count.at_most, "exactly": count.exactly}
    return [
        f"{word}: {number} {'time' if number == 1 else 'times'}"
        for word, number in words.items()
        if number is not None
    ]


def measure_word(measure: Measure) -> str:
    """The word that stands for the measure, such as `total` or `p95`."""
    if measure.kind != "percentile":
        return measure.kind
    return "median" if measure.percentile == 50 else f"p{measure.percentile}"


def spell_filter(block: Filter) -> str:
    """The tests of an `all` block, those of one path under one key."""
    keys: dict[str, list[str]] = {}
    for test in block.tests:
        if isinstance(test, PropertyTest):
            keys.setdefault(test.path, []).extend(
                spell_operator(operator) for operator in _sorted(test.operators)
            )
        elif isinstance(test, ElementTest):
            keys.setdefault(test.path, []).append(f"item: {spell_filter(test.filter)}")
        else:
            blocks = ", ".join(spell_filter(part) for part in test.tests if isinstance(part, Filter))
            keys.setdefault(test.mode, []).append(f"[{blocks}]")
    return "{" + ", ".join(f"{spell_value(key)}: {_tests(key, tests)}" for key, tests in keys.items()) + "}"


def _tests(key: str, tests: list[str]) -> str:
    if key in ("all", "any", "none"):
        return tests[0]
    if len(tests) == 1 and tests[0].startswith("is: "):
        return tests[0].removeprefix("is: ")
    return "{" + ", ".join(tests) + "}"


def spell_operators(operators: tuple[Operator, ...]) -> str:
    """Operators in the order of the language."""
    return ", ".join(spell_operator(operator) for operator in _sorted(operators))


def _sorted(operators: tuple[Operator, ...]) -> list[Operator]:
    return sorted(operators, key=lambda operator: OPERATORS.index(operator.word))


def spell_operator(operator: Operator) -> str:
    """The word of the operator and its right-hand side."""
    if operator.word == "anniversary_within" and isinstance(operator.values[0], Duration):
        return f"{operator.word}: {spell_days(operator.values[0])}"
    sides = [spell_side(side) for side in operator.values]
    is_one = isinstance(operator.values[0], OtherTrait)
    is_list = len(sides) > 1 or (operator.word in _LIST_WORDS and not is_one)
    return f"{operator.word}: [{', '.join(sides)}]" if is_list else f"{operator.word}: {sides[0]}"


def one_or_list(names: tuple[str, ...]) -> str:
    """One name, or several in brackets."""
    spelled = [spell_value(name) for name in names]
    return spelled[0] if len(spelled) == 1 else f"[{', '.join(spelled)}]"
