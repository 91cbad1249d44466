"""A segment decided: its leaves, the algebra over them, the columns it needs, and a hash of it all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from segflux_cli.compiler.leaves.algebra import EVERYONE, UNIVERSE, Members, combine, inside
from segflux_cli.compiler.leaves.computed_traits import decide_traits
from segflux_cli.compiler.leaves.conditions import (
    SignedLeaf,
    behavior_leaf,
    edge_leaf,
    listed_leaf,
    membership_leaf,
    model_leaf,
    pattern_leaf,
    population_leaf,
    related_leaf,
    sql_test_leaf,
    trait_leaf,
)
from segflux_cli.compiler.leaves.decided_traits import Decided, computed_among, reads_of
from segflux_cli.compiler.leaves.entities import entity_leaf
from segflux_cli.compiler.leaves.leaves import KNOWN_ID, Leaf, NamedLeaf, name_leaf
from segflux_cli.compiler.leaves.population_leaves import RankLeaf, RfmLeaf
from segflux_cli.compiler.leaves.row_leaves import EventLeaf, RecordLeaf, SequenceLeaf, TraitLeaf
from segflux_cli.compiler.leaves.set_leaves import KnownLeaf, MembershipLeaf, UniverseLeaf
from segflux_cli.compiler.leaves.sql_leaves import SqlLeaf
from segflux_cli.compiler.segments.definitions import definition_hash
from segflux_cli.compiler.segments.membership import members_by_rules, own_leaves
from segflux_cli.compiler.segments.reads import names_read
from segflux_cli.compiler.values.facets import Facet
from segflux_cli.spec.declared.computed_traits import ComputedTrait
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
from segflux_cli.spec.declared.other_traits import other_traits_in
from segflux_cli.spec.declared.patterns import Pattern
from segflux_cli.spec.declared.population import Population
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.segments.priorities import holders
from segflux_cli.spec.segments.references import deciding_references, in_order, references_of

_LeafCondition = (
    Behavior
    | EdgeEvent
    | Pattern
    | Population
    | Related
    | BelongsTo
    | SqlTest
    | Listed
    | Membership
    | TraitTest
    | Known
    | FromModel
)


@dataclass(frozen=True)
class CompiledCondition:
    """One condition and where its answer lies: a leaf with a sign, or a block of others."""

    condition: Condition
    members: Members
    leaf_id: str | None = None
    children: tuple["CompiledCondition", ...] = ()


def leaves_in(condition: CompiledCondition) -> Iterator[CompiledCondition]:
    """The condition itself or, of a block, those that it is made of, in the order written."""
    if not isinstance(condition.condition, Block):
        yield condition
    for child in condition.children:
        yield from leaves_in(child)


@dataclass(frozen=True)
class Holder:
    """A segment that another yields to by priority, the leaf of its members, and whether a condition reads that too."""

    segment: str
    leaf_id: str
    is_read: bool


@dataclass(frozen=True)
class CompiledSegment:
    """What the generated file of a segment says."""

    segment: Segment
    time_zone: str
    leaves: tuple[NamedLeaf, ...]
    members: str
    base: str
    condition: CompiledCondition
    base_condition: CompiledCondition
    definition_hash: str
    references: tuple[str, ...] = ()
    stratum: int = 0
    computed: tuple[ComputedTrait, ...] = ()
    holders: tuple["Holder", ...] = ()
    qualifying: str = ""  # those who would be members if it yielded to nobody

    def all_events(self, named: Iterable[str]) -> tuple[str, ...]:
        """The events named in conditions and those of the computed traits that these read."""
        return tuple(sorted({*named, *(event for trait in self.computed for event in trait.all_events)}))

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The columns of the events that it needs, by name."""
        return tuple(sorted({facet for leaf in self.leaves for facet in leaf.facets}))


