"""Which identifiers are one person: limits, overrides, quarantine; and what the log tells of it."""

import pytest

from segflux_cli.errors import MacroError
from tests.functional.identity.conftest import Graphs
from tests.functional.identity.graph import Identifier, types

ONE_USER = {"type": "user_id", "strong": True, "at_most_per_profile": 1}


def _user(value: str) -> Identifier:
    return ("user_id", value)


def _email(value: str) -> Identifier:
    return ("email", value)


def _device(value: str) -> Identifier:
    return ("device_id", value)


def _shared(beyond: str) -> dict[str, object]:
    return {"type": "device_id", "linked_to": [{"type": "user_id", "at_most": 2, "beyond": beyond}]}


@pytest.mark.parametrize(
    ("beyond", "together"),
    [("exclude", set()), ("keep_first", {frozenset({"tablet", "ada", "bob"})})],
)
def test_a_shared_device_does_not_merge_its_family(graph: Graphs, beyond: str, together: object) -> None:
    """The third user makes the tablet a shared one: none of its links counts, or only the first two do."""
    family = graph(types("user_id", _shared(beyond)))
    family.add((_user("ada"), _device("tablet"), "web", 1), (_user("bob"), _device("tablet"), "web", 2))
    family.resolve()
    assert family.groups() == {frozenset({"tablet", "ada", "bob"})}
    family.add((_user("cy"), _device("tablet"), "web", 3))
    family.resolve()
    assert family.groups() == together
    refused = {"cy"} if beyond == "keep_first" else {"ada", "bob", "cy"}
    assert family.rejected() == {(user, "tablet", "linked_to device_id user_id") for user in refused}


def test_a_profile_holds_one_user(graph: Graphs) -> None:
    """The link that came second is refused, in whichever batch it comes; the stronger link is tried first."""
    one = graph(types(ONE_USER, "email", "device_id"))
    one.add((_user("bob"), _device("d"), "web", 1))
    one.resolve()
    one.add((_user("ada"), _email("e"), "crm", 9), (_email("e"), _device("d"), "web", 10))
    one.resolve()
    assert one.groups() == {frozenset({"ada", "e"}), frozenset({"bob", "d"})}
    assert one.rejected() == {("d", "e", "at_most_per_profile user_id")}


def test_pairs_are_kept_apart_and_put_together_by_hand(graph: Graphs) -> None:
    """never_merge and split refuse, merge adds; what names nobody or goes in a circle does no harm."""
    hands = graph(
        types("user_id", "email"),
        never_merge=[[{"type": "user_id", "value": "ada"}, {"type": "user_id", "value": "bob"}]],
    )
    hands.add(
        (_user("ada"), _email("shared"), "crm", 1),
        (_user("bob"), _email("shared"), "crm", 2),
        (_user("cy"), _email("old"), "crm", 3),
        seen={_user("cy2"): 4},
    )
    hands.resolve()
    assert hands.groups() == {frozenset({"ada", "shared"}), frozenset({"cy", "old"})}
    hands.override(
        ("merge", "user_id", "cy", "user_id", "cy2"),
        ("merge", "user_id", "cy2", "user_id", "cy"),
        ("merge", "user_id", "cy", "user_id", "cy"),
        ("merge", "user_id", "cy", "user_id", "nobody"),
        ("split", "user_id", "cy", "email", "old"),
        ("join", "user_id", "ada", "user_id", "bob"),
        ("merge", "", "", "user_id", "bob"),
    )
    hands.resolve()
    assert hands.groups() == {frozenset({"ada", "shared"}), frozenset({"cy", "cy2"})}
    assert ("cy", "old", "split") in hands.rejected()
    told = f"select argMax(overrides_unknown, resolution) from {hands.tables['resolutions']}"
    assert hands.client.query(told).result_rows == [(3,)]  # nobody, join, and one without a type
    hands.override()
    hands.resolve()
    assert hands.groups() == {frozenset({"ada", "shared"}), frozenset({"cy", "old"})}


