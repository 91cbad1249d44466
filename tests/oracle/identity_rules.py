"""S1 to S5 and S9: which identifiers are one profile under rules, tried link by link.

Written from the document alone, slowly: links in one total order, each taken if the union of the two
groups still meets every rule. A full run, any split into batches and every un-merge must end here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from tests.oracle.identity import Identifier
from tests.oracle.naming import siphash

UNDECLARED = 10**6  # behind every declared type


@dataclass(frozen=True)
class Link:
    """Two identifiers on one record; `first_seen` is the time it was first stored."""

    one: Identifier
    other: Identifier
    first_seen: int
    source: str = "app"


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


@dataclass(frozen=True)
class Resolved:
    """The node that names each identifier's profile, and the links that were not taken, with the rule."""

    profiles: Mapping[Identifier, int]
    rejected: Mapping[tuple[int, int], str]


Seen = Mapping[Identifier, int]
_Pair = tuple[int, int]


def node_of(identifier: Identifier) -> int:
    """S0: never 0."""
    return max(siphash(f"{identifier[0]}\0{identifier[1]}".encode()), 1)


def resolve(seen: Seen, links: Iterable[Link], rules: IdentityRules, until: int | None = None) -> Resolved:
    """Every identifier that is not blocked, with its profile; `until` leaves out what was first seen later (S9)."""
    given = [link for link in links if until is None or link.first_seen <= until]
    kept = {
        one: at for one, at in seen.items() if one not in rules.blocked and (until is None or at <= until)
    }
    usable = _first_of_each(link for link in given if link.one in kept and link.other in kept)
    dead = _shared_links(usable, rules)
    rejected = {_pair(link): "linked_to" for link in usable if _pair(link) in dead}
    alive = [link for link in usable if _pair(link) not in dead]
    big = _members_of_big(alive, rules)
    rejected |= {_pair(link): "too_big" for link in alive if link.one in big}
    tried = sorted((link for link in alive if link.one not in big), key=lambda link: _order(link, rules))
    groups = {one: frozenset({one}) for one in kept}
    for link in tried:
        union = groups[link.one] | groups[link.other]
        broken = groups[link.one] is not groups[link.other] and _broken_rule(union, rules)
        if broken:
            rejected[_pair(link)] = broken
        else:
            groups.update(dict.fromkeys(union, union))
    names = {group: min((kept[one], node_of(one)) for one in group)[1] for group in set(groups.values())}
    return Resolved({one: names[group] for one, group in groups.items()}, rejected)


def _pair(link: Link) -> _Pair:
    one, other = sorted([node_of(link.one), node_of(link.other)])
    return one, other


def _first_of_each(links: Iterable[Link]) -> list[Link]:
    """A link counts once, from when it was first stored; a link of an identifier with itself is none."""
    first: dict[_Pair, Link] = {}
    for link in links:
        known = first.get(_pair(link))
        if link.one != link.other and (known is None or link.first_seen < known.first_seen):
            first[_pair(link)] = link
    return list(first.values())


def _shared_links(links: list[Link], rules: IdentityRules) -> set[_Pair]:
    """S2: the links that shared identifiers lose, judged on all links at once."""
    lost: set[_Pair] = set()
    for rule in rules.shared:
        partners: dict[Identifier, list[tuple[int, int, _Pair]]] = {}
        for link in links:
            for one, other in ((link.one, link.other), (link.other, link.one)):
                if (one[0], other[0]) == (rule.kind, rule.towards):
                    partners.setdefault(one, []).append((link.first_seen, node_of(other), _pair(link)))
        for found in partners.values():
            if len(found) > rule.at_most:
                kept = rule.at_most if rule.keeps_first else 0
                lost.update(pair for _, _, pair in sorted(found)[kept:])
    return lost


def _members_of_big(links: list[Link], rules: IdentityRules) -> set[Identifier]:
    """S3: identifiers of components above `too_big`."""
    groups: dict[Identifier, frozenset[Identifier]] = {}
    for link in links:
        union = groups.get(link.one, frozenset({link.one})) | groups.get(link.other, frozenset({link.other}))
        groups.update(dict.fromkeys(union, union))
    limit = rules.too_big
    return {one for one, group in groups.items() if limit is not None and len(group) > limit}


def _order(link: Link, rules: IdentityRules) -> tuple[int, int, int, int, int, int]:
    """Confidence, then the stronger types, then the earlier link; nodes decide the rest."""
    kinds = rules.kinds
    low = rules.low_confidence
    confidence = low.index(link.source) + 1 if link.source in low else 0
    ranks = sorted(kinds.index(one[0]) if one[0] in kinds else UNDECLARED for one in (link.one, link.other))
    return confidence, ranks[0], ranks[1], link.first_seen, *_pair(link)


def _broken_rule(group: frozenset[Identifier], rules: IdentityRules) -> str:
    """The rule that a group breaks, empty if none."""
    for kind, limit in rules.at_most_per_profile.items():
        if sum(one[0] == kind for one in group) > limit:
            return "at_most_per_profile"
    pairs = (frozenset(pair) for pair in combinations(sorted(group), 2))
    return "never_merge" if any(pair in rules.never_merge for pair in pairs) else ""
