"""S1 to S4 and S9: which identifiers are one profile under rules, tried link by link.

Slowly and plainly: links in one total order, each taken if the union of the two groups still meets every
rule. A full run, any split into batches and every un-merge must end here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from tests.oracle.identity import Identifier
from tests.oracle.naming import siphash

UNDECLARED = 10**6  # behind every declared type


@dataclass(frozen=True)
class Link:
    """Two identifiers on one record; `first_seen`: when it was first stored, `made`: its own time, 0 if unknown."""

    one: Identifier
    other: Identifier
    first_seen: int
    source: str = "app"
    made: int = 1


@dataclass(frozen=True)
class Shared:
    """S2: an identifier of `kind` linked to more than `at_most` distinct ones of `towards`."""

    kind: str
    towards: str
    at_most: int
    keeps_first: bool = False


@dataclass(frozen=True)
class IdentityRules:
    """What `identity.yml` and the list of overrides say."""

    kinds: tuple[str, ...] = ()
    blocked: frozenset[Identifier] = frozenset()
    shared: tuple[Shared, ...] = ()
    at_most_per_profile: Mapping[str, int] = field(default_factory=dict)
    never_merge: tuple[frozenset[Identifier], ...] = ()
    low_confidence: tuple[str, ...] = ()
    too_big: int | None = None
    merges: tuple[tuple[Identifier, Identifier], ...] = ()
    splits: tuple[frozenset[Identifier], ...] = ()


@dataclass(frozen=True)
class Resolved:
    """The node that names each identifier's profile, and the links that were not taken, with the rule."""

    profiles: Mapping[Identifier, int]
    rejected: Mapping[tuple[int, int], str]


Seen = Mapping[Identifier, int]
Pair = tuple[int, int]
BY_HAND, ORDINARY = 0, 1


@dataclass(frozen=True)
class _Known:
    """A link as it counts: from the best of its sources and the earliest time."""

    one: Identifier
    other: Identifier
    confidence: int
    first_seen: int

    @property
    def pair(self) -> Pair:
        one, other = sorted([node_of(self.one), node_of(self.other)])
        return one, other


@cache
def node_of(identifier: Identifier) -> int:
    """S0: never 0."""
    return max(siphash(f"{identifier[0]}\0{identifier[1]}".encode()), 1)


def resolve(seen: Seen, links: Iterable[Link], rules: IdentityRules, until: int | None = None) -> Resolved:
    """Every identifier that is not blocked, with its profile; `until` leaves out what was first seen later (S9)."""
    there = {one: at for one, at in seen.items() if until is None or at <= until}
    kept = {one: at for one, at in there.items() if one not in rules.blocked}
    known = _known_links((link for link in links if until is None or link.first_seen <= until), there, rules)
    rejected = {link.pair: "ignored" for link in known if not {link.one, link.other} <= kept.keys()}
    usable = [link for link in known if link.pair not in rejected]
    rejected |= _shared_links(usable, rules)
    alive = [link for link in usable if link.pair not in rejected]
    big = _members_of_big(alive, rules)
    rejected |= {link.pair: "too_big" for link in alive if link.one in big}
    groups = {one: frozenset({one}) for one in kept}
    for link in sorted((link for link in alive if link.one not in big), key=lambda one: _order(one, rules)):
        union = groups[link.one] | groups[link.other]
        broken = groups[link.one] is not groups[link.other] and _broken_rule(union, rules)
        if broken:
            rejected[link.pair] = broken
        else:
            groups.update(dict.fromkeys(union, union))
    names = {group: min((kept[one], node_of(one)) for one in group)[1] for group in set(groups.values())}
    return Resolved({one: names[group] for one, group in groups.items()}, rejected)


def sign_ins(
    seen: Seen, links: Iterable[Link], rules: IdentityRules, strong: frozenset[str]
) -> dict[Identifier, tuple[Identifier, int]]:
    """S10: for each anonymous identifier of a known person, the oldest of its anonymous group and when that signed in.

    Found by walking from each identifier along links in use, through anonymous ones only.
    """
    around = _used_links(seen, list(links), rules)
    found: dict[Identifier, tuple[Identifier, int]] = {}
    for start in around:
        if start[0] not in strong:
            group, times = _walk(start, around, strong)
            if times:
                found[start] = min(group, key=lambda one: (seen[one], node_of(one))), min(times)
    return found


_Around = dict[Identifier, list[tuple[Identifier, int]]]


