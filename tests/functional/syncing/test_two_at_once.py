"""Two `segflux sync` at once on one project, and one that is killed: nobody is sent twice, nobody is lost."""

from pathlib import Path

import pytest

from tests.activation.receiver import Receiver
from tests.dbt_projects import is_server
from tests.functional.commands import call
from tests.functional.syncing.conftest import CONSENTING, start, sync


def test_the_second_is_told_who_is_at_work_and_sends_nothing(project: Path, receiver: Receiver) -> None:
    receiver.scripted = ["held"]
    first = start(project, "sync", "--format", "json")
    receiver.await_messages(1)
    second = sync(project)
    assert second.exit_code == 2
    said = second.errors + second.text
    assert f"process {first.pid}" in said
    expected = "segflux sync, regulars to hook" if is_server() else "is open in another process"
    assert expected in said
    receiver.awake.set()
    told, errors = first.communicate()
    assert first.returncode == 0, errors
    assert '"state": "ok"' in told
    assert set(receiver.times_taken().values()) == {1}
    assert len(receiver.members) == len(CONSENTING)
    runs = call(project, "syncs", "--format", "json").answer["runs"]
    assert [run["state"] for run in runs if run["accepted"]] == ["ok"]


@pytest.mark.parametrize("fault", ["held", "silent after taking"])
def test_one_that_is_killed_while_it_sends_is_made_up_for(
    project: Path, receiver: Receiver, fault: str
) -> None:
    receiver.scripted = ["", fault]
    killed = start(project, "sync", "--format", "json")
    receiver.await_messages(2)
    killed.kill()
    killed.communicate()
    receiver.awake.set()
    (run,) = call(project, "syncs", "--format", "json").answer["runs"]
    assert run["state"] == "planned"
    ended = sync(project)
    assert ended.exit_code == 0, ended.errors
    assert len(receiver.members) == len(CONSENTING)
    assert sorted(set(receiver.times_taken().values())) == [1, 2]
    assert list(receiver.times_taken().values()).count(2) == 8
    assert sync(project).answer["sent"] == 0