def test_a_merge_by_hand_waits_for_who_was_not_seen_yet(graph: Graphs) -> None:
    waiting = graph(types("user_id", "email"))
    waiting.override(("merge", "user_id", "ada", "user_id", "ada2"))
    waiting.add((_user("ada"), _email("e"), "crm", 1))
    waiting.resolve()
    assert waiting.groups() == {frozenset({"ada", "e"})}
    waiting.add((_user("ada2"), _email("f"), "crm", 2))
    waiting.resolve()
    assert waiting.groups() == {frozenset({"ada", "ada2", "e", "f"})}


def test_an_override_that_says_nothing_is_counted_at_once(graph: Graphs) -> None:
    """It comes alone, without new rows; and is gone from the count once it is mended."""
    told = graph(types("user_id", "email"))
    told.add((_user("ada"), _email("e"), "crm", 1))
    told.resolve()
    count = f"select argMax(overrides_unknown, resolution) from {told.tables['resolutions']}"
    for given, unknown in (("mrge", 1), ("block", 0)):
        told.override((given, "email", "e", "", ""))
        assert told.resolve()["is_needed"]
        assert not told.resolve()["is_needed"]
        assert told.client.query(count).result_rows == [(unknown,)]


def test_a_component_that_is_too_big_is_left_apart(graph: Graphs) -> None:
    """One link more and none of them counts; they are shown."""
    big = graph(types("user_id", "email"), too_big=3)
    big.add(*((_user(f"u{n}"), _email("all"), "crm", n) for n in range(2)))
    big.resolve()
    assert big.groups() == {frozenset({"u0", "u1", "all"})}
    big.add((_user("u2"), _email("all"), "crm", 5))
    big.resolve()
    assert big.groups() == set()
    assert big.rejected() == {("all", f"u{n}", "too_big") for n in range(3)}


def test_links_of_low_confidence_are_tried_last(graph: Graphs) -> None:
    """A guess that came first gives way to what a source knows."""
    guessed = graph(types(ONE_USER, "email"), low_confidence=["guesses"])
    guessed.add((_user("ada"), _email("e"), "guesses", 1), (_user("bob"), _email("e"), "crm", 2))
    guessed.resolve()
    assert guessed.groups() == {frozenset({"bob", "e"})}
    guessed.add((_user("ada"), _email("e"), "crm", 0))
    guessed.resolve()
    assert guessed.groups() == {frozenset({"ada", "e"})}


def test_an_ignored_value_gives_each_part_the_id_that_it_had_alone(graph: Graphs) -> None:
    """The names are those of a graph that never had the value; the anchor's going is a split."""
    junk = graph(types("user_id", "email"))
    junk.add(
        (_user("ada"), _email("junk"), "crm", 2),
        (_user("bob"), _email("junk"), "crm", 3),
        seen={_email("junk"): 1, _user("ada"): 2, _user("bob"): 3},
    )
    junk.resolve()
    assert junk.groups() == {frozenset({"ada", "bob", "junk"})}
    junk.override(("block", "email", " junk", "", ""))
    junk.resolve()
    assert junk.profiles() == {
        _user("ada"): _user("ada"),
        _user("bob"): _user("bob"),
        _email("junk"): None,
    }
    assert junk.moves()[-2:] == [("split", "junk", "ada", "ignored"), ("split", "junk", "bob", "ignored")]
    junk.override()
    junk.resolve()
    assert junk.groups() == {frozenset({"ada", "bob", "junk"})}


def test_a_batch_beside_an_ignored_value_leaves_its_links_refused(graph: Graphs) -> None:
    """Whether the batch has to do with the value or only with somebody whom it was seen with."""
    beside = graph(types("user_id", "email"), ignore=["junk"])
    beside.add((_user("ada"), _email("junk"), "crm", 1), (_user("bob"), _email("junk"), "crm", 2))
    beside.resolve()
    refused = beside.rejected()
    assert {(a, b) for a, b, _ in refused} == {("ada", "junk"), ("bob", "junk")}
    beside.add((_user("ada"), _email("e"), "crm", 3))
    beside.resolve()
    assert beside.groups() == {frozenset({"ada", "e"})}
    assert beside.rejected() == refused
    beside.add((_user("cy"), _email("junk"), "crm", 4))
    beside.resolve()
    assert beside.groups() == {frozenset({"ada", "e"})}
    assert beside.rejected() == refused | {("cy", "junk", "ignored")}


