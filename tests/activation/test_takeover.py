"""Nobody is taken from a place unless the sync that takes over can run now."""

import json
from dataclasses import replace
from typing import Any

import pytest

from segflux_cli.destinations.types import Option
from segflux_cli.errors import Place
from segflux_cli.spec.declared.syncs import DeclaredDestination, DeclaredLimits, StopIf
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Scalar
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.state.carried import SentValue, from_json
from segflux_cli.sync.state.task import Task
from segflux_cli.sync.tasks import Chosen
from tests.activation.destination import FAKE
from tests.activation.engine import a_sync, sync_once
from tests.activation.fake import Fake
from tests.activation.test_session import LARGE, PEOPLE, PLAIN, run_all, tasks_of
from tests.activation.warehouse import ROOT, SEGMENT, relations, set_people


@pytest.fixture
def filled(client: Any, fake: Fake) -> Fake:
    """A fake that holds ten people, whom a sync that is gone has added."""
    set_people(client, PEOPLE, range(1, 11))
    run_all(client, [Task(a_sync(fake.url, name="old"))])
    return fake


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, {"status": "paused"}),
        ({"place": '{"list": "another"}'}, {"status": "draft"}),
        ({"segment": "new", "place": '{"list": "another"}'}, {"status": "paused", "renamed_from": SEGMENT}),
        ({"destination": "crm", "place": '{"destination": "crm", "list": "fake"}', "needs": ("OTHER",)}, {}),
        ({"targets": ("server",)}, {}),
    ],
)
def test_a_place_stays_as_it_is_while_the_sync_that_takes_over_rests(
    client: Any, filled: Fake, changed: dict[str, Any], words: dict[str, Any]
) -> None:
    new = a_sync(filled.url, name="new", **changed)
    assert tasks_of(client, new, Chosen(), **words) == []


@pytest.mark.parametrize(
    ("changed", "state", "reason"),
    [
        ({"match_on": ("user_id",), "stop_if": StopIf(members_below=11)}, "braked", "10 members, below 11"),
        ({"send": (SentValue("tier", "tier", None, None),)}, "failed", "no column for the trait"),
        ({"options": {"url": {"env_var": "NEW_URL"}}}, "failed", "the environment has no NEW_URL"),
    ],
)
def test_a_place_stays_as_it_is_while_the_sync_that_takes_over_cannot_run(
    client: Any, filled: Fake, changed: dict[str, Any], state: str, reason: str
) -> None:
    new = a_sync(filled.url, name="new", **changed)
    drain, heir = run_all(client, tasks_of(client, new, Chosen()))
    assert (drain.is_drain, drain.state) == (True, "waiting")
    assert reason in drain.reason
    assert (heir.state, reason in heir.reason) == (state, True)
    assert len(filled.state()["people"]) == 10


def in_list(fake: Fake, name: str, place: str, **words: Any) -> Task:
    """A task of a sync to a list of that name."""
    is_drain = bool(words.pop("is_drain", False))
    heirs = words.pop("heirs", ())
    sync = a_sync(fake.url, name=name, place=f'{{"list": "{place}"}}', **words)
    return Task(sync, is_drain=is_drain, heirs=heirs)


def test_nobody_fills_a_list_that_keeps_its_people_since_another_sync_cannot_run(
    client: Any, fake: Fake
) -> None:
    """Three lists in a circle: the people of two segments would be in one."""
    set_people(client, PEOPLE, range(1, 11))
    run_all(client, [in_list(fake, name, name) for name in "abc"])
    braked = in_list(fake, "a now", "b", stop_if=StopIf(members_below=100))
    second, third = in_list(fake, "b now", "c"), in_list(fake, "c now", "a")
    drains = [
        in_list(fake, name, name, is_drain=True, heirs=heirs)
        for name, heirs in (("c", (third, second)), ("a", (braked, third)), ("b", (second, braked)))
    ]
    *reports, last = run_all(client, [*drains, second, third, braked])
    assert {report.state for report in reports} == {"waiting"}
    assert "regulars to fake must be emptied of whom it added first" in reports[-1].reason
    assert last.state == "braked"


