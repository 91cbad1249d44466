"""The canonical words of conditions (D25): one spelling for `because`, explanations and leaf ids."""

from segflux_cli.compiler.canonical_values import (
    spell_days,
    spell_length,
    spell_side,
    spell_value,
    spell_window,
)
from segflux_cli.spec.conditions import (
    Amount,
    Behavior,
    Block,
    Condition,
    Count,
    EdgeEvent,
    ElementTest,
    Everyone,
    Filter,
    FromModel,
    Known,
    Membership,
    Operator,
    PropertyTest,
    TraitTest,
)
from segflux_cli.spec.operator_reader import OPERATORS
from segflux_cli.spec.times import Duration

_MEASURES = ("total", "average", "percentile", "smallest", "largest", "distinct")
_LIST_WORDS = frozenset({"between", "has_any", "has_all", "has_none"})


def canonical(condition: Condition) -> str:
    """`head: object, word: value, …` with defaults left out and lengths in their largest exact unit."""
    if isinstance(condition, Everyone | Known):
        return "everyone" if isinstance(condition, Everyone) else "known"
    if isinstance(condition, FromModel):
        return f"model: seg_{condition.segment}"
    if isinstance(condition, Block):
        parts = ", ".join(_in_list(part) for part in condition.conditions)
        return f"{condition.mode}: [{parts}]"
    if isinstance(condition, TraitTest):
        return f"trait: {spell_value(condition.trait)}, {_operator(condition.operator)}"
    if isinstance(condition, Membership):
        return _membership(condition)
    return _edge(condition) if isinstance(condition, EdgeEvent) else _behavior(condition)


def _in_list(condition: Condition) -> str:
    words = canonical(condition)
    return words if isinstance(condition, Everyone | Known) else f"{{{words}}}"


def _behavior(behavior: Behavior) -> str:
    head = "did_not" if behavior.negated else "did"
    parts = [f"{head}: {_one_or_list(behavior.events)}", *_counts(behavior.count)]
    parts += [_amount(amount) for amount in sorted(behavior.amounts, key=_rank_of_amount)]
    for periods in behavior.periods:
        parts.append(f"on_{periods.unit}s: {{{_operators(periods.operators)}}}")
    return ", ".join([*parts, *_window_and_where(behavior)])


def _edge(edge: EdgeEvent) -> str:
    head = "last_did" if edge.is_last else "first_did"
    having = [f"having: {_filter(edge.having)}"] if edge.having else []
    return ", ".join([f"{head}: {_one_or_list(edge.events)}", *having, *_window_and_where(edge)])


def _membership(membership: Membership) -> str:
    word = "left_within" if membership.word == "was_in" else "for_at_least"
    length = [f"{word}: {spell_length(membership.length)}"] if membership.length else []
    return ", ".join([f"{membership.word}_segment: {spell_value(membership.segment)}", *length])


def _window_and_where(condition: Behavior | EdgeEvent) -> list[str]:
    window = [spell_window(condition.window)] if condition.window else []
    return window + ([f"where: {_filter(condition.where)}"] if condition.where else [])


def _counts(count: Count) -> list[str]:
    if count == Count(at_least=1):
        return []
    words = {"at_least": count.at_least, "at_most": count.at_most, "exactly": count.exactly}
    return [
        f"{word}: {number} {'time' if number == 1 else 'times'}"
        for word, number in words.items()
        if number is not None
    ]


def _amount(amount: Amount) -> str:
    word = "median" if amount.percentile == 50 else f"p{amount.percentile}"
    measure = word if amount.measure == "percentile" else amount.measure
    return f"{measure}: {{of: {spell_value(amount.of)}, {_operators(amount.operators)}}}"


def _rank_of_amount(amount: Amount) -> tuple[int, int]:
    return _MEASURES.index(amount.measure), amount.percentile or 0


def _filter(block: Filter) -> str:
    """The tests of an `all` block, those of one path under one key."""
    keys: dict[str, list[str]] = {}
    for test in block.tests:
        if isinstance(test, PropertyTest):
            keys.setdefault(test.path, []).extend(_operator(operator) for operator in _sorted(test.operators))
        elif isinstance(test, ElementTest):
            keys.setdefault(test.path, []).append(f"item: {_filter(test.filter)}")
        else:
            blocks = ", ".join(_filter(part) for part in test.tests if isinstance(part, Filter))
            keys.setdefault(test.mode, []).append(f"[{blocks}]")
    return "{" + ", ".join(f"{spell_value(key)}: {_tests(key, tests)}" for key, tests in keys.items()) + "}"


def _tests(key: str, tests: list[str]) -> str:
    if key in ("all", "any", "none"):
        return tests[0]
    if len(tests) == 1 and tests[0].startswith("is: "):
        return tests[0].removeprefix("is: ")
    return "{" + ", ".join(tests) + "}"


def _operators(operators: tuple[Operator, ...]) -> str:
    return ", ".join(_operator(operator) for operator in _sorted(operators))


def _sorted(operators: tuple[Operator, ...]) -> list[Operator]:
    return sorted(operators, key=lambda operator: OPERATORS.index(operator.word))


def _operator(operator: Operator) -> str:
    if operator.word == "anniversary_within" and isinstance(operator.values[0], Duration):
        return f"{operator.word}: {spell_days(operator.values[0])}"
    sides = [spell_side(side) for side in operator.values]
    is_list = len(sides) > 1 or operator.word in _LIST_WORDS
    return f"{operator.word}: [{', '.join(sides)}]" if is_list else f"{operator.word}: {sides[0]}"


def _one_or_list(names: tuple[str, ...]) -> str:
    spelled = [spell_value(name) for name in names]
    return spelled[0] if len(spelled) == 1 else f"[{', '.join(spelled)}]"
