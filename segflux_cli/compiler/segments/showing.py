"""What a segment is: its sentence, all its words with their defaults, its leaves, what it reads and who reads it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from segflux_cli.compiler.leaves.goals import spell_mark
from segflux_cli.compiler.leaves.leaves import KNOWN_ID, UNIVERSE_ID
from segflux_cli.compiler.segments.reads import names_read
from segflux_cli.compiler.segments.segments import CompiledCondition, CompiledSegment, compile_segments
from segflux_cli.compiler.wording.canonical import canonical
from segflux_cli.compiler.wording.canonical_values import spell_days
from segflux_cli.compiler.wording.sentence_traits import sentence_of_trait
from segflux_cli.compiler.wording.sentences import sentence_of
from segflux_cli.spec.declared.computed_traits import ComputedTrait
from segflux_cli.spec.declared.population import Rank, Rfm
from segflux_cli.spec.declared.segments import Goal, Priority, Segment, SizeBound
from segflux_cli.spec.project.project import Project, size_of
from segflux_cli.spec.project.specs import Specs

Origin = Literal["spec", "project", "default"]


@dataclass(frozen=True)
class ShownWord:
    """A word of the segment, its value as a spec writes it, and who says so."""

    word: str
    value: str
    origin: Origin


@dataclass(frozen=True)
class ShownLeaf:
    """A distinct condition in its canonical words, its id, and the other segments that have it too.

    `needs_base`: it compares a profile with all others of the base, and is decided after the others.
    """

    words: str
    id: str
    shared_with: tuple[str, ...]
    needs_base: bool = False


@dataclass(frozen=True)
class ShownTrait:
    """A computed trait as a sentence, the type of its values, and the segments that read it."""

    trait: str
    sentence: str
    type: str
    about: str
    read_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownCost:
    """What a build evaluates for a segment, in distinct conditions, those of base and rules too.

    `shared` are evaluated once for all segments that have them; `waiting` are those of both that come after all
    others, since they compare everybody or ask about segments.
    """

    own: int
    shared: int
    waiting: int


@dataclass(frozen=True)
class Shown:
    """Everything that specs say of a segment; `words` holds every word, those not written with their defaults."""

    segment: str
    sentence: str
    spec: str
    definition_hash: str
    words: tuple[ShownWord, ...]
    leaves: tuple[ShownLeaf, ...]
    events: tuple[str, ...]
    traits: tuple[str, ...]
    segments: tuple[str, ...]
    read_by: tuple[str, ...]
    destinations: tuple[str, ...]
    cost: ShownCost
    computed: tuple[ShownTrait, ...] = ()


def show_segments(specs: Specs) -> tuple[Shown, ...]:
    """All declared segments, by name."""
    project = specs.project
    compiled = compile_segments(specs.segments, project.base, project.time_zone, project.traits)
    owners: dict[str, set[str]] = {}
    for one in compiled:
        for leaf in one.leaves:
            owners.setdefault(leaf.id, set()).add(one.segment.name)
    shown = (_shown(one, compiled, owners, project) for one in compiled)
    return tuple(sorted(shown, key=lambda each: each.segment))


def show_traits(specs: Specs) -> tuple[ShownTrait, ...]:
    """All computed traits, by name."""
    project = specs.project
    compiled = compile_segments(specs.segments, project.base, project.time_zone, project.traits)
    return tuple(_trait(trait, compiled) for _, trait in sorted(project.traits.items()))


def _trait(trait: ComputedTrait, segments: Iterable[CompiledSegment]) -> ShownTrait:
    read_by = sorted(each.segment.name for each in segments if trait in each.computed)
    return ShownTrait(trait.name, sentence_of_trait(trait), trait.type, trait.about or "", tuple(read_by))


def _shown(
    compiled: CompiledSegment,
    others: Iterable[CompiledSegment],
    owners: dict[str, set[str]],
    project: Project,
) -> Shown:
    segment = compiled.segment
    read = names_read(segment.who, segment.base, segment.rules.leave_when)
    return Shown(
        segment=segment.name,
        sentence=sentence_of(segment, is_yielding=bool(compiled.holders)),
        spec=segment.place.path,
        definition_hash=compiled.definition_hash,
        words=tuple(_words(segment, project)),
        leaves=tuple(_leaves(compiled, owners)),
        events=compiled.all_events(read.events),
        traits=read.traits,
        segments=compiled.references,
        read_by=tuple(other.segment.name for other in others if segment.name in other.references),
        destinations=tuple(dict.fromkeys(sync.destination for sync in segment.syncs)),
        cost=_cost(compiled, owners),
        computed=tuple(_trait(trait, others) for trait in compiled.computed),
    )


def _cost(compiled: CompiledSegment, owners: dict[str, set[str]]) -> ShownCost:
    evaluated = [leaf for leaf in compiled.leaves if leaf.id not in (UNIVERSE_ID, KNOWN_ID)]
    shared = [leaf for leaf in evaluated if len(owners[leaf.id]) > 1]
    return ShownCost(len(evaluated) - len(shared), len(shared), sum(leaf.waits for leaf in evaluated))


def _leaves(compiled: CompiledSegment, owners: dict[str, set[str]]) -> Iterator[ShownLeaf]:
    found = {each.leaf_id: each.condition for each in _walk(compiled.condition) if each.leaf_id}
    for leaf_id, condition in found.items():
        shared_with = tuple(sorted(owners[leaf_id] - {compiled.segment.name}))
        yield ShownLeaf(canonical(condition), leaf_id, shared_with, isinstance(condition, Rank | Rfm))


def _walk(condition: CompiledCondition) -> Iterator[CompiledCondition]:
    yield condition
    for child in condition.children:
        yield from _walk(child)


def _words(segment: Segment, project: Project) -> Iterator[ShownWord]:
    texts = {"label": segment.label, "about": segment.about, "owner": segment.owner}
    for word, text in texts.items():
        yield _own(word, text, segment.name.replace("_", " ").capitalize() if word == "label" else "")
    yield _own("tags", ", ".join(segment.tags), "")
    yield _own("kinds", ", ".join(segment.kinds), "")
    yield ShownWord("status", segment.status, "default" if segment.status == "live" else "spec")
    yield _own("renamed_from", segment.renamed_from, "")
    yield _own("review_by", segment.review_by.isoformat() if segment.review_by else None, "")
    yield _of_project("base", canonical(segment.base) if segment.base else None, canonical(project.base))
    yield _of_project("time_zone", segment.time_zone, project.time_zone)
    yield from _rules(segment)
    yield _own("history", spell_days(segment.history) if segment.history else None, "for ever")
    yield _own("priority", _priority(segment.priority) if segment.priority else None, "")
    yield from _sizes(segment, project)
    yield _own("goal", _goal(segment.goal) if segment.goal else None, "")
    yield _own("sync", ", ".join(sync.destination for sync in segment.syncs), "")
    yield _own("except", f"{len(segment.held_back)} rules" if segment.held_back else None, "")


def _rules(segment: Segment) -> Iterator[ShownWord]:
    rules = segment.rules
    yield ShownWord("refresh", "each_build", "default")
    yield _own("stay_at_least", spell_days(rules.stay_at_least) if rules.stay_at_least else None, "")
    yield _own("leave_when", canonical(rules.leave_when) if rules.leave_when else None, "who no longer holds")
    yield _own("reenter_after", spell_days(rules.reenter_after) if rules.reenter_after else None, "")


def _sizes(segment: Segment, project: Project) -> Iterator[ShownWord]:
    own, whole = segment.size, size_of(segment.size, project)
    for word in ("at_least", "at_most"):
        written, holds = getattr(own, word), getattr(whole, word)
        name, text = f"size {word}", _bound(written) if written else None
        yield _of_project(name, text, _bound(holds)) if holds else _own(name, None, "")
    moves = f"{own.moves_at_most:g}%" if own.moves_at_most is not None else None
    yield _own("size moves_at_most", moves, "")
    yield _own("size otherwise", own.otherwise, "warn")


def _priority(priority: Priority) -> str:
    return f"{priority.rank} in {priority.group}"


def _bound(bound: SizeBound) -> str:
    return f"{bound.amount:g}{'%' if bound.is_percent else ''}"


def _goal(goal: Goal) -> str:
    parts = [f"{goal.metric} of {goal.event}"]
    parts += [f"by {goal.value}"] if goal.value else []
    parts += [f"within {spell_days(goal.within)}"] if goal.within else []
    parts += [f"from {spell_mark(goal.baseline, goal.metric)}"] if goal.baseline is not None else []
    return " ".join(
        parts + ([f"to {spell_mark(goal.target, goal.metric)}"] if goal.target is not None else [])
    )


def _own(word: str, written: str | None, default: str) -> ShownWord:
    return ShownWord(word, written, "spec") if written else ShownWord(word, default, "default")


def _of_project(word: str, written: str | None, of_project: str) -> ShownWord:
    return ShownWord(word, written, "spec") if written else ShownWord(word, of_project, "project")
