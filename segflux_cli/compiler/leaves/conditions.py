"""Conditions become leaves and signs: what is true of no events at all is stored as its complement."""

from dataclasses import dataclass, replace

from segflux_cli.compiler.leaves.amounts import (
    MeasureTest,
    amount_test,
    count_test,
    periods_test,
    zero_satisfies,
)
from segflux_cli.compiler.leaves.changes import changed_leaf
from segflux_cli.compiler.leaves.decided_traits import Decided, DecidedTrait
from segflux_cli.compiler.leaves.edges import edge_range, edge_test
from segflux_cli.compiler.leaves.leaves import Leaf
from segflux_cli.compiler.leaves.patterns import lifecycle_leaf, mostly_leaf, regularly_leaf, resumed_leaf
from segflux_cli.compiler.leaves.population import rank_leaf, rfm_leaf, sample_leaf
from segflux_cli.compiler.leaves.related import RecordDocument
from segflux_cli.compiler.leaves.row_leaves import EventLeaf, RecordLeaf, TraitLeaf
from segflux_cli.compiler.leaves.sequences import sequence_leaf
from segflux_cli.compiler.leaves.set_leaves import ListedLeaf, MembershipLeaf, ModelLeaf
from segflux_cli.compiler.leaves.sql_leaves import sql_leaf
from segflux_cli.compiler.values.event_names import named
from segflux_cli.compiler.values.filters import filter_test
from segflux_cli.compiler.values.moments import ago, window_range
from segflux_cli.compiler.values.operators import is_negative, positive_test
from segflux_cli.compiler.values.values import EventDocument, TraitValue
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.conditions import (
    Behavior,
    EdgeEvent,
    FromModel,
    Listed,
    Membership,
    Related,
    SqlTest,
    TraitTest,
)
from segflux_cli.spec.declared.measures import Count
from segflux_cli.spec.declared.operators import Operator
from segflux_cli.spec.declared.other_traits import other_traits_in
from segflux_cli.spec.declared.patterns import (
    Changed,
    Lifecycle,
    Mostly,
    Pattern,
    Regularly,
    Resumed,
    events_of,
)
from segflux_cli.spec.declared.population import ByTrait, Population, Rank, Rfm
from segflux_cli.spec.declared.text_form import text_form


@dataclass(frozen=True)
class SignedLeaf:
    """A leaf or, inside the universe, all profiles outside it; no leaf at all means everyone."""

    leaf: Leaf | None
    is_complement: bool
    words: str


def behavior_leaf(behavior: Behavior, time_zone: str) -> SignedLeaf:
    """`did` and `did_not`: count, amounts and periods judge the same events."""
    words = f"did {' '.join(sorted(behavior.events))}"
    event = EventDocument()
    where = filter_test(behavior.where, event)
    if _is_none(behavior) and not behavior.periods:
        return SignedLeaf(_event_leaf(behavior, where, "", event), is_complement=True, words=words)
    tests = _tests(behavior, event)
    tests += [periods_test(periods, time_zone) for periods in behavior.periods]
    if not tests:
        return SignedLeaf(None, is_complement=False, words=words)
    holds_for_none = all(test.holds_for_none for test in tests)
    having = _having(tests, holds_for_none=holds_for_none)
    return SignedLeaf(_event_leaf(behavior, where, having, event), holds_for_none, words)


def related_leaf(related: Related) -> SignedLeaf:
    """`has` and `has_no`: count and amounts judge the same records."""
    words, document = f"has {related.record}", RecordDocument()
    where = filter_test(related.where, document)
    if _is_none(related):
        return SignedLeaf(RecordLeaf(related.record, where), is_complement=True, words=words)
    tests = _tests(related, document)
    if not tests:
        return SignedLeaf(None, is_complement=False, words=words)
    holds_for_none = all(test.holds_for_none for test in tests)
    having = _having(tests, holds_for_none=holds_for_none)
    return SignedLeaf(RecordLeaf(related.record, where, having), holds_for_none, words)


def sql_test_leaf(test: SqlTest) -> SignedLeaf:
    """Of whom an expression is true; unknown is not true."""
    words = " ".join(("sql", *(trait.name for trait in test.traits), *test.events))
    return SignedLeaf(sql_leaf(test), is_complement=False, words=words)


def listed_leaf(listed: Listed) -> SignedLeaf:
    """Whose ids stand in a list; what it holds is data, and no definition."""
    leaf = ListedLeaf(listed.name, listed.id_type)
    return SignedLeaf(leaf, is_complement=False, words=f"listed {listed.name}")


def edge_leaf(edge: EdgeEvent) -> SignedLeaf:
    """`first_did` and `last_did`: never a complement, since nobody without an event is in."""
    event = EventDocument()
    where, test = filter_test(edge.where, event), edge_test(edge, event)
    leaf = EventLeaf(named(edge.events), where, edge_range(edge), test, frozenset(event.facets))
    head = "last_did" if edge.is_last else "first_did"
    return SignedLeaf(leaf, is_complement=False, words=f"{head} {' '.join(sorted(edge.events))}")


