"""The oracle of identity rules against graphs worked out by hand."""

from collections.abc import Mapping

from tests.oracle.identity import Identifier
from tests.oracle.identity_rules import IdentityRules, Link, Shared, node_of, resolve, sign_ins

ADA, BOB, EVE = ("user_id", "ada"), ("user_id", "bob"), ("user_id", "eve")
MAIL, TABLET, PHONE = ("email", "a@b.c"), ("device_id", "tablet"), ("device_id", "phone")
KINDS = ("user_id", "email", "device_id")


def groups(profiles: Mapping[Identifier, int]) -> set[frozenset[Identifier]]:
    return {frozenset(one for one in profiles if profiles[one] == name) for name in profiles.values()}


def linked(*links: Link) -> dict[Identifier, int]:
    """When each identifier of the links was first seen."""
    seen: dict[Identifier, int] = {}
    for link in links:
        for one in (link.one, link.other):
            seen[one] = min(link.first_seen, seen.get(one, link.first_seen))
    return seen


def test_the_identifier_seen_first_names_the_profile() -> None:
    links = [Link(ADA, MAIL, 2), Link(MAIL, TABLET, 1)]
    found = resolve(linked(*links), links, IdentityRules(KINDS))
    assert set(found.profiles.values()) == {min(node_of(MAIL), node_of(TABLET))}
    later = {ADA: 0, MAIL: 1, TABLET: 1}
    assert set(resolve(later, links, IdentityRules(KINDS)).profiles.values()) == {node_of(ADA)}


def test_an_anonymous_profile_signs_in_once() -> None:
    """With all of its identifiers, at the first link to a strong one; two devices of a person are two."""
    laptop = ("device_id", "laptop")
    links = [
        Link(TABLET, PHONE, 1, made=9),
        Link(PHONE, ADA, 2, made=5),
        Link(PHONE, MAIL, 3, made=4),
        Link(laptop, ADA, 4, made=7),
    ]
    found = sign_ins(linked(*links), links, IdentityRules(KINDS), frozenset({"user_id", "email"}))
    older = min((TABLET, PHONE), key=node_of)
    assert found == {TABLET: (older, 4), PHONE: (older, 4), laptop: (laptop, 7)}


def test_a_shared_tablet_links_nobody_or_the_first() -> None:
    links = [Link(ADA, TABLET, 1), Link(BOB, TABLET, 2), Link(EVE, TABLET, 3)]
    excluded = IdentityRules(KINDS, shared=(Shared("device_id", "user_id", 2),))
    assert groups(resolve(linked(*links), links, excluded).profiles) == {
        frozenset({one}) for one in (ADA, BOB, EVE, TABLET)
    }
    first = IdentityRules(KINDS, shared=(Shared("device_id", "user_id", 2, keeps_first=True),))
    kept = resolve(linked(*links), links, first)
    assert groups(kept.profiles) == {frozenset({ADA, BOB, TABLET}), frozenset({EVE})}
    assert list(kept.rejected.values()) == ["linked_to device_id user_id"]


def test_links_of_stronger_types_are_tried_first() -> None:
    """By time the tablet would join bob to ada; the e-mail is a stronger sign."""
    rules = IdentityRules(KINDS, at_most_per_profile={"user_id": 1})
    links = [Link(ADA, TABLET, 1), Link(MAIL, TABLET, 2), Link(BOB, MAIL, 3)]
    found = resolve(linked(*links), links, rules)
    assert groups(found.profiles) == {frozenset({BOB, MAIL}), frozenset({ADA, TABLET})}
    assert set(found.rejected) == {tuple(sorted([node_of(MAIL), node_of(TABLET)]))}


def test_links_of_low_confidence_are_tried_last() -> None:
    rules = IdentityRules(KINDS, at_most_per_profile={"user_id": 1}, low_confidence=("guesses",))
    links = [Link(ADA, MAIL, 1, "guesses"), Link(BOB, MAIL, 2)]
    assert groups(resolve(linked(*links), links, rules).profiles) == {
        frozenset({BOB, MAIL}),
        frozenset({ADA}),
    }


def test_two_that_never_merge_stay_apart_through_others() -> None:
    rules = IdentityRules(KINDS, never_merge=(frozenset({ADA, BOB}),))
    links = [Link(ADA, TABLET, 1), Link(BOB, TABLET, 2)]
    found = resolve(linked(*links), links, rules)
    assert groups(found.profiles) == {frozenset({ADA, TABLET}), frozenset({BOB})}


def test_a_component_that_is_too_big_falls_apart() -> None:
    links = [Link(ADA, TABLET, 1), Link(BOB, TABLET, 2), Link(EVE, PHONE, 3)]
    found = resolve(linked(*links), links, IdentityRules(KINDS, too_big=2))
    assert groups(found.profiles) == {
        frozenset({ADA}),
        frozenset({BOB}),
        frozenset({TABLET}),
        frozenset({EVE, PHONE}),
    }


def test_what_was_first_seen_later_is_not_there_yet() -> None:
    links = [Link(ADA, TABLET, 1), Link(BOB, TABLET, 5)]
    found = resolve(linked(*links), links, IdentityRules(KINDS), until=4)
    assert groups(found.profiles) == {frozenset({ADA, TABLET})}


def test_a_blocked_identifier_links_nobody() -> None:
    links = [Link(ADA, TABLET, 1), Link(BOB, TABLET, 2)]
    found = resolve(linked(*links), links, IdentityRules(KINDS, blocked=frozenset({TABLET})))
    assert groups(found.profiles) == {frozenset({ADA}), frozenset({BOB})}


def test_what_was_done_by_hand_goes_first_and_a_split_beats_a_merge() -> None:
    limited = IdentityRules(KINDS, at_most_per_profile={"user_id": 1}, merges=((MAIL, EVE),))
    links = [Link(ADA, MAIL, 1)]
    seen = linked(*links) | {EVE: 9}
    assert groups(resolve(seen, links, limited).profiles) == {frozenset({MAIL, EVE}), frozenset({ADA})}
    split = IdentityRules(KINDS, merges=((ADA, MAIL),), splits=(frozenset({ADA, MAIL}),))
    assert resolve(seen, links, split).rejected == {tuple(sorted([node_of(ADA), node_of(MAIL)])): "split"}
