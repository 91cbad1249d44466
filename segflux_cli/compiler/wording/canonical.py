"""The canonical words of conditions (D25): one spelling for `because`, explanations and leaf ids."""

from collections.abc import Callable
from typing import Any

from segflux_cli.compiler.wording.canonical_parts import (
    count_words,
    measure_word,
    one_or_list,
    spell_filter,
    spell_operator,
    spell_operators,
)
from segflux_cli.compiler.wording.canonical_patterns import canonical_pattern
from segflux_cli.compiler.wording.canonical_population import canonical_population
from segflux_cli.compiler.wording.canonical_values import (
    spell_length,
    spell_value,
    spell_window,
)
from segflux_cli.spec.declared.conditions import (
    Behavior,
    BelongsTo,
    Block,
    Condition,
    EdgeEvent,
    Everyone,
    FromModel,
    Known,
    Listed,
    Membership,
    Related,
    SqlTest,
    TraitTest,
)
from segflux_cli.spec.declared.measures import Amount
from segflux_cli.spec.declared.patterns import Pattern
from segflux_cli.spec.declared.population import Population
from segflux_cli.spec.declared.segments import MembershipRules

_MEASURES = ("total", "average", "percentile", "smallest", "largest", "distinct")


def canonical(condition: Condition) -> str:
    """`head: object, word: value, …` with defaults left out and lengths in their largest exact unit."""
    if isinstance(condition, Pattern):
        return canonical_pattern(condition)
    if isinstance(condition, Population):
        return canonical_population(condition)
    return _SPELLED[type(condition)](condition)


def canonical_rules(rules: MembershipRules) -> str:
    """`membership: {stay_at_least: 1 week}`."""
    parts = [f"stay_at_least: {spell_length(rules.stay_at_least)}"] if rules.stay_at_least else []
    parts += [f"leave_when: {{{canonical(rules.leave_when)}}}"] if rules.leave_when else []
    parts += [f"reenter_after: {spell_length(rules.reenter_after)}"] if rules.reenter_after else []
    return f"membership: {{{', '.join(parts)}}}"


def _in_list(condition: Condition) -> str:
    words = canonical(condition)
    return words if isinstance(condition, Everyone | Known) else f"{{{words}}}"


def _behavior(behavior: Behavior) -> str:
    head = "did_not" if behavior.negated else "did"
    parts = [f"{head}: {one_or_list(behavior.events)}", *count_words(behavior.count)]
    parts += [_amount(amount) for amount in sorted(behavior.amounts, key=_rank_of_amount)]
    for periods in behavior.periods:
        parts.append(f"on_{periods.unit}s: {{{spell_operators(periods.operators)}}}")
    return ", ".join([*parts, *_window_and_where(behavior)])


def _related(related: Related) -> str:
    head = "has_no" if related.negated else "has"
    parts = [f"{head}: {spell_value(related.record)}", *count_words(related.count)]
    parts += [_amount(amount) for amount in sorted(related.amounts, key=_rank_of_amount)]
    return ", ".join(parts + ([f"where: {spell_filter(related.where)}"] if related.where else []))


def _belongs_to(condition: BelongsTo) -> str:
    block = f", {_block(condition.block)}" if condition.block else ""
    return f"belongs_to: {spell_value(condition.entity)}{block}"


def _sql(test: SqlTest) -> str:
    names = {"traits": [trait.name for trait in test.traits], "events": test.events}
    reads = ", ".join(
        f"{word}: [{', '.join(map(spell_value, each))}]" for word, each in names.items() if each
    )
    return f"sql: {spell_value(test.text)}, reads: {{{reads}}}"


def _listed(listed: Listed) -> str:
    id_type = f", id_type: {spell_value(listed.id_type)}" if listed.id_type != "user_id" else ""
    return f"listed: {spell_value(listed.name)}{id_type}"


def _edge(edge: EdgeEvent) -> str:
    head = "last_did" if edge.is_last else "first_did"
    having = [f"having: {spell_filter(edge.having)}"] if edge.having else []
    return ", ".join([f"{head}: {one_or_list(edge.events)}", *having, *_window_and_where(edge)])


def _membership(membership: Membership) -> str:
    word = "left_within" if membership.word == "was_in" else "for_at_least"
    length = [f"{word}: {spell_length(membership.length)}"] if membership.length else []
    return ", ".join([f"{membership.word}_segment: {spell_value(membership.segment)}", *length])


def _window_and_where(condition: Behavior | EdgeEvent) -> list[str]:
    window = [spell_window(condition.window)] if condition.window else []
    return window + ([f"where: {spell_filter(condition.where)}"] if condition.where else [])


def _amount(amount: Amount) -> str:
    measure = amount.measure
    return f"{measure_word(measure)}: {{of: {spell_value(measure.of)}, {spell_operators(amount.operators)}}}"


def _rank_of_amount(amount: Amount) -> tuple[int, int]:
    return _MEASURES.index(amount.measure.kind), amount.measure.percentile or 0


def _block(block: Block) -> str:
    return f"{block.mode}: [{', '.join(_in_list(part) for part in block.conditions)}]"


def _trait(test: TraitTest) -> str:
    tenure = [f"{test.tenure.word}: {spell_length(test.tenure.length)}"] if test.tenure else []
    return ", ".join([f"trait: {spell_value(test.trait)}", spell_operator(test.operator), *tenure])


_SPELLED: dict[type, Callable[[Any], str]] = {
    Everyone: lambda _: "everyone",
    Known: lambda _: "known",
    FromModel: lambda given: f"model: seg_{given.segment}",
    Block: _block,
    TraitTest: _trait,
    Related: _related,
    BelongsTo: _belongs_to,
    SqlTest: _sql,
    Listed: _listed,
    Membership: _membership,
    EdgeEvent: _edge,
    Behavior: _behavior,
}
