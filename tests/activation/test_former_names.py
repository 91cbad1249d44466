"""State that was kept under another spelling of a place goes on under the name that it had."""

import asyncio
import json
from dataclasses import replace
from typing import Any

from segflux_cli.sync.state.carried import CarriedSync, name_of
from segflux_cli.sync.state.former_names import named_as_before
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.tables import Tables
from segflux_cli.sync.state.task import Task
from segflux_cli.sync.tasks import Chosen
from tests.activation.engine import a_sync
from tests.activation.fake import Fake
from tests.activation.test_session import FAKES, PEOPLE, run_all, tasks_of
from tests.activation.warehouse import relations, set_people


def to_list(fake: Fake, number: object) -> CarriedSync:
    """A sync to a list as it is spelled, under the name that this spelling makes."""
    place = json.dumps({"audience": {"list": number}, "destination": "fake"}, sort_keys=True)
    sync = a_sync(fake.url, place=place)
    return replace(sync, name=name_of(sync.segment, sync.destination, place, sync.match_on, sync.mode))


def named(client: Any, sync: CarriedSync) -> CarriedSync:
    handle = Handle(client)
    try:
        (found,) = asyncio.run(named_as_before(handle, Tables(relations()), [sync], FAKES))
    finally:
        handle.close()
    return found


def test_nobody_is_sent_again_for_another_spelling(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 11))
    earlier, now = to_list(fake, 123), to_list(fake, "123")
    assert earlier.name != now.name
    run_all(client, [Task(earlier)])
    for _ in range(2):
        (report,) = run_all(client, tasks_of(client, named(client, now), Chosen()))
        assert (report.sync.name, report.state, report.counts.sent) == (earlier.name, "ok", 0)


def test_another_list_or_a_name_of_its_own_stays(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, [1])
    earlier, now, other = to_list(fake, 123), to_list(fake, "123"), to_list(fake, "124")
    run_all(client, [Task(earlier)])
    assert named(client, other) == other
    run_all(client, [Task(now)])
    assert named(client, now) == now


def test_an_audience_is_emptied_first_though_it_was_spelled_another_way(client: Any, fake: Fake) -> None:
    """Known by something else now, so that its state is another one."""
    set_people(client, PEOPLE, [1])
    run_all(client, [Task(to_list(fake, 123))])
    by_id = replace(to_list(fake, "123"), name="now", match_on=("user_id",))
    fake.tell(scripted=["503", "503"])
    drain, heir = run_all(client, tasks_of(client, by_id, Chosen()))
    assert (drain.state, heir.state) == ("failed", "waiting")