def test_a_list_keeps_its_people_where_the_one_they_move_to_could_not_be_emptied(
    client: Any, fake: Fake
) -> None:
    set_people(client, PEOPLE, range(1, 11))
    run_all(client, [in_list(fake, name, name) for name in "ab"])
    first, second = in_list(fake, "a now", "b"), in_list(fake, "b now", "a")
    drains = [in_list(fake, name, name, is_drain=True, heirs=(first, second)) for name in "ab"]
    fake.tell(chances={"503": 1.0})
    reports = run_all(client, [*drains, first, second])
    assert [report.state for report in reports] == ["failed", "waiting", "waiting", "waiting"]
    fake.tell(chances={})
    reports = run_all(client, [*drains, first, second])
    assert [report.state for report in reports] == ["ok", "ok", "ok", "ok"]


def test_nobody_fills_a_list_that_keeps_its_people_since_their_sync_is_paused(
    client: Any, filled: Fake
) -> None:
    moved = a_sync(filled.url, name="moved", place='{"list": "another"}')
    new = a_sync(filled.url, name="new", segment="new")
    (report,) = run_all(client, tasks_of(client, new, Chosen(), paused=(moved,)))
    assert (report.sync.name, report.state) == ("new", "waiting")
    assert "regulars to fake, which takes over, rests: it is paused" in report.reason


@pytest.mark.parametrize("words", [{}, {"status": "paused"}])
def test_one_of_two_lists_is_emptied_though_the_other_cannot_run(
    client: Any, fake: Fake, words: dict[str, Any]
) -> None:
    """It was there all along, and takes over from nobody."""
    set_people(client, PEOPLE, range(1, 11))
    braked = in_list(fake, "b", "b", stop_if=StopIf(members_below=100))
    for _ in range(2):
        run_all(client, [in_list(fake, "a", "a"), braked])
    drain, *others = run_all(client, tasks_of(client, braked.sync, Chosen(), **words))
    assert (drain.is_drain, drain.state) == (True, "ok")
    assert [report.state for report in others] == ([] if words else ["braked"])


def test_a_list_to_which_a_sync_comes_back_takes_over_again(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 11))
    first, second = in_list(fake, "a", "a"), in_list(fake, "b", "b")
    for _ in range(2):
        run_all(client, [first])
    for _ in range(2):
        run_all(client, tasks_of(client, second.sync, Chosen()))
    back = in_list(fake, "a", "a", stop_if=StopIf(members_below=100))
    drain, heir = run_all(client, tasks_of(client, back.sync, Chosen()))
    assert (drain.state, heir.state) == ("waiting", "braked")


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_braked_sync_takes_over_also_when_neither_place_could_be_reached(
    client: Any, fake: Fake, *, comes_back: bool
) -> None:
    set_people(client, PEOPLE, range(1, 11))
    first, second = in_list(fake, "a", "a"), in_list(fake, "b", "b", stop_if=StopIf(members_below=100))
    for task in (first, second, first) if comes_back else (first,):
        run_all(client, tasks_of(client, task.sync, Chosen()), wishes=LARGE)
    for chances, wishes in (({}, PLAIN), ({"503": 1.0}, LARGE), ({}, PLAIN)):
        fake.tell(chances=chances)
        drain, heir = run_all(client, tasks_of(client, second.sync, Chosen()), wishes=wishes)
    assert (drain.state, heir.state) == ("waiting", "braked")
    assert len(fake.state()["people"]) == 10


def test_whom_two_syncs_had_put_into_one_audience_is_sent_again_when_one_of_them_is_gone(
    client: Any, filled: Fake
) -> None:
    new = a_sync(filled.url, name="new", destination="crm", place='{"destination": "crm", "list": "fake"}')
    run_all(client, [Task(new)])
    for chance, states in ((1.0, ["failed", "waiting"]), (0.0, ["ok", "ok"])):
        filled.tell(chances={"503": chance})
        reports = run_all(client, tasks_of(client, new, Chosen()))
        assert [report.state for report in reports] == states
    assert len(filled.state()["people"]) == 10