def compile_segments(
    segments: Iterable[Segment],
    project_base: Condition,
    time_zone: str,
    traits: Mapping[str, ComputedTrait] = MappingProxyType({}),
) -> tuple[CompiledSegment, ...]:
    """Decide segments, each after those it reads, and the computed traits that they read."""
    decided = decide_traits(traits, time_zone)
    by_name = {segment.name: segment for segment in segments}
    held = holders(by_name.values())
    references = deciding_references(by_name.values(), project_base)
    read = {name: tuple(found.segment for found in each) for name, each in references.items()}
    definitions: dict[str, str] = {}
    compiled: list[CompiledSegment] = []
    for name, stratum in in_order(read).items():
        among = Among(project_base, time_zone, definitions, held.get(name, ()))
        one = compile_segment(by_name[name], among, decided)
        definitions[name] = one.definition_hash
        compiled.append(replace(one, stratum=stratum))
    return tuple(compiled)


def names_referenced(segment: Segment, project_base: Condition) -> tuple[str, ...]:
    """The segments that a segment reads, by name, each once."""
    return tuple(sorted({found.segment for found in references_of(segment, project_base)}))


@dataclass(frozen=True)
class Among:
    """What a segment is decided among: the project's base and time zone, and other segments.

    `definitions` has the hash of every segment it may read: a change of theirs is a change of its own. To the `holders`
    it yields by priority.
    """

    base: Condition
    time_zone: str
    definitions: Mapping[str, str] = field(default_factory=dict)
    holders: tuple[str, ...] = ()

    def definition_of(self, name: str) -> str:
        """The hash of a segment, which a rename leaves as it is, or its name where that is not known."""
        return self.definitions.get(name) or name


def compile_segment(
    segment: Segment, among: Among, traits: Decided = MappingProxyType({})
) -> CompiledSegment:
    """Decide a segment; its own base and time zone win over the project's."""
    zone = segment.time_zone or among.time_zone
    compiler = _Compiler(zone, segment.name, traits)
    base_condition = segment.base or among.base
    compiled_base = compiler.compile(base_condition)
    base = inside(compiled_base.members, UNIVERSE)
    compiler.base = base
    condition = compiler.compile(segment.who)
    leave_when = segment.rules.leave_when
    leaving = compiler.compile(leave_when).members if leave_when else None
    named = {word: compiler.add(leaf, f"{word} {segment.name}") for word, leaf in own_leaves(segment).items()}
    own = {word: leaf.members for word, leaf in named.items()}
    by_rules = members_by_rules(condition.members, leaving, own)
    holding = compiler.holders(segment, among.holders)
    held = (Members(f"{{{each.leaf_id}}}", is_complement=True) for each in holding)
    qualifying, members = (inside(combine("all", sets), base) for sets in ((by_rules,), (by_rules, *held)))
    leaves = tuple(sorted(compiler.leaves.values(), key=lambda leaf: leaf.id))
    read = tuple(sorted({*names_referenced(segment, among.base), *among.holders}))
    others = sorted(among.definition_of(name) for name in read)
    unnamed = {
        named[word].id: f"{word} {replace(leaf, segment='').call(zone)}"
        for word, leaf in own_leaves(segment).items()
    }
    for leaf_id, leaf in compiler.memberships.items():
        unnamed[leaf_id] = replace(leaf, segment=among.definition_of(leaf.segment)).call(zone)
    digest = definition_hash((members, base), leaves, unnamed, others)
    computed = tuple(each.trait for each in traits.values() if each.trait.name in compiler.computed)
    return CompiledSegment(
        segment=segment,
        time_zone=zone,
        leaves=leaves,
        members=members,
        base=base,
        condition=condition,
        base_condition=compiled_base,
        definition_hash=digest,
        references=read,
        computed=computed,
        holders=holding,
        qualifying=qualifying,
    )


