"""Fields of people are the account's: emptying a sync of mode upsert leaves those that another one writes."""

import json
from typing import Any

import pytest

from segflux_cli.sync.state.carried import SentValue
from segflux_cli.sync.state.task import Task
from segflux_cli.sync.tasks import Chosen
from tests.activation.engine import a_sync
from tests.activation.fake import Fake
from tests.activation.test_session import run_all, tasks_of
from tests.activation.warehouse import set_people

PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 6)]
BUSY = ["503", "503"]  # the only batch, and its second attempt


def upsert_to(fake: Fake, name: str, **words: Any) -> Any:
    """A sync that writes the plan; whatever its list is called, a person is one person in the account."""
    place = json.dumps({"destination": "fake", "audience": {"list": name}})
    return a_sync(fake.url, name=name, mode="upsert", place=place, **words)


def plans(fake: Fake) -> list[Any]:
    """The plan of everybody whom the fake knows."""
    return [fields.get("plan") for fields in fake.state()["people"].values()]


@pytest.mark.parametrize("beside", [False, True])
def test_fields_stay_when_another_list_is_named(client: Any, fake: Fake, *, beside: bool) -> None:
    """Emptied before, after another sync had written them too, or at the second attempt."""
    old, new = upsert_to(fake, "old"), upsert_to(fake, "new")
    set_people(client, PEOPLE, range(1, 6))
    run_all(client, [Task(old), Task(new)] if beside else [Task(old)])
    fake.tell(scripted=BUSY)
    reports = run_all(client, tasks_of(client, new, Chosen()))
    assert [report.state for report in reports] == ["failed", "waiting"]
    assert "regulars to fake must be emptied of whom it added first" in reports[-1].reason
    reports = run_all(client, tasks_of(client, new, Chosen()))
    assert [(report.state, report.counts.sent) for report in reports] == [("ok", 5), ("ok", 5)]
    (report,) = run_all(client, tasks_of(client, new, Chosen()))
    assert (report.state, report.counts.sent) == ("ok", 0)
    assert plans(fake) == ["pro"] * 5


def test_whoever_the_new_one_does_not_want_loses_the_field(client: Any, fake: Fake) -> None:
    old, new = upsert_to(fake, "old"), upsert_to(fake, "new")
    set_people(client, PEOPLE, range(1, 6))
    run_all(client, [Task(old)])
    set_people(client, PEOPLE, [1, 2])
    run_all(client, tasks_of(client, new, Chosen()))
    assert sorted(plans(fake), key=str) == [None, None, None, "pro", "pro"]


def test_a_segment_with_other_fields_waits_for_nobody(client: Any, fake: Fake) -> None:
    other = (SentValue("spent", "spent", None, None),)
    old = upsert_to(fake, "old")
    new = upsert_to(fake, "new", segment="new", destination="crm", send=other)
    set_people(client, PEOPLE, range(1, 6))
    run_all(client, [Task(old)])
    drain, _ = tasks_of(client, new, Chosen())
    assert (drain.is_drain, drain.heirs) == (True, ())