@pytest.mark.parametrize(("list_now", "url_now"), [("1", "today"), ("2", "then")])
def test_a_place_is_emptied_with_what_its_destination_says_today(
    client: Any, fake: Fake, list_now: str, url_now: str
) -> None:
    """A token may be in another variable now; where another place is named, the old one is emptied as it was."""
    place = '{"destination": "fake", "options": {"list": "1"}}'
    set_people(client, PEOPLE, [1])
    run_all(client, [Task(a_sync(fake.url, name="old", place=place))])
    types = {"fake": replace(FAKE, options=(*FAKE.options, Option("list", "the list", is_place=True)))}
    at = Place("destinations.yml", 1, 1)
    written = {"url": "today", "list": list_now}
    options = Mapping(at, tuple(Entry(at, name, Scalar(at, text, text)) for name, text in written.items()))
    today = DeclaredDestination(at, "fake", "fake", at, options)
    other = a_sync("", name="new", segment="new", destination="crm")
    (drain,) = tasks_of(client, other, Chosen((SEGMENT,)), destinations=(today,), types=types)
    assert drain.sync.options["url"] == (fake.url if url_now == "then" else "today")


@pytest.mark.parametrize(("value", "state"), [("another", "ok"), ("one", "waiting")])
def test_a_list_with_the_same_number_in_another_account_is_another_list(
    client: Any, fake: Fake, value: str, state: str
) -> None:
    """Secrets tell accounts apart, by what they are: one key may be in two variables."""
    types = {"fake": replace(FAKE, options=(*FAKE.options, Option("key", "the key", is_secret=True)))}
    old, new = (
        a_sync(
            fake.url,
            name=name,
            destination=name,
            place=json.dumps({"destination": name, "audience": {"list": "1"}}),
            options={"url": fake.url, "key": {"env_var": f"KEY_OF_{name}", "default": key}},
        )
        for name, key in (("mail", "one"), ("crm", value))
    )
    set_people(client, PEOPLE, range(1, 6))
    run_all(client, [Task(old)], types=types)
    fake.tell(scripted=["401"])
    drain, other = run_all(client, tasks_of(client, new, Chosen((SEGMENT,)), types=types), types=types)
    assert (drain.state, other.state) == ("failed", state)


def test_a_declaration_of_another_version_stops_its_own_sync_alone(client: Any, filled: Fake) -> None:
    runs = relations()["sync_runs"]
    client.command(
        f"insert into {runs} select * replace (sequence + 1 as sequence, "
        f"replaceOne(declaration, '{{', '{{\"later\": 1, ') as declaration) from {runs} where declaration != ''"
    )
    elsewhere = a_sync(
        filled.url, name="new", segment="new", destination="crm", place='{"list": "elsewhere"}'
    )
    for _ in range(2):
        drain, other = run_all(client, tasks_of(client, elsewhere, Chosen()))
        assert (drain.sync.title, drain.state) == (f"{SEGMENT} to fake", "waiting")
        assert "another version of Segflux declared it" in drain.reason
        assert other.sync.name == "new"


def test_a_place_that_cannot_be_emptied_any_more_is_given_up_where_the_command_says_so(
    client: Any, filled: Fake
) -> None:
    old = a_sync(filled.url, name="old")
    filled.tell(chances={"404": 1.0})
    (report,) = run_all(client, [Task(old, is_drain=True)])
    assert f"`segflux sync {SEGMENT} --to fake --give-up` gives up who is there" in report.reason
    (report,) = run_all(client, [Task(old, is_drain=True)], wishes=Wishes(gives_up=True))
    assert report.state == "ok"
    assert report.reason.startswith("10 people given up with their place, and may still be there: ")
    elsewhere = a_sync(filled.url, name="new", segment="new", place='{"list": "elsewhere"}')
    assert [task.is_drain for task in tasks_of(client, elsewhere, Chosen())] == [False]