def pattern_leaf(pattern: Pattern, time_zone: str) -> SignedLeaf:
    """The course of events; only `mostly` can be a complement."""
    is_complement = False
    leaf: Leaf
    if isinstance(pattern, Mostly):
        leaf, is_complement = mostly_leaf(pattern)
    elif isinstance(pattern, Resumed):
        leaf = resumed_leaf(pattern, time_zone)
    elif isinstance(pattern, Regularly):
        leaf = regularly_leaf(pattern, time_zone)
    elif isinstance(pattern, Changed):
        leaf = changed_leaf(pattern)
    elif isinstance(pattern, Lifecycle):
        leaf = lifecycle_leaf(pattern, time_zone)
    else:
        leaf = sequence_leaf(pattern, time_zone)
    events = " ".join(sorted(events_of(pattern)))
    return SignedLeaf(leaf, is_complement, f"{type(pattern).__name__.lower()} {events}")


def population_leaf(condition: Population, base: str, segment: str, traits: Decided) -> SignedLeaf:
    """What a profile is among all others of the base."""
    leaf: Leaf | None
    if isinstance(condition, Rank):
        by = condition.by
        computed = traits.get(by.trait) if isinstance(by, ByTrait) else None
        leaf = rank_leaf(condition, base, is_number=computed is not None and computed.trait.is_number)
        words = f"rank {by.trait if isinstance(by, ByTrait) else ' '.join(sorted(by.events))}"
    elif isinstance(condition, Rfm):
        leaf, words = rfm_leaf(condition, base), f"rfm {' '.join(sorted(condition.events))}"
    else:
        leaf, words = sample_leaf(condition, segment), f"sample {condition.share.percent}"
    return SignedLeaf(leaf, is_complement=False, words=words)


def membership_leaf(membership: Membership) -> SignedLeaf:
    """`in_segment` and its like; `not_in_segment` is a complement."""
    moment = ago(membership.length) if membership.length else None
    leaf = MembershipLeaf(membership.segment, moment, was=membership.word == "was_in")
    head = "was_in_segment" if leaf.was else "in_segment"
    return SignedLeaf(leaf, membership.word == "not_in", f"{head} {membership.segment}")


def model_leaf(given: FromModel) -> SignedLeaf:
    """Who the model of a handwritten segment gives."""
    return SignedLeaf(
        ModelLeaf(given.segment, given.digest), is_complement=False, words=f"model {given.segment}"
    )


def trait_leaf(test: TraitTest, computed: DecidedTrait | None) -> SignedLeaf:
    """The profile's latest value satisfies one operator; negative ones are complements, but not with a tenure."""
    if computed is not None and computed.trait.is_zero_of_nothing:
        return _zero_leaf(test)
    value = TraitValue()
    sql, is_complement = positive_test(value, test.operator), is_negative(test.operator)
    leaf = TraitLeaf(spell_text(test.trait), sql, tuple(sorted(value.columns)))
    if test.tenure:
        # a row has to say so: who has none never began to
        sign = "<=" if test.tenure.word == "for_at_least" else ">"
        held = f"held_since {sign} {{at {ago(test.tenure.length)}}}"
        leaf = replace(leaf, test=f"not ({sql})" if is_complement else sql, held=held)
        is_complement = False
    return SignedLeaf(leaf, is_complement, f"trait {test.trait}")


def _zero_leaf(test: TraitTest) -> SignedLeaf:
    """A computed number that is 0 without events: where 0 satisfies the test, those it does not hold for are kept."""
    value, words = TraitValue(), f"trait {test.trait}"
    sql, is_complement = positive_test(value, test.operator), is_negative(test.operator)
    leaf = TraitLeaf(spell_text(test.trait), sql, tuple(sorted(value.columns)))
    if other_traits_in(test.operator):
        return SignedLeaf(replace(leaf, is_of_everybody=True), is_complement, words)
    if not _holds_for_zero(test.operator):
        return SignedLeaf(leaf, is_complement, words)
    return SignedLeaf(replace(leaf, test=f"not ({sql})"), not is_complement, words)


def _holds_for_zero(operator: Operator) -> bool:
    """Whether 0 satisfies the positive operator."""
    if operator.word == "exists":
        return True
    if operator.word in ("is", "is_not"):
        return any(
            isinstance(value, str | int | float) and text_form(value) == "0" for value in operator.values
        )
    return zero_satisfies(operator)


def _is_none(condition: Behavior | Related) -> bool:
    """Whether it asks for nothing at all of the kind."""
    is_zero = condition.count in (Count(exactly=0), Count(at_most=0))
    return condition.negated or (is_zero and not condition.amounts)


def _tests(condition: Behavior | Related, document: EventDocument) -> list[MeasureTest]:
    counted = count_test(condition.count)
    tests = [counted] if counted else []
    return tests + [amount_test(amount, document) for amount in condition.amounts]


def _having(tests: list[MeasureTest], *, holds_for_none: bool) -> str:
    """Empty where one matching event is enough. `at most 2` becomes the complement of `3 or more`."""
    joined = " and ".join(test.sql for test in tests)
    if holds_for_none:
        return _complement(joined)
    return "" if joined == "count() >= 1" else joined


def _complement(test: str) -> str:
    most = test.removeprefix("count() <= ")
    return f"count() >= {int(most) + 1}" if most.isdigit() else f"not ({test})"


def _event_leaf(behavior: Behavior, where: str, having: str, event: EventDocument) -> EventLeaf:
    return EventLeaf(
        named(behavior.events),
        where,
        window_range(behavior.window),
        having,
        frozenset(event.facets),
        needs_zone=bool(behavior.periods),
    )
