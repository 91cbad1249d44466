"""Removals of people whose identifiers are gone from the warehouse: told, and made once they are back."""

from typing import Any

import pytest

from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.state.task import Task
from segflux_cli.sync.tasks import Chosen
from tests.activation.engine import a_sync, run
from tests.activation.fake import Fake
from tests.activation.test_session import run_all, tasks_of
from tests.activation.warehouse import relations, set_people

PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 6)]
TOLD = "5 could not be removed: their identifiers are gone from the warehouse; who has one again is removed"


@pytest.fixture
def left(client: Any, fake: Fake) -> Fake:
    """A fake with five people of a sync that is gone, of whom the warehouse has lost the identifiers."""
    set_people(client, PEOPLE, range(1, 6))
    run_all(client, [Task(a_sync(fake.url, name="old"))])
    client.command(f"truncate table {relations()['dim_identifiers']}")
    return fake


def tasks(client: Any, fake: Fake) -> list[Task]:
    """Those beside a sync of another segment that has nothing to do."""
    other = a_sync(fake.url, name="other", segment="other", destination="crm", place='{"list": "other"}')
    return [task for task in tasks_of(client, other, Chosen(), ("other", "staff")) if task.is_drain]


def test_a_place_is_emptied_once_the_identifiers_are_back(client: Any, left: Fake) -> None:
    (report,) = run_all(client, tasks(client, left))
    assert (report.state, report.counts.sent, report.counts.rejected) == ("ok", 0, 5)
    assert report.reason.startswith(TOLD)
    assert tasks(client, left) == []  # nothing to try, so that nobody is asked
    set_people(client, PEOPLE, [])
    (report,) = run_all(client, tasks(client, left))
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("ok", 5, 0)
    assert left.state()["people"] == {}
    assert tasks(client, left) == []


def test_who_is_found_again_is_removed_and_the_others_are_told_again(client: Any, left: Fake) -> None:
    run_all(client, tasks(client, left))
    set_people(client, PEOPLE[:2], [])
    (report,) = run_all(client, tasks(client, left))
    assert (report.counts.accepted, report.counts.rejected) == (2, 3)
    assert report.reason.startswith("3 could not be removed: their identifiers")
    assert tasks(client, left) == []


def test_an_identifier_by_which_nobody_is_known_there_brings_nobody_back(client: Any, left: Fake) -> None:
    run_all(client, tasks(client, left))
    set_people(client, PEOPLE, [])
    table = relations()["dim_identifiers"]
    client.command(
        f"alter table {table} update identifier_type = 'user_id' where true settings mutations_sync = 1"
    )
    assert tasks(client, left) == []


def test_who_is_lost_is_given_up_where_the_command_says_so(client: Any, left: Fake) -> None:
    (report,) = run_all(client, tasks(client, left), wishes=Wishes(gives_up=True))
    assert report.reason.startswith("5 people given up with their place")
    set_people(client, PEOPLE, [])
    assert tasks(client, left) == []


def test_a_sync_that_stands_counts_whom_it_cannot_remove(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 6))
    run(client, fake)
    client.command(f"truncate table {relations()['dim_identifiers']}")
    set_people(client, PEOPLE[1:], range(2, 6))
    for _ in range(2):
        report = run(client, fake)
        assert (report.counts.planned_removals, report.counts.sent, report.counts.rejected) == (1, 0, 1)
    set_people(client, PEOPLE, range(2, 6))
    assert run(client, fake).counts.accepted == 1
    assert len(fake.state()["people"]) == 4
