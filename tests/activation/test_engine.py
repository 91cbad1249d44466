"""One run after another against a destination that misbehaves."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from segflux_cli.destinations.protocol import Limits
from segflux_cli.errors import Place
from segflux_cli.spec.declared.syncs import StopIf
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.carried import SentValue
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.runs import syncs_with_people
from segflux_cli.sync.state.tables import Tables
from segflux_cli.sync.state.task import Task
from tests.activation.destination import FAKE
from tests.activation.engine import a_sync, addresses, run, there
from tests.activation.fake import Fake
from tests.activation.warehouse import SCHEMA, profile_id, relations, set_people

PLACE = Place("x.yml", 1, 1)
MANY = [(number, f"p{number}@x.example", "pro") for number in range(1, 2001)]
PEOPLE = MANY[:100]


def test_an_idle_run_sends_nothing_and_strangers_stay(client: Any, fake: Fake) -> None:
    fake.tell(people={"stranger@x.example": {}})
    set_people(client, PEOPLE, range(1, 31))
    assert run(client, fake).counts.accepted == 30
    assert run(client, fake).counts.sent == 0
    set_people(client, PEOPLE, range(3, 33))
    report = run(client, fake)
    assert (report.counts.planned_adds, report.counts.planned_removals) == (2, 2)
    assert there(fake) == addresses(*range(3, 33)) | {"stranger@x.example"}


def test_a_changed_trait_is_sent_again(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 6))
    run(client, fake)
    set_people(client, [(1, "p1@x.example", "free"), *PEOPLE[1:]], range(1, 6))
    report = run(client, fake)
    assert (report.counts.planned_adds, report.counts.planned_updates) == (0, 1)
    assert fake.state()["people"]["p1@x.example"] == {"plan": "free"}


def test_who_was_merged_into_another_profile_is_sent_again(client: Any, fake: Fake) -> None:
    set_people(client, [(7, "p7@x.example", "pro")], [7])
    run(client, fake)
    set_people(client, [(3, "p7@x.example", "pro")], [3])
    report = run(client, fake)
    assert (report.counts.planned_adds, report.counts.planned_updates, report.counts.planned_removals) == (
        0,
        1,
        0,
    )
    assert client.query(f"select profile_id from {SCHEMA}.sync_ledger final where is_there").result_rows == [
        (profile_id(3),)
    ]
    assert run(client, fake).counts.sent == 0


def test_a_changed_address_is_removed_under_the_old_one(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, [1])
    run(client, fake)
    set_people(client, [(1, "new@x.example", "pro")], [1])
    assert run(client, fake).state == "ok"
    assert there(fake) == {"new@x.example"}


def test_brakes_stop_before_anything_is_sent(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 101))
    run(client, fake)
    fake.tell(rows=0)
    set_people(client, PEOPLE, range(1, 41))
    report = run(client, fake)
    assert report.state == "braked"
    assert "60 of 100 people would be removed" in report.reason
    assert fake.state()["rows"] == 0
    assert run(client, fake, wishes=Wishes(allows_large_change=True)).state == "ok"
    set_people(client, PEOPLE, [])
    assert "no members" in run(client, fake).reason
    assert len(there(fake)) == 40


def test_who_can_be_removed_only_by_hand_stops_no_later_run(client: Any, fake: Fake) -> None:
    large = Wishes(allows_large_change=True)
    set_people(client, PEOPLE, range(1, 101))
    run(client, fake)
    client.command(f"truncate table {SCHEMA}.dim_identifiers")
    set_people(client, PEOPLE[:40], range(1, 41))
    assert run(client, fake).state == "braked"
    assert run(client, fake, wishes=large).state == "ok"
    assert (run(client, fake).state, len(there(fake))) == ("ok", 100)
    assert with_people(client) == [a_sync(fake.url).name]
    set_people(client, PEOPLE[:40], [])
    assert "no members" in run(client, fake).reason
    assert run(client, fake, wishes=large).counts.accepted == 40
    assert (run(client, fake).state, len(there(fake))) == ("ok", 60)
    assert with_people(client) == []
    set_people(client, PEOPLE, [])
    assert (run(client, fake).counts.accepted, there(fake)) == (60, set())


def with_people(client: Any) -> list[str]:
    handle = Handle(client)
    rows = asyncio.run(syncs_with_people(handle, Tables(relations())))
    handle.close()
    return [row["sync"] for row in rows]


def test_bounds_of_stop_if_hold(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 11))
    run(client, fake)
    set_people(client, PEOPLE, range(3, 11))
    tight = a_sync(fake.url, stop_if=StopIf(removes_more_than=10))
    assert run(client, fake, Task(tight)).state == "braked"
    small = a_sync(fake.url, stop_if=StopIf(members_below=9))
    assert "below 9" in run(client, fake, Task(small)).reason


def test_a_dry_run_changes_nothing(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 4))
    report = run(client, fake, is_dry=True)
    assert {name: set(ids) for name, ids in report.samples.items()} == {
        "add": set(map(profile_id, (1, 2, 3)))
    }
    assert report.counts.planned_adds == 3
    assert fake.state()["requests"] == 0
    assert client.query(f"select count() from {SCHEMA}.sync_runs").result_rows == [(0,)]


def test_rejects_wait_for_a_changed_payload_or_a_wish(client: Any, fake: Fake) -> None:
    fake.tell(bad=["p2@x.example"])
    set_people(client, PEOPLE, range(1, 6))
    report = run(client, fake)
    assert (report.counts.accepted, report.counts.rejected) == (4, 1)
    reasons = client.query(
        f"select reason from {SCHEMA}.sync_ledger final where status = 'rejected'"
    ).result_rows
    assert reasons == [("… is not valid",)]
    assert run(client, fake).counts.sent == 0
    fake.tell(bad=[])
    assert run(client, fake, wishes=Wishes(retries_rejected=True)).counts.accepted == 1
    assert there(fake) == addresses(*range(1, 6))


def test_who_is_wanted_no_more_is_rejected_no_more(client: Any, fake: Fake) -> None:
    rejected = f"select groupArray(profile_id) from {SCHEMA}.sync_ledger final where status = 'rejected'"
    fake.tell(bad=["p2@x.example", "p3@x.example", "p4@x.example"])
    set_people(client, PEOPLE, range(1, 6))
    run(client, fake)
    set_people(client, PEOPLE, [1, 3, 4, 5])
    assert run(client, fake).counts.sent == 0
    assert sorted(client.query(rejected).first_row[0]) == [profile_id(3), profile_id(4)]
    run(client, fake, Task(a_sync(fake.url), is_drain=True))
    assert client.query(rejected).first_row[0] == []


def test_a_refused_batch_is_halved_until_the_bad_row_is_alone(client: Any, fake: Fake) -> None:
    fake.tell(bad=["p4@x.example"])
    set_people(client, PEOPLE, range(1, 8))
    report = run(client, fake, Task(a_sync(fake.url, options={"url": fake.url, "strict": True})))
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("ok", 6, 1)


def run_strictly(client: Any, fake: Fake, **around: Any) -> RunReport:
    """The regulars in one batch of up to 2,000, which is refused as a whole."""
    wide = {"fake": replace(FAKE, limits=Limits(rows=2000, timeout=5))}
    task = Task(a_sync(fake.url, options={"url": fake.url, "strict": True}))
    return run(client, fake, task, types=wide, **around)


def test_few_bad_rows_are_found_with_few_requests(client: Any, fake: Fake) -> None:
    fake.tell(bad=["p7@x.example", "p600@x.example", "p1900@x.example"])
    set_people(client, MANY, range(1, 2001))
    report = run_strictly(client, fake)
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("ok", 1997, 3)
    assert fake.state()["requests"] <= 1 + 2 * 3 * 11  # two halves on each level: 2^11 > 2000


def test_where_everybody_is_refused_not_everybody_is_tried(client: Any, fake: Fake) -> None:
    everybody = [address for _, address, _ in MANY]
    fake.tell(bad=everybody)
    set_people(client, MANY, range(1, 2001))
    report = run_strictly(client, fake)
    assert (report.state, report.counts.sent, report.counts.rejected) == ("failed", 0, 0)
    assert fake.state()["requests"] <= 60
    assert "everybody of a batch is refused: … is not valid" in report.reason
    fake.tell(bad=everybody[:5])
    report = run_strictly(client, fake)
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("ok", 1995, 5)
    assert there(fake) == set(everybody[5:])


def test_where_nearly_everybody_is_refused_not_everybody_is_tried(client: Any, fake: Fake) -> None:
    everybody = [address for _, address, _ in MANY]
    fake.tell(bad=[address for number, address, _ in MANY if number % 10])
    set_people(client, MANY, range(1, 2001))
    report = run_strictly(client, fake)
    taken, first = report.counts.accepted, report.counts.rejected
    assert report.state == "failed"
    assert 0 < taken < first < 100
    assert (
        f"{first} alone with {taken} taken, so that the rest of the batch was not tried: … is not"
        in report.reason
    )
    fake.tell(bad=[])
    assert run_strictly(client, fake).counts.accepted == 2000 - first - taken
    assert run_strictly(client, fake, wishes=Wishes(retries_rejected=True)).counts.accepted == first
    assert there(fake) == set(everybody)


def test_what_came_of_the_first_half_is_kept_when_the_second_one_fails(client: Any, fake: Fake) -> None:
    fake.tell(bad=["p1@x.example"], scripted=["", "", "404"])
    set_people(client, PEOPLE, range(1, 41))
    report = run_strictly(client, fake)
    assert report.state == "failed"
    taken = report.counts.accepted
    assert 0 <= taken == len(there(fake)) < 40
    assert run_strictly(client, fake).counts.sent == 40 - report.counts.sent
    assert there(fake) == addresses(*range(2, 41))


@pytest.mark.parametrize("fault", ["429:0.05", "500", "garbage", "drop", "accept_and_drop", "slow:0.1"])
def test_a_passing_fault_is_tried_again_with_the_same_key(client: Any, fake: Fake, fault: str) -> None:
    fake.tell(scripted=[fault])
    set_people(client, PEOPLE, range(1, 6))
    assert run(client, fake).state == "ok"
    state = fake.state()
    assert set(state["people"]) == addresses(*range(1, 6))
    assert len(set(state["keys"])) == 1


def test_three_failed_batches_in_a_row_stop_the_run(client: Any, fake: Fake) -> None:
    fake.tell(chances={"503": 1.0})
    set_people(client, PEOPLE, range(1, 101))
    report = run(client, fake)
    assert (report.state, report.counts.sent) == ("failed", 0)
    assert "503" in report.reason
    assert fake.state()["requests"] < 20
    fake.tell(chances={})
    assert run(client, fake).counts.accepted == 100


def test_wrong_credentials_stop_at_once(client: Any, fake: Fake) -> None:
    fake.tell(chances={"401": 1.0})
    set_people(client, PEOPLE, range(1, 101))
    report = run(client, fake)
    assert report.state == "failed"
    assert fake.state()["requests"] <= 4


def test_a_missing_secret_is_named(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, [1])
    sync = a_sync(fake.url, options={"url": {"env_var": "FAKE_URL"}})
    report = run(client, fake, Task(sync))
    assert (report.state, "FAKE_URL" in report.reason) == ("failed", True)
    assert run(client, fake, Task(sync), environment={"FAKE_URL": fake.url}).state == "ok"


def test_a_variable_that_does_not_fit_its_option_fails_the_run(client: Any, fake: Fake) -> None:
    sync = a_sync(fake.url, options={"url": fake.url, "pace": {"env_var": "PACE"}})
    report = run(client, fake, Task(sync), environment={"PACE": "Quick"})
    assert (report.state, '"pace" of fake' in report.reason, "Quick" in report.reason) == (
        "failed",
        True,
        False,
    )


def test_a_sync_that_is_gone_is_emptied(client: Any, fake: Fake) -> None:
    fake.tell(people={"stranger@x.example": {}})
    set_people(client, PEOPLE, range(1, 101))
    run(client, fake)
    assert run(client, fake, Task(a_sync(fake.url), is_drain=True)).counts.accepted == 100
    assert there(fake) == {"stranger@x.example"}


def test_add_only_never_removes(client: Any, fake: Fake) -> None:
    sync = a_sync(fake.url, mode="add_only")
    set_people(client, PEOPLE, range(1, 11))
    run(client, fake, Task(sync))
    set_people(client, PEOPLE, range(5, 11))
    assert run(client, fake, Task(sync)).counts.planned_removals == 0
    assert len(there(fake)) == 10


def test_upsert_clears_on_leaving_what_it_wrote(client: Any, fake: Fake) -> None:
    sync = a_sync(fake.url, mode="upsert")
    set_people(client, PEOPLE, [1, 2])
    run(client, fake, Task(sync))
    set_people(client, PEOPLE, [2])
    run(client, fake, Task(sync))
    assert fake.state()["people"] == {"p1@x.example": {"plan": None}, "p2@x.example": {"plan": "pro"}}


def test_upsert_clears_no_field_that_it_never_wrote(client: Any, fake: Fake) -> None:
    plan, spent = SentValue("plan", "plan", None, None), SentValue("spent", "spent", None, None)
    before, now = (Task(a_sync(fake.url, mode="upsert", send=send)) for send in ((plan,), (plan, spent)))
    set_people(client, PEOPLE, [1, 2, 3])
    run(client, fake, before)
    set_people(client, PEOPLE, [1, 3])
    held = replace(now.sync, stop_if=StopIf(members_below=9))
    assert run(client, fake, replace(now, sync=held)).state == "braked"
    run(client, fake, now)
    people = fake.state()["people"]
    assert people["p2@x.example"] == {"plan": None}
    assert people["p1@x.example"] == {"plan": "pro", "spent": 1.0}
    run(client, fake, replace(now, is_drain=True))
    assert fake.state()["people"]["p1@x.example"] == {"plan": None, "spent": None}


def test_full_sends_everybody_again(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 11))
    run(client, fake)
    fake.tell(people={})
    assert run(client, fake, wishes=Wishes(is_full=True)).counts.accepted == 10
    assert len(there(fake)) == 10


def test_batches_run_at_once_within_the_limit(client: Any, fake: Fake) -> None:
    fake.tell(chances={"slow:0.05": 1.0})
    set_people(client, PEOPLE, range(1, 101))
    run(client, fake)
    assert 1 < fake.state()["most_at_once"] <= 4


def test_no_personal_data_is_kept_in_ledger_history_and_log(client: Any, fake: Fake) -> None:
    fake.tell(bad=["p2@x.example"])
    set_people(client, PEOPLE, range(1, 6))
    run(client, fake)
    for table in ("sync_ledger", "sync_history", "sync_runs"):
        kept = str(client.query(f"select * from {SCHEMA}.{table}").result_rows)
        assert "x.example" not in kept
        assert "pro'" not in kept