def test_a_batch_without_rules_reads_no_earlier_link(graph: Graphs) -> None:
    """Its links and the components that they touch say all; components are joined whole, oldest first."""
    added = graph(types("user_id", "email", "device_id"))
    added.add(
        (_user("ada"), _email("e"), "crm", 5),
        (_user("ada"), _device("d"), "web", 6),
        (_user("bob"), _email("f"), "crm", 1),
    )
    added.resolve()
    added.client.command(f"alter table {added.tables['links']} delete where true settings mutations_sync = 1")
    added.add((_device("d"), _email("f"), "web", 7), (_user("cy"), _email("g"), "crm", 8))
    added.resolve()
    assert added.groups() == {frozenset({"ada", "e", "d", "bob", "f"}), frozenset({"cy", "g"})}
    assert added.profiles()[_device("d")] == _user("bob")
    assert added.moves() == [("merge", "ada", "bob", "link")]


@pytest.mark.parametrize("turned", [False, True])
def test_who_was_alone_and_named_others_later_is_joined_with_them(graph: Graphs, turned: bool) -> None:
    """A device is seen, a person elsewhere, then their address; then the device signs in.

    One of the two linked first has the smaller hash, and no resolution ever changed what it says of itself.
    """
    alone = graph(types("user_id", "email", "device_id"))
    first, second = (_email("e"), _user("ada")) if turned else (_user("ada"), _email("e"))
    alone.add(seen={_device("d"): 1})
    alone.resolve()
    alone.add(seen={first: 2})
    alone.resolve()
    alone.add((first, second, "web", 3))
    alone.resolve()
    alone.add((first, _device("d"), "web", 4))
    alone.resolve()
    assert alone.groups() == {frozenset({"ada", "e", "d"})}
    assert alone.profiles()[second] == _device("d")
    alone.resolve(is_full=True)
    assert alone.moves() == [("merge", first[1], "d", "link")]


def test_changed_rules_decide_everything_anew(graph: Graphs) -> None:
    """What the rules ignore from now on belongs to nobody, as if it had always been so."""
    anew = graph(types("user_id", "email"))
    anew.add((_user("ada"), _email("junk"), "crm", 1), (_user("bob"), _email("junk"), "crm", 2))
    anew.resolve()
    anew.rules = {**anew.rules, "ignore": ["JUNK"]}
    assert anew.resolve()["is_full"]
    assert anew.groups() == set()
    assert not anew.resolve()["is_needed"]


def test_too_many_merges_stop_before_anything_is_published(graph: Graphs) -> None:
    """A bad day merges nobody; accepting it does."""
    stopped = graph(types("user_id", "email"), merged_today=20)
    stopped.add(seen={_user("ada"): 1, _user("bob"): 2, _user("cy"): 3, _email("e"): 4})
    stopped.resolve()
    stopped.add((_user("ada"), _email("e"), "crm", 5))
    with pytest.raises(MacroError, match=r"allows 20 % of profiles.*1 of 4. Nothing was published"):
        stopped.resolve()
    assert stopped.groups() == set()
    stopped.resolve(allows_merges=True)
    assert stopped.groups() == {frozenset({"ada", "e"})}
    assert stopped.moves() == [("merge", "e", "ada", "link")]


def test_another_name_for_the_same_people_is_no_merge(graph: Graphs) -> None:
    """A late row shows that the younger of two was there first; who joins them in the same build is merged."""
    renamed = graph(types("user_id", "email"), merged_today=1)
    renamed.add(
        (_user("ada"), _email("e"), "crm", 5), seen={_user("ada"): 4, _email("e"): 5, _user("bob"): 3}
    )
    renamed.resolve()
    renamed.add(seen={_email("e"): 1})
    renamed.resolve()
    assert renamed.profiles()[_user("ada")] == _email("e")
    assert renamed.moves() == [("rename", "ada", "e", "seen earlier")]
    renamed.add((_user("bob"), _email("e"), "crm", 6), seen={_user("ada"): 0, _user("bob"): 3})
    renamed.resolve(allows_merges=True)
    assert renamed.moves()[1:] == [("merge", "bob", "ada", "link"), ("rename", "e", "ada", "seen earlier")]