def changes_told(client: Any, sync: str) -> list[Any]:
    """What `fct_audience_changes` tells of a sync, by run."""
    written = (ROOT / "models" / "activation" / "fct_audience_changes.sql").read_text()
    for name in ("sync_history", "sync_runs"):
        written = written.replace(f"{{{{ ref('{name}') }}}}", relations()[name])
    counted = "sequence, operation, status, count() as people"
    told = f"select {counted} from ({written}) where sync = '{sync}' group by all order by all"
    return list(client.query(told).result_rows)


def test_whose_removal_was_rejected_is_given_up_with_the_others(client: Any, filled: Fake) -> None:
    """Seven fit into a batch: the first is answered, the second is not."""
    filled.tell(scripted=["", "404"], staying=[f"p{number}@x.example" for number in range(1, 11)])
    limits = DeclaredLimits(at_once=1)
    old = a_sync(filled.url, name="old", limits=limits)
    (report,) = run_all(client, [Task(old, is_drain=True)], wishes=Wishes(gives_up=True))
    assert (report.state, report.counts.rejected) == ("ok", 7)
    assert report.reason.startswith("10 people given up")
    there = f"select count() from {relations()['sync_ledger']} final where is_there"
    assert client.query(there).result_rows == [(0,)]
    assert changes_told(client, "old") == [(1, "upsert", "ok", 10), (2, "remove", "ok", 10)]


def test_one_who_cannot_be_removed_is_sent_again_alone_until_given_up(client: Any, filled: Fake) -> None:
    new = a_sync(filled.url, name="new", destination="crm", place='{"destination": "crm", "list": "fake"}')
    filled.tell(staying=["p1@x.example"])
    for planned in (10, 1):
        drain, heir = run_all(client, tasks_of(client, new, Chosen()))
        assert (drain.state, drain.counts.rejected) == ("ok", 1)
        assert (
            "1 could not be removed; if that stays so, `segflux sync regulars --to fake --give-up`"
            in drain.reason
        )
        assert heir.counts.sent == planned
    run_all(client, tasks_of(client, new, Chosen()), wishes=Wishes(gives_up=True))
    assert [task.is_drain for task in tasks_of(client, new, Chosen())] == [False]


def test_changes_tell_of_no_run_that_was_none(client: Any, filled: Fake) -> None:
    new = a_sync(filled.url, name="new", destination="crm", place='{"destination": "crm", "list": "fake"}')
    run_all(client, [Task(new)])
    run_all(client, tasks_of(client, new, Chosen()))
    assert changes_told(client, "new") == [(1, "upsert", "ok", 10), (3, "upsert", "ok", 10)]


def test_an_audience_that_the_environment_names_is_not_changed_unnoticed(client: Any, fake: Fake) -> None:
    sync = a_sync(fake.url, place='{"audience": {"list": {"env_var": "LIST"}}}')
    set_people(client, PEOPLE, range(1, 6))
    fake.tell(chances={"404": 1.0})
    assert sync_once(client, Task(sync), environment={"LIST": "typo"}).state == "failed"
    fake.tell(chances={})  # nobody got there, so that the list may be mended
    assert sync_once(client, Task(sync), environment={"LIST": "1"}).state == "ok"
    for is_drain in (False, True, True):
        report = sync_once(client, Task(sync, is_drain=is_drain), environment={"LIST": "2"})
        assert (report.state, "another audience by LIST" in report.reason) == ("failed", True)
    assert len(fake.state()["people"]) == 5
    assert from_json(sync.as_json("a hash")) == sync
    assert sync_once(client, Task(sync, is_drain=True), environment={"LIST": "1"}).state == "ok"
    assert fake.state()["people"] == {}
    assert sync_once(client, Task(sync), environment={"LIST": "2"}).state == "ok"