def _used_links(seen: Seen, links: list[Link], rules: IdentityRules) -> _Around:
    """The links inside profiles that no rule rejects, from each end, with the time of their record."""
    resolved = resolve(seen, links, rules)
    made = [(link.one, link.other, link.made or link.first_seen) for link in links]
    made += [(one, other, 0) for one, other in rules.merges if {one, other} <= seen.keys()]
    around: _Around = {}
    for one, other, at in made:
        low, high = sorted([node_of(one), node_of(other)])
        is_one_person = one in resolved.profiles and resolved.profiles[one] == resolved.profiles.get(other)
        if one != other and is_one_person and (low, high) not in resolved.rejected:
            around.setdefault(one, []).append((other, at))
            around.setdefault(other, []).append((one, at))
    return around


def _walk(start: Identifier, around: _Around, strong: frozenset[str]) -> tuple[set[Identifier], list[int]]:
    """The anonymous identifiers reached through anonymous ones, and the times of links from them to strong ones."""
    group, times, waiting = {start}, [], [start]
    while waiting:
        for other, at in around[waiting.pop()]:
            if other[0] in strong:
                times.append(at)
            elif other not in group:
                group.add(other)
                waiting.append(other)
    return group, times


def _known_links(links: Iterable[Link], there: Seen, rules: IdentityRules) -> list[_Known]:
    """One of each pair; a link of an identifier with itself is none, nor is one by hand to what nobody saw."""
    low = rules.low_confidence
    told = [
        _Known(
            link.one,
            link.other,
            low.index(link.source) + 2 if link.source in low else ORDINARY,
            link.first_seen,
        )
        for link in links
    ]
    told += [_Known(one, other, BY_HAND, 0) for one, other in rules.merges if {one, other} <= there.keys()]
    known: dict[Pair, _Known] = {}
    for link in told:
        if link.one != link.other:
            before = known.get(link.pair, link)
            known[link.pair] = _Known(
                link.one,
                link.other,
                min(link.confidence, before.confidence),
                min(link.first_seen, before.first_seen),
            )
    return list(known.values())


def _shared_links(links: list[_Known], rules: IdentityRules) -> dict[Pair, str]:
    """S2: the links that shared identifiers lose, judged on all links at once; those by hand are not counted."""
    lost: dict[Pair, str] = {}
    for rule in sorted(rules.shared, key=lambda rule: (rule.kind, rule.towards), reverse=True):
        partners: dict[Identifier, list[tuple[int, int, Pair]]] = {}
        for link in links:
            for one, other in ((link.one, link.other), (link.other, link.one)):
                if (one[0], other[0]) == (rule.kind, rule.towards) and link.confidence != BY_HAND:
                    partners.setdefault(one, []).append((link.first_seen, node_of(other), link.pair))
        for found in partners.values():
            if len(found) > rule.at_most:
                kept = rule.at_most if rule.keeps_first else 0
                lost |= {pair: f"linked_to {rule.kind} {rule.towards}" for _, _, pair in sorted(found)[kept:]}
    return lost


def _members_of_big(links: list[_Known], rules: IdentityRules) -> set[Identifier]:
    """S3: identifiers of components above `too_big`."""
    groups: dict[Identifier, frozenset[Identifier]] = {}
    for link in links:
        union = groups.get(link.one, frozenset({link.one})) | groups.get(link.other, frozenset({link.other}))
        groups.update(dict.fromkeys(union, union))
    limit = rules.too_big
    return {one for one, group in groups.items() if limit is not None and len(group) > limit}


def _order(link: _Known, rules: IdentityRules) -> tuple[int, int, int, int, int, int]:
    """Confidence, then the stronger types, then the earlier link; nodes decide the rest."""
    kinds = rules.kinds
    ranks = sorted(kinds.index(one[0]) if one[0] in kinds else UNDECLARED for one in (link.one, link.other))
    return link.confidence, ranks[0], ranks[1], link.first_seen, *link.pair


def _broken_rule(group: frozenset[Identifier], rules: IdentityRules) -> str:
    """The first rule that a group breaks, in the order of the types and then of the pairs; empty if none."""
    for kind in rules.kinds:
        limit = rules.at_most_per_profile.get(kind)
        if limit is not None and sum(one[0] == kind for one in group) > limit:
            return f"at_most_per_profile {kind}"
    for name, pairs in (("never_merge", rules.never_merge), ("split", rules.splits)):
        if any(pair <= group for pair in pairs):
            return name
    return ""