def test_merges_that_were_accepted_stop_no_later_build(graph: Graphs) -> None:
    accepted = graph(types("user_id", "email"), merged_today=20)
    people, addresses = (
        [_user(f"u{number}") for number in range(6)],
        [_email(f"e{number}") for number in range(6)],
    )
    accepted.add(seen={each: number for number, each in enumerate([*people, *addresses])})
    accepted.resolve()
    accepted.add(*((people[number], addresses[number], "crm", 20) for number in range(4)))
    accepted.resolve(allows_merges=True)
    accepted.add((people[4], addresses[4], "crm", 30))
    accepted.resolve()
    assert len(accepted.groups()) == 5
    accepted.add((people[5], addresses[5], "crm", 40))
    with pytest.raises(MacroError, match="2 of 7"):
        accepted.resolve()


def test_a_killed_resolution_counts_for_nothing(graph: Graphs) -> None:
    """What it appended stays unseen, and the next one comes to the result."""
    killed = graph(types("user_id", "email"))
    killed.add((_user("ada"), _email("e"), "crm", 1))
    killed.resolve()
    killed.client.command(f"insert into {killed.tables['nodes']} select {killed.node(_email('e'))}, 7, 7, 2")
    killed.add((_user("bob"), _email("e"), "crm", 2))
    assert killed.resolve()["resolution"] == 3
    assert killed.groups() == {frozenset({"ada", "bob", "e"})}


def test_of_rules_that_contradict_each_other_the_stricter_one_wins(graph: Graphs) -> None:
    """A merge by hand joins nobody whom a limit or a pair keeps apart."""
    strict = graph(
        types(ONE_USER, "email"),
        never_merge=[[{"type": "email", "value": "x"}, {"type": "email", "value": "y"}]],
    )
    strict.add(seen={_user("ada"): 1, _user("bob"): 2, _email("x"): 3, _email("y"): 4})
    strict.override(
        ("merge", "user_id", "ada", "user_id", "bob"),
        ("merge", "email", "x", "email", "y"),
        ("merge", "user_id", "ada", "email", "x"),
        ("split", "email", "x", "user_id", "ada"),
    )
    strict.resolve()
    assert strict.groups() == set()
    assert strict.rejected() == {
        ("ada", "bob", "at_most_per_profile user_id"),
        ("x", "y", "never_merge"),
        ("ada", "x", "split"),
    }


_SHARED_BY = 20_000


@pytest.mark.parametrize(
    ("kiosk", "more", "merged", "unused"),
    [
        ({}, {}, _SHARED_BY, 0),
        ({}, {"too_big": 1000}, 0, _SHARED_BY),
        (_shared("exclude"), {}, 0, _SHARED_BY),
        (_shared("keep_first"), {}, 2, _SHARED_BY - 2),
    ],
    ids=["no rule", "too big", "shared", "shared, the first kept"],
)
def test_an_identifier_shared_by_very_many(
    graph: Graphs, kiosk: dict[str, object], more: dict[str, object], merged: int, unused: int
) -> None:
    """Without a rule they are one person; a rule leaves all of its links unused, and says so of each."""
    shared = graph(types("user_id", {"type": "device_id", **kiosk}), **more)
    shared.add(seen={_device("kiosk"): 0})
    user, at = (
        shared.call("node", "'user_id'", "concat('u', toString(number))"),
        "toDateTime64(number, 3, 'UTC')",
    )
    shared.client.command(
        f"insert into {shared.tables['identifiers']} select {user}, 'user_id', concat('u', toString(number)), {at}, 1 "
        f"from numbers({_SHARED_BY})"
    )
    device = shared.node(_device("kiosk"))
    shared.client.command(
        f"insert into {shared.tables['links']} select least({user}, {device}), greatest({user}, {device}), "
        f"'web', {at}, 1, {at} from numbers({_SHARED_BY})"
    )
    shared.resolve()
    resolved = shared.call("resolved_nodes_sql", shared.tables["nodes"], shared.tables["resolutions"])
    assert shared.client.query(f"select countIf(node != profile_node) from ({resolved})").result_rows == [
        (merged,)
    ]
    assert len(shared.rejected()) == unused
