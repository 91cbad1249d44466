"""Says who is in a segment in a sentence for people."""

from collections.abc import Callable
from typing import Any

from segflux_cli.compiler.wording.canonical import canonical
from segflux_cli.compiler.wording.canonical_values import spell_days
from segflux_cli.compiler.wording.sentence_parts import (
    active_periods,
    counts,
    event_words,
    filter_words,
    join,
    measures,
    name,
    test_words,
    window_words,
)
from segflux_cli.compiler.wording.sentence_patterns import pattern_clause
from segflux_cli.compiler.wording.sentence_population import population_clause
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
from segflux_cli.spec.declared.patterns import Pattern
from segflux_cli.spec.declared.population import Population
from segflux_cli.spec.declared.segments import MembershipRules, Priority, Segment

_BARE: dict[type, str] = {Everyone: "who were ever seen", Known: "who have an identity"}


def sentence_of(segment: Segment, *, is_yielding: bool = False) -> str:
    """One sentence that ends with a full stop; `is_yielding` where others of its group have people before it."""
    if segment.status == "retired" and isinstance(segment.who, Everyone):
        return "Nobody: it is retired."
    yields = _yields(segment.priority) if segment.priority and is_yielding else ""
    return f"{_people(segment.who)}{_among(segment.base)}{_rules(segment.rules)}{yields}."


def _people(condition: Condition) -> str:
    who = _unwrapped(condition)
    if isinstance(who, Everyone):
        return "Everyone"
    if isinstance(who, Block) and who.mode == "none":
        return f"Everyone but people {_join_clauses(who, 'or')}"
    return f"People {clause(who)}"


def _yields(priority: Priority) -> str:
    return f", unless a segment that comes first in the group {name(priority.group)} has them"


def _among(base: Condition | None) -> str:
    """Only a base of the segment's own is worth a word."""
    if base is None:
        return ""
    if isinstance(base, Everyone):
        return ", counted among everyone, anonymous visitors included"
    if isinstance(base, Known):
        return ", counted among people with an identity"
    return f", counted among people {clause(base)}"


def _rules(rules: MembershipRules) -> str:
    """How membership goes on, where it is more than `who`."""
    words = [f"stay for at least {spell_days(rules.stay_at_least)}"] if rules.stay_at_least else []
    words += [f"stay until they are people {clause(rules.leave_when)}"] if rules.leave_when else []
    if rules.reenter_after:
        words.append(f"come back no sooner than {spell_days(rules.reenter_after)} after they left")
    return f"; they {join(words, 'and')}" if words else ""


def clause(whole: Condition) -> str:
    """`who …` or `whose …`; nested blocks stand in brackets."""
    condition = _unwrapped(whole)
    if isinstance(condition, Pattern):
        return pattern_clause(condition)
    if isinstance(condition, Population):
        return population_clause(condition)
    said = _CLAUSES.get(type(condition))
    return said(condition) if said else _bare(condition)


def _bare(condition: Condition) -> str:
    if isinstance(condition, FromModel):
        return f"whom the model “seg_{condition.segment}” gives"
    return _BARE.get(type(condition)) or f"who satisfy “{canonical(condition)}”"


def _unwrapped(condition: Condition) -> Condition:
    """Without the blocks around it that hold nothing else: all or any of one is that one."""
    if isinstance(condition, Block) and condition.mode != "none" and len(condition.conditions) == 1:
        return _unwrapped(condition.conditions[0])
    return condition


def _block(outer: Block) -> str:
    block = Block(outer.mode, tuple(map(_unwrapped, outer.conditions)))
    if block.mode == "none":
        return f"who are none of those {_join_clauses(block, 'or')}"
    if block.mode == "any":
        return _join_clauses(block, "or")
    excluded = [child for child in block.conditions if isinstance(child, Block) and child.mode == "none"]
    rest = Block("all", tuple(child for child in block.conditions if child not in excluded))
    if not rest.conditions:
        return _join_clauses(block, "and")
    but = "".join(f", but not those {_join_clauses(child, 'or')}" for child in excluded)
    return _join_clauses(rest, "and") + but


def _join_clauses(block: Block, word: str) -> str:
    if len(block.conditions) == 1:
        return clause(block.conditions[0])
    return join([_inner(child) for child in block.conditions], word)


def _inner(condition: Condition) -> str:
    """A clause inside a block; brackets keep `and` and `or` apart."""
    said = clause(condition)
    return f"({said})" if isinstance(_unwrapped(condition), Block) else said


def _behavior(behavior: Behavior) -> str:
    events = event_words(behavior.events)
    window = window_words(behavior.window)
    where = f" where {filter_words(behavior.where)}" if behavior.where else ""
    if behavior.negated:
        return f"did not do {events} {window}{where}" if window else f"never did {events}{where}"
    days, amounts = active_periods(behavior), measures(behavior)
    parts = [f"did {events}", counts(behavior.count), days, window, amounts]
    return " ".join(part for part in parts if part) + where


def _related(related: Related) -> str:
    records = f"“{name(related.record)}”"
    where = f" where {filter_words(related.where)}" if related.where else ""
    if related.negated:
        return f"who have no {records}{where}"
    parts = ["who have", records, counts(related.count).replace("once", "one").replace(" times", "")]
    return " ".join(part for part in (*parts, measures(related)) if part) + where


def _belongs_to(condition: BelongsTo) -> str:
    entity = f"who belong to some “{name(condition.entity)}”"
    if condition.block is None:
        return entity
    if condition.block.mode == "none":
        return f"{entity} that is none of those {_join_clauses(condition.block, 'or')}"
    return f"{entity} {clause(condition.block)}"


def _edge(edge: EdgeEvent) -> str:
    words = [f"was {window_words(edge.window)}"] if edge.window else []
    words += [f"had {filter_words(edge.having)}"] if edge.having else []
    where = f" where {filter_words(edge.where)}" if edge.where else ""
    which = "last" if edge.is_last else "first"
    return f"whose {which} {event_words(edge.events)}{where} {join(words, 'and') or 'is known'}"


def _membership(membership: Membership) -> str:
    segment = f"“{name(membership.segment)}”"
    length = f" {spell_days(membership.length)}" if membership.length else ""
    if membership.word == "was_in":
        return f"who left {segment}" + (f" within{length}" if length else "")
    if membership.word == "not_in":
        return (
            f"who are in {segment} for less than{length} or not at all"
            if length
            else f"who are not in {segment}"
        )
    return f"who are in {segment}" + (f" for at least{length}" if length else "")


def _trait(test: TraitTest) -> str:
    words = f"whose {name(test.trait)} {test_words(test.operator)}"
    if test.tenure is None:
        return words
    least = "at least" if test.tenure.word == "for_at_least" else "less than"
    return f"{words} for {least} {spell_days(test.tenure.length)}"


_CLAUSES: dict[type, Callable[[Any], str]] = {
    Block: _block,
    TraitTest: _trait,
    Behavior: lambda behavior: f"who {_behavior(behavior)}",
    EdgeEvent: _edge,
    Related: _related,
    BelongsTo: _belongs_to,
    SqlTest: lambda test: f"of whom “{' '.join(test.text.split())}” is true",
    Listed: lambda listed: f"who are on the list “{name(listed.name)}”",
    Membership: _membership,
}
