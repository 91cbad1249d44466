"""Random graphs of identifiers with rules, overrides and batches, as the engine and as the oracle take them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from typing import Any

from tests.oracle.identity import Identifier
from tests.oracle.identity_rules import IdentityRules, Link, Shared

KINDS = ("user_id", "email", "device_id", "cookie", "other")  # the last is not declared
_DECLARED = KINDS[:-1]
_SOURCES = ("app", "app", "crm", "guesses", "hunches")
_LOW = ("guesses", "hunches")
_PAIRED = ("merge", "split")
_SOON, _LATE = 9, 1000  # seconds; few make ties
_RARELY, _SOMETIMES = 0.05, 0.25
_IN_THE_FUTURE = 9_000_000_000
Overrides = tuple[tuple[str, Identifier, Identifier | None], ...]


@dataclass(frozen=True)
class Drawn:
    """Batches of links, when identifiers were seen that no link tells of; rules and overrides of each batch.

    `squashed`: the batches after which superseded state goes.
    """

    batches: tuple[tuple[Link, ...], ...]
    alone: Mapping[Identifier, int]
    rules: tuple[IdentityRules, ...]
    overrides: tuple[Overrides, ...]
    squashed: frozenset[int] = frozenset()

    @property
    def seen(self) -> dict[Identifier, int]:
        """When each identifier was first seen."""
        seen = dict(self.alone)
        for link in (link for batch in self.batches for link in batch):
            for one in (link.one, link.other):
                seen[one] = min(link.first_seen, seen.get(one, link.first_seen))
        return seen

    @property
    def links(self) -> list[Link]:
        """All links, in the order of the batches."""
        return [link for batch in self.batches for link in batch]

    def engine_rules(self, batch: int) -> dict[str, Any]:
        """The rules of a batch as identity.yml says them."""
        rules = self.rules[batch]
        return {
            "types": [_type(kind, rules) for kind in _DECLARED],
            "never_merge": [[_named(one) for one in sorted(pair)] for pair in rules.never_merge],
            "low_confidence": list(rules.low_confidence),
            "too_big": rules.too_big,
        }

    def rules_at(self, batch: int) -> IdentityRules:
        """The rules with the overrides that stand at a batch; what is to be split from itself stays whole."""
        told = self.overrides[batch]
        pairs = {
            action: [(one, other) for word, one, other in told if word == action and other]
            for action in _PAIRED
        }
        return replace(
            self.rules[batch],
            blocked=self.rules[batch].blocked | {one for action, one, _ in told if action == "block"},
            merges=tuple(pairs["merge"]),
            splits=tuple(frozenset(pair) for pair in pairs["split"] if pair[0] != pair[1]),
        )


def draw_graph(seed: int) -> Drawn:
    """A few people, each a small graph, some of them linked by mistake.

    Sometimes nothing limits anybody and nobody overrides anything, as in most projects: batches that only
    add are decided in another way.
    """
    random = Random(seed)
    only_adds = random.random() < _SOMETIMES
    people = [_identifiers(random, number) for number in range(random.randint(3, 7))]
    everyone = [one for person in people for one in person]
    links = [link for person in people for link in _links(random, person, random.randint(1, 3 * len(person)))]
    links += _links(random, everyone, random.randint(0, 4))
    random.shuffle(links)
    batches = _batches(
        random, links, random.choice((3, 5, 8)) if only_adds else random.choice((0, 1, 1, 2, 3))
    )
    share = random.choice((0.1, 0.6))
    alone = {one: random.randint(1, _LATE) for one in everyone if random.random() < share}
    stranger: Identifier = ("user_id", "nobody ever")
    stages = [() if only_adds else _overrides(random, [*everyone, stranger]) for _ in batches]
    squashed = frozenset(place for place in range(len(batches)) if random.random() < _SOMETIMES)
    ruled = _rules_of_batches(random, everyone, len(batches), only_adds=only_adds)
    return Drawn(batches, alone, ruled, tuple(stages), squashed)


def _identifiers(random: Random, number: int) -> list[Identifier]:
    kinds = random.choices(KINDS, weights=(2, 2, 2, 4, 1), k=random.randint(2, 9))
    return [(kind, f"{kind[0]}{number}-{place}") for place, kind in enumerate(kinds)]


def _links(random: Random, among: list[Identifier], number: int) -> list[Link]:
    last = random.choice((_SOON, _LATE))
    pairs = [(random.choice(among), random.choice(among)) for _ in range(number)]
    return [
        Link(one, other, _first_seen(random, last), random.choice(_SOURCES), random.randint(0, last))
        for one, other in pairs
    ]


def _first_seen(random: Random, last: int) -> int:
    return _IN_THE_FUTURE if random.random() < _RARELY else random.randint(1, last)


def _batches(random: Random, links: list[Link], number: int) -> tuple[tuple[Link, ...], ...]:
    cuts = sorted(random.randint(0, len(links)) for _ in range(number))
    edges = [0, *cuts, len(links)]
    return tuple(tuple(links[start:end]) for start, end in pairwise(edges))


def _rules_of_batches(
    random: Random, everyone: list[Identifier], batches: int, *, only_adds: bool
) -> tuple[IdentityRules, ...]:
    """The same for all; sometimes they change at one."""
    first, then = (_rules(random, everyone, only_adds=only_adds) for _ in range(2))
    change = random.randrange(batches) if random.random() < _SOMETIMES else batches
    return tuple(first if place < change else then for place in range(batches))


def _rules(random: Random, everyone: list[Identifier], *, only_adds: bool) -> IdentityRules:
    rules = IdentityRules(
        kinds=_DECLARED,
        blocked=frozenset(one for one in everyone if one[0] in _DECLARED and random.random() < 0.04),
        low_confidence=_LOW[: random.choice((0, 1, 2))],
    )
    return rules if only_adds else _limited(random, everyone, rules)


def _limited(random: Random, everyone: list[Identifier], rules: IdentityRules) -> IdentityRules:
    shared = [
        Shared(kind, towards, random.randint(1, 3), keeps_first=random.random() < 0.5)
        for kind in _DECLARED
        for towards in KINDS
        if random.random() < 0.1
    ]
    return replace(
        rules,
        shared=tuple(shared),
        at_most_per_profile={kind: random.randint(1, 3) for kind in _DECLARED if random.random() < 0.3},
        never_merge=tuple(frozenset(random.sample(everyone, 2)) for _ in range(random.choice((0, 0, 1, 3)))),
        too_big=random.choice((None, None, None, 4, 8, 15)),
    )


def _overrides(random: Random, everyone: list[Identifier]) -> Overrides:
    told: list[tuple[str, Identifier, Identifier | None]] = []
    for _ in range(random.choice((0, 0, 0, 1, 2, 4))):
        one, other = random.sample(everyone, 2)
        action = random.choice((*_PAIRED, "block", "join"))
        told.append((action, one, None if action == "block" else other))
    told += [(action, other, one) for action, one, other in told if other and random.random() < _SOMETIMES]
    told += [(action, one, one) for action, one, _ in told if action in _PAIRED and random.random() < _RARELY]
    return tuple(told)


def _type(kind: str, rules: IdentityRules) -> dict[str, Any]:
    limits = [
        {
            "type": rule.towards,
            "at_most": rule.at_most,
            "beyond": "keep_first" if rule.keeps_first else "exclude",
        }
        for rule in rules.shared
        if rule.kind == kind
    ]
    said: dict[str, Any] = {"type": kind, "strong": kind == "user_id", "clean": ["trim"]}
    said["ignore"] = sorted(value for name, value in rules.blocked if name == kind)
    said["linked_to"] = limits
    return said | (
        {"at_most_per_profile": rules.at_most_per_profile[kind]} if kind in rules.at_most_per_profile else {}
    )


def _named(identifier: Identifier) -> dict[str, str]:
    return {"type": identifier[0], "value": identifier[1]}