class _Compiler:
    """Collects the leaves of one segment."""

    def __init__(self, time_zone: str, segment: str, traits: Decided) -> None:
        self.time_zone, self.segment, self.traits = time_zone, segment, traits
        self.computed: set[str] = set()
        self.base = UNIVERSE
        universe = name_leaf(UniverseLeaf(), time_zone, "")
        self.leaves: dict[str, NamedLeaf] = {universe.id: universe}
        self.memberships: dict[str, MembershipLeaf] = {}

    def compile(self, condition: Condition) -> CompiledCondition:
        """A condition as a set of profiles."""
        if isinstance(condition, Block):
            children = tuple(self.compile(child) for child in condition.conditions)
            members = combine(condition.mode, (child.members for child in children))
            return CompiledCondition(condition, members, children=children)
        if isinstance(condition, Everyone):
            return CompiledCondition(condition, EVERYONE)
        return self._compile_leaf(condition)

    def add(self, leaf: Leaf, words: str) -> NamedLeaf:
        """The leaf, named, which is one of the segment's from now on."""
        named = name_leaf(leaf, self.time_zone, words)
        self.leaves[named.id] = named
        if isinstance(leaf, MembershipLeaf):
            self.memberships[named.id] = leaf
        return named

    def holders(self, segment: Segment, names: Iterable[str]) -> tuple[Holder, ...]:
        """The leaves of the segments that it yields to."""
        read = frozenset(self.leaves)
        found = ((name, self.compile(Membership(segment.place, name)).leaf_id or "") for name in names)
        return tuple(Holder(name, leaf_id, leaf_id in read) for name, leaf_id in found)

    def _compile_leaf(self, condition: _LeafCondition) -> CompiledCondition:
        signed = self._signed(condition)
        if signed.leaf is None:
            return CompiledCondition(condition, EVERYONE)
        named = self.add(self._with_traits(signed.leaf, condition), signed.words)
        members = named.members.complement if signed.is_complement else named.members
        return CompiledCondition(condition, members, named.id)

    def _signed(self, condition: _LeafCondition) -> SignedLeaf:
        if isinstance(condition, Behavior):
            return behavior_leaf(condition, self.time_zone)
        if isinstance(condition, Pattern):
            return pattern_leaf(condition, self.time_zone)
        if isinstance(condition, Population):
            return population_leaf(condition, self.base, self.segment, self.traits)
        if isinstance(condition, TraitTest):
            return trait_leaf(condition, self.traits.get(condition.trait))
        if isinstance(condition, BelongsTo):
            return self._of_entities(condition)
        return _SIGNED[type(condition)](condition)

    def _with_traits(self, leaf: Leaf, condition: _LeafCondition) -> Leaf:
        """The leaf with the traits on the right of operators in the condition, and with all that are computed."""
        if not isinstance(
            leaf, EventLeaf | SequenceLeaf | RecordLeaf | TraitLeaf | RankLeaf | RfmLeaf | SqlLeaf
        ):
            return leaf
        others = other_traits_in(condition)
        if not self.traits:
            return replace(leaf, others=others)
        computed = computed_among((*others, *names_read(condition).traits), self.traits)
        self.computed.update(one.name for each in computed for one in reads_of(each.trait, self.traits))
        facets = leaf.facets.union(*(each.facets for each in computed))
        return replace(leaf, others=others, computed=computed, facets=facets)

    def _of_entities(self, condition: BelongsTo) -> SignedLeaf:
        """The block decided for entities, with leaves of its own and themselves as the universe."""
        inner = _Compiler(self.time_zone, self.segment, {})  # computed traits are of profiles
        block = condition.block or Everyone()
        members = inside(inner.compile(block).members, UNIVERSE)
        # the plan reads no others than the set speaks of
        read = [leaf for leaf in inner.leaves.values() if f"{{{leaf.id}}}" in members]
        leaves = sorted(read, key=lambda leaf: leaf.id)
        facets = {facet for leaf in leaves for facet in leaf.facets}
        calls = ((leaf.id, leaf.call) for leaf in leaves)
        leaf = entity_leaf(condition.entity, condition.event_property, calls, members, facets)
        return SignedLeaf(leaf, is_complement=False, words=f"belongs_to {condition.entity}")


# those that no time zone decides when they are compiled
_SIGNED: dict[type, Callable[[Any], SignedLeaf]] = {
    Known: lambda _: SignedLeaf(KnownLeaf(), is_complement=False, words=KNOWN_ID),
    EdgeEvent: edge_leaf,
    Related: related_leaf,
    SqlTest: sql_test_leaf,
    Listed: listed_leaf,
    Membership: membership_leaf,
    FromModel: model_leaf,
}
