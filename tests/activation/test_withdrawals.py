"""Whoever is held back goes, also while a brake keeps everybody else where they are."""

from typing import Any

from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, addresses, run, there
from tests.activation.fake import Fake
from tests.activation.telling import Syncs
from tests.activation.warehouse import SCHEMA, set_people

PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 111)]


def run_with_consent(client: Any, fake: Fake, **around: Any) -> RunReport:
    """The regulars who agreed to be written to."""
    return run(client, fake, Task(a_sync(fake.url, channel="email")), **around)


def take_back(client: Any, *numbers: int) -> None:
    listed = ", ".join(f"'{number}'" for number in numbers)
    client.command(
        f"alter table {SCHEMA}.dim_profiles update consent_email = 'false' where user_id in ({listed}) "
        "settings mutations_sync = 1"
    )


def test_who_takes_back_consent_is_removed_while_a_brake_holds(client: Any, fake: Fake, syncs: Syncs) -> None:
    set_people(client, PEOPLE, range(1, 101))
    run_with_consent(client, fake)
    set_people(client, PEOPLE, [*range(1, 41), 105])
    take_back(client, 1, 2)
    report = run_with_consent(client, fake)
    assert (report.state, report.counts.accepted) == ("braked", 2)
    assert there(fake) == addresses(*range(3, 101))
    assert "60 of 100 people would be removed, more than 30 %; 2 who are held back were removed" in syncs()
    again = run_with_consent(client, fake)
    assert (again.state, again.counts.sent) == ("braked", 0)
    assert run_with_consent(client, fake, wishes=Wishes(allows_large_change=True)).state == "ok"
    assert there(fake) == addresses(*range(3, 41), 105)
    assert run_with_consent(client, fake).counts.sent == 0


def test_a_withdrawal_that_fails_while_a_brake_holds_is_made_up_for(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 101))
    run_with_consent(client, fake)
    set_people(client, PEOPLE, range(1, 41))
    take_back(client, 1)
    fake.tell(chances={"404": 1.0})
    report = run_with_consent(client, fake)
    assert report.state == "failed"
    assert report.reason.startswith("60 of 100 people would be removed")
    assert "the fake answered 404" in report.reason
    fake.tell(chances={})
    assert run_with_consent(client, fake).state == "braked"
    assert there(fake) == addresses(*range(2, 101))
